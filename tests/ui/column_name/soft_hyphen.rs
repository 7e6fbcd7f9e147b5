use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "cli\u{ad}cks")]
    clicks: i64,
}

fn main() {}
