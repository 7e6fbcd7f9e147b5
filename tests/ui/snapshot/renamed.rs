use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(renamed_from = "agent")]
    browser: String,
}

fn main() {}
