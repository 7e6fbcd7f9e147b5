use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(unique not_null)]
    clicks: i64,
}

fn main() {}
