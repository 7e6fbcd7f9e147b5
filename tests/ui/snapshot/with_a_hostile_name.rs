use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/with_a_hostile_name.json")]
struct Event {
    note: String,
}

fn main() {}
