use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event(i64);

fn main() {}
