use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = Some(3))]
    clicks: Option<i64>,
}

fn main() {}
