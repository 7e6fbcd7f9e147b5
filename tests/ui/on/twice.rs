use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(on(unique = "deny", unique = "warn"))]
struct Event {
    id: i64,
}

fn main() {}
