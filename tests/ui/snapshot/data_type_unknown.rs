use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    extra: String,
    odd: String,
}

fn main() {}
