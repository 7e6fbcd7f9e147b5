use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    city: String,
}

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(flatten)]
    place: Option<Box<Maybe>>,
}

type Maybe = Option<Place>;

fn main() {}
