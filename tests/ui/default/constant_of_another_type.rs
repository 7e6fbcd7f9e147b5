use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = NAME)]
    clicks: i64,
}

const NAME: &str = "x";

fn main() {}
