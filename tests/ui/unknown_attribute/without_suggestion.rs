use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(colour = "red")]
    clicks: i64,
}

fn main() {}
