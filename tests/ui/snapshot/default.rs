use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(default = 1)]
    clicks: u32,
    price: rust_decimal::Decimal,
    #[bitable(default = "x")]
    city: String,
    #[bitable(default = "2024-01-01T00:00:01")]
    seen: std::time::SystemTime,
}

fn main() {}
