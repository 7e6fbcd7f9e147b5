use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(crate = 3)]
struct Event {
    id: i64,
}

fn main() {}
