use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(snapshot = 3)]
struct Event {
    id: i64,
}

fn main() {}
