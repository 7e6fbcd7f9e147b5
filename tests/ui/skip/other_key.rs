use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(skip, unique)]
    clicks: i64,
}

fn main() {}
