use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json", on(unique = "deny", not_null = "deny"))]
struct Event {
    id: bool,
    #[bitable(default = 3, not_null, unique)]
    user_id: i64,
    nothing: i64,
}

fn main() {}
