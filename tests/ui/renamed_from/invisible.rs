use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(renamed_from = "clicks\u{200b}")]
    clicks: i64,
}

fn main() {}
