use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "clicks\u{a0}a")]
    clicks: i64,
}

fn main() {}
