use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "cafe\u{301}")]
    clicks: i64,
}

fn main() {}
