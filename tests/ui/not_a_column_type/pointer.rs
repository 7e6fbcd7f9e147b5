use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    
    clicks: *const u8,
}

fn main() {}
