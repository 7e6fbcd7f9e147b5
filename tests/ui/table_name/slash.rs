use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "peaka/events")]
struct Event {
    id: i64,
}

fn main() {}
