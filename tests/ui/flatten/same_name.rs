use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    user_id: i64,
    city: String,
}

#[derive(BiTable)]
struct Event {
    city: String,
    #[bitable(flatten)]
    place: Place,
}

fn main() {}
