use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "a")]
#[bitable(table = "b")]
struct Event {
    id: i64,
}

fn main() {}
