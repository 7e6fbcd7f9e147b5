use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    
    clicks: Box<dyn Send>,
}

fn main() {}
