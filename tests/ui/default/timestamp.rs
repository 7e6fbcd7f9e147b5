use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = "2024-01-32 08:30:00")]
    clicks: std::time::SystemTime,
}

fn main() {}
