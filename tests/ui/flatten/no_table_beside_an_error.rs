use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(nmae = "x")]
    id: i64,
    #[bitable(flatten)]
    place: String,
}

fn main() {}
