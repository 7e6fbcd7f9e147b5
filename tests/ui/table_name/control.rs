use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "eve\nnts")]
struct Event {
    id: i64,
}

fn main() {}
