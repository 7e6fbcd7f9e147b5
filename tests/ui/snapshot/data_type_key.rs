use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(data_type = "DATE", default = "2024-01-01")]
    seen: f64,
}

fn main() {}
