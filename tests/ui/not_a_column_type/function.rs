use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    
    clicks: fn(i64) -> i64,
}

fn main() {}
