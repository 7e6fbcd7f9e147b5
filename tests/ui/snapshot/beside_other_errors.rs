use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(nmae = "x")]
    id: i64,
    #[bitable(default = "x")]
    price: i64,
    clicks: bool,
    userid: f64,
}

fn main() {}
