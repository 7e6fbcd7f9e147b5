//! `renamed_from` is part of the declaration, but not of the request body.
#![allow(dead_code)]

use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(renamed_from = "agent")]
    user_agent: String,
    #[bitable(renamed_from = ["key", "number"])]
    id: i64,
    note: String,
}

fn main() {
    let old_names: Vec<_> = Event::COLUMNS.iter().map(|column| column.renamed_from).collect();
    assert_eq!(old_names, [&["agent"][..], &["key", "number"], &[]]);
    assert!(!serde_json::to_string(Event::COLUMNS).unwrap().contains("\"agent\""));
}
