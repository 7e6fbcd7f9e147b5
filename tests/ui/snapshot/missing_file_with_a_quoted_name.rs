use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/it's gone.json")]
struct Event {
    id: i64,
}

fn main() {}
