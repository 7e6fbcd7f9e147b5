use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(flatten, default = 3)]
    clicks: i64,
}

fn main() {}
