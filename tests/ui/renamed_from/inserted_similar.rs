use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    city: String,
}

#[derive(BiTable)]
struct Event {
    #[bitable(renamed_from = "City")]
    town: String,
    #[bitable(flatten)]
    place: Place,
}

fn main() {}
