use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(tabel = "events")]
struct Event {
    id: i64,
}

fn main() {}
