use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "clicks\u{3000}")]
    clicks: i64,
}

fn main() {}
