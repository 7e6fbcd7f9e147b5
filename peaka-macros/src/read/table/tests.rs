use std::collections::BTreeSet;

use super::*;

/// Returns the keys in the table below a heading of the derive's documentation.
fn documented_attributes(heading: &str) -> BTreeSet<&'static str> {
    let docs = include_str!("../../lib.rs");
    let (_, section) = docs.split_once(&format!("\n/// # {heading}\n")).unwrap();
    let (table, _) = section.split_once("\n/// # ").unwrap();
    let rows = table.lines().filter_map(|row| row.strip_prefix("/// | `"));
    rows.filter_map(|row| row.split(['`', ' ', '(']).next())
        .collect()
}

#[test]
fn every_attribute_is_in_the_docs_of_the_derive() {
    for (heading, attributes) in [
        ("Container attributes", CONTAINER_ATTRIBUTES),
        ("Field attributes", FIELD_ATTRIBUTES),
    ] {
        let attributes = attributes.iter().copied().collect();
        assert_eq!(documented_attributes(heading), attributes, "{heading}");
    }
}
