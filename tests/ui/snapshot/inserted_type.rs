use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Counts {
    #[bitable(default = "0")]
    clicks: String,
}

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(flatten)]
    counts: Counts,
}

fn main() {}
