use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "C:/snapshot/events.json")]
struct Event {
    id: i64,
}

fn main() {}
