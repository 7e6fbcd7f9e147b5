use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(ai = "no")]
struct Event {
    id: i64,
}

#[derive(BiTable)]
#[bitable(ai)]
struct Visit {
    id: i64,
}

#[derive(BiTable)]
#[bitable(ai = NO)]
struct Order {
    id: i64,
}

fn main() {}
