use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    city: String,
    xt: String,
}

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(flatten(prefix = "te_"))]
    place: Place,
}

fn main() {}
