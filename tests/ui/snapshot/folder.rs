use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot")]
struct Event {
    id: i64,
}

fn main() {}
