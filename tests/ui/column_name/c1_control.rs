use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "cli\u{9b}cks")]
    clicks: i64,
}

fn main() {}
