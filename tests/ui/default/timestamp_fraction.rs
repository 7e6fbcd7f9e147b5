use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = "2024-01-31 08:30:00.1234567")]
    started: std::time::SystemTime,
}

fn main() {}
