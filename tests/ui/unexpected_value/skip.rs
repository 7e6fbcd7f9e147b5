use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(skip = 1)]
    clicks: i64,
}

fn main() {}
