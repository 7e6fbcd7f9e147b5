use peaka_runtime::BiTable;

/// A pending column may be absent from the snapshot, but not differ from it.
#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(pending)]
    clicks: String,
}

fn main() {}
