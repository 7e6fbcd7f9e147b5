use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(on)]
struct Event {
    id: i64,
}

fn main() {}
