use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    clicks: usize,
}

fn main() {}
