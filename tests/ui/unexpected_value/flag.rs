use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(unique = true)]
    clicks: i64,
}

fn main() {}
