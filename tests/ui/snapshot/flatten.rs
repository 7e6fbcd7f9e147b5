use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place {
    city: String,
    country: String,
    street: String,
}

#[derive(BiTable)]
struct Many {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
    e: i64,
    f: i64,
    g: i64,
}

#[derive(BiTable)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event<'a> {
    clicks: &'a str,
    #[bitable(flatten)]
    place: Place,
    #[bitable(flatten)]
    many: Many,
    agent: i64,
}

fn main() {}
