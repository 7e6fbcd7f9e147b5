use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/with_hostile_text.json")]
struct Event {
    clicks: i64,
}

fn main() {}
