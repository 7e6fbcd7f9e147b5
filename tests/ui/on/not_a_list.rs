use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(on = "deny")]
struct Event {
    id: i64,
}

fn main() {}
