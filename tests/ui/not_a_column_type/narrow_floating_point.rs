use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    clicks: f32,
}

fn main() {}
