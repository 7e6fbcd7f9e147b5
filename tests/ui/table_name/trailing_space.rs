use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "events ")]
struct Event {
    id: i64,
}

fn main() {}
