use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(crate = "not a path")]
struct Event {
    id: i64,
}

fn main() {}
