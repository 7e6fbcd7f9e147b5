use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/without_a_name.json")]
struct Event {
    id: i64,
}

fn main() {}
