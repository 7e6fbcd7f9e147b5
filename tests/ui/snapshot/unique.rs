use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json", on(unique = "deny", not_null = "deny"))]
struct Event {
    #[bitable(not_null)]
    id: i64,
    #[bitable(default = 0, unique)]
    clicks: i64,
}

fn main() {}
