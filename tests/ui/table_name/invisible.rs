use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events\u{200b}")]
struct Event {
    id: i64,
}

fn main() {}
