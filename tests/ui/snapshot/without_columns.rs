use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/without_columns.json")]
struct Event {
    id: i64,
}

fn main() {}
