use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 1.5f32)]
    clicks: i64,
}

fn main() {}
