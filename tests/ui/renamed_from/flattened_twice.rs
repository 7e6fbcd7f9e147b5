use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    #[bitable(renamed_from = "old")]
    city: String,
}

#[derive(BiTable)]
struct Event {
    #[bitable(renamed_from = "old")]
    town: String,
    #[bitable(flatten)]
    place: Place,
}

fn main() {}
