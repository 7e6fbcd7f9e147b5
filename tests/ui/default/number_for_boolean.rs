use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 1)]
    clicks: bool,
}

fn main() {}
