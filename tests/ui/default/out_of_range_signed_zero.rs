use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = 0)]
    clicks: Option<std::num::NonZeroI64>,
}

fn main() {}
