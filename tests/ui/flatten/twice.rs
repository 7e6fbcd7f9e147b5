use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    user_id: i64,
    city: String,
}

#[derive(BiTable)]
struct Event {
    #[bitable(flatten)]
    from: Place,
    #[bitable(flatten)]
    to: Place,
}

fn main() {}
