use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(unique)]
    id: i64,
    #[bitable(default = 0, not_null)]
    clicks: i64,
}

fn main() {}
