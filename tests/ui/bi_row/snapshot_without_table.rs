//! Only `BiTable` compares the columns with the snapshot.

use peaka_runtime::BiRow;

#[derive(BiRow)]
#[bitable(snapshot = "snapshot/events.json")]
struct Event {
    id: i64,
}

fn main() {}
