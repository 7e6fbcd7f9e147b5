use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = MAX)]
    clicks: i64,
}

fn main() {}
