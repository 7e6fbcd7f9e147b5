use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 3i64)]
    clicks: i64,
}

fn main() {}
