use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = i64::from(3), unique)]
    clicks: i64,
}

fn main() {}
