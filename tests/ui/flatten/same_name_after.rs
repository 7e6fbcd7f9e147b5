use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    user_id: i64,
    city: String,
}

#[derive(BiTable)]
struct Event {
    #[bitable(flatten)]
    place: Place,
    #[bitable(name = "userid")]
    user: i64,
}

fn main() {}
