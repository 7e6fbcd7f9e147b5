//! The name that a column had before is data, and no part of a request.
#![allow(dead_code)]

use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(renamed_from = "agent")]
    user_agent: String,
    id: i64,
}

fn main() {
    let before: Vec<_> = Event::COLUMNS.iter().map(|column| column.renamed_from).collect();
    assert_eq!(before, [Some("agent"), None]);
    assert!(!serde_json::to_string(Event::COLUMNS).unwrap().contains("\"agent\""));
}
