use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    city: String,
}

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(flatten(prefix = "a_"))]
    billing: Place,
    #[bitable(flatten(prefix = "a"))]
    shipping: Option<Place>,
}

fn main() {}
