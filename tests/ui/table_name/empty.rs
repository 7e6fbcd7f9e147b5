use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "")]
struct Event {
    id: i64,
}

fn main() {}
