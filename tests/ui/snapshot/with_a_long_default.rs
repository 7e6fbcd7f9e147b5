use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/with_a_long_default.json")]
struct Event {
    clicks: i64,
}

fn main() {}
