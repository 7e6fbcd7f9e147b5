use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 300)]
    clicks: i8,
}

fn main() {}
