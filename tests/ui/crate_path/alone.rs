use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(crate)]
struct Event {
    id: i64,
}

fn main() {}
