use peaka_runtime::BiTable;

#[derive(BiTable)]
#[golden(question = "a", sql = "SELECT {place_city} FROM {table}")]
#[golden(question = "b", sql = "SELECT {place_ctiy} FROM {table}")]
#[golden(question = "c", sql = "SELECT {Self::other} FROM {table}")]
struct Event {
    id: i64,
    #[bitable(flatten(prefix = "place_"))]
    place: Place,
}

#[derive(BiTable)]
struct Place {
    city: String,
}

fn main() {}
