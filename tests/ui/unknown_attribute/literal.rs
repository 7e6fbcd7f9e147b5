use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable("clicks")]
    clicks: i64,
}

fn main() {}
