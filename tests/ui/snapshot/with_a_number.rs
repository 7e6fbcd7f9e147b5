use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/with_a_number.json")]
struct Event {
    id: i64,
}

fn main() {}
