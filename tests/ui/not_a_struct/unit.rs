use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event;

fn main() {}
