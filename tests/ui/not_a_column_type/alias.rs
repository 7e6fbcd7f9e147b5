use peaka_runtime::BiTable;

type Tags = Vec<String>;

#[derive(BiTable)]
struct Event {
    tags: Tags,
}

fn main() {}
