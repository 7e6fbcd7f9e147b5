use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(unique)]
    #[bitable(not_null, unique)]
    clicks: i64,
}

fn main() {}
