use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = now(), unique)]
    seen: std::time::SystemTime,
}

fn main() {}
