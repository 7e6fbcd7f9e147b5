use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    clicks: i128,
}

fn main() {}
