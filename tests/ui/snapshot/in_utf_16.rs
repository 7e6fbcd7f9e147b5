use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/in_utf_16.json")]
struct Event {
    clicks: i64,
}

fn main() {}
