use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "a/b", snapshot = "snapshot/none.json")]
struct Event {
    id: i64,
}

fn main() {}
