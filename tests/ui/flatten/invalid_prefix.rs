use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    city: String,
}

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(flatten(prefix = ""))]
    a: Place,
    #[bitable(flatten(prefix = "_a"))]
    b: Place,
    #[bitable(flatten(prefix = 3))]
    c: Place,
    #[bitable(flatten(prefx = "c_"))]
    d: Place,
    #[bitable(flatten = "d_")]
    e: Place,
}

fn main() {}
