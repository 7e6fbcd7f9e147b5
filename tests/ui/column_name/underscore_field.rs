use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    _id: i64,
}

fn main() {}
