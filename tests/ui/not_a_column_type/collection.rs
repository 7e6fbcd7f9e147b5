use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    tags: Vec<String>,
}

fn main() {}
