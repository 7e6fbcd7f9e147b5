use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    tags: Option<Vec<String>>,
}

fn main() {}
