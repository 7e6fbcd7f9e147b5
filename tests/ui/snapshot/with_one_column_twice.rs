use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/with_one_column_twice.json")]
struct Event {
    id: i64,
}

fn main() {}
