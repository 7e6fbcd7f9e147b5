use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(name = "cli\u{200d}cks")]
    clicks: i64,
}

fn main() {}
