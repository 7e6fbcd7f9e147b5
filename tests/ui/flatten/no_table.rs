use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(flatten)]
    place: Option<String>,
}

fn main() {}
