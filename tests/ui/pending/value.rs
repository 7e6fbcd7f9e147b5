use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(pending = true)]
    id: i64,
}

fn main() {}
