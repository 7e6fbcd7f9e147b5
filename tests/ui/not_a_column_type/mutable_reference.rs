use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    
    clicks: &'static mut i64,
}

fn main() {}
