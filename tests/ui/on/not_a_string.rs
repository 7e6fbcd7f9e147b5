use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(on(unique = true))]
struct Event {
    id: i64,
}

fn main() {}
