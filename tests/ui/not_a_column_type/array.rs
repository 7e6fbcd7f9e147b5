use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    
    clicks: [u8; 4],
}

fn main() {}
