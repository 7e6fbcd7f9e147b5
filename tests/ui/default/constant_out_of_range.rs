use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(default = u32::MAX)]
    clicks: i8,
}

fn main() {}
