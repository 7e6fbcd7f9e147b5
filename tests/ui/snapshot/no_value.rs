use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(snapshot)]
struct Event {
    id: i64,
}

fn main() {}
