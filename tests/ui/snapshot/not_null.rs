use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json", on(unique = "deny", not_null = "deny"))]
struct Event {
    #[bitable(unique)]
    id: i64,
    #[bitable(default = 0, not_null)]
    clicks: i64,
}

fn main() {}
