use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "__")]
struct Event {
    id: i64,
}

fn main() {}
