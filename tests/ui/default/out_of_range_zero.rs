use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 0)]
    clicks: std::num::NonZeroU32,
}

fn main() {}
