use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(skip)]
    id: i64,
}

fn main() {}
