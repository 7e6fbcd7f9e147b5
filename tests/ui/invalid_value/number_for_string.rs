use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = 3)]
    clicks: i64,
}

fn main() {}
