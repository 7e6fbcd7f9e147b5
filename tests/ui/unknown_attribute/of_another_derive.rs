use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(rename = "x")]
    a: i64,
    #[bitable(default_value = 3)]
    b: i64,
    #[bitable(flatten, prefix = "x_")]
    c: i64,
    #[bitable(nullable)]
    d: i64,
    #[bitable(primary_key)]
    e: i64,
    #[bitable(comment = "x")]
    f: i64,
}

#[derive(BiTable)]
#[bitable(golden(question = "How many?", sql = "SELECT 1"))]
#[bitable(use_with_ai = true)]
struct Order {
    #[bitable(foreign_key = Event::id)]
    event_id: i64,
}

fn main() {}
