use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(renamed_from = "id")]
    clicks: i64,
}

fn main() {}
