use peaka_runtime::{BiRow, BiTable};

#[derive(BiTable, BiRow)]
#[bitable(table = "events", snapshot = "snapshot/events.json")]
struct Event {
    #[bitable(not_null, unique)]
    id: i64,
    /// A column that is not in the snapshot.
    note: Option<String>,
}

fn main() {}
