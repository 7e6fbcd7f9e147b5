//! Anchors of links.

use std::collections::HashMap;

/// Assigns a different anchor to each table and column.
#[derive(Default)]
pub(crate) struct Anchors(HashMap<String, usize>);

impl Anchors {
    /// Returns the anchor of a table. It depends only on the name, unless two tables have the same one.
    pub(crate) fn table(&mut self, name: &str) -> String {
        self.deduplicate(encode(name))
    }

    /// Returns the anchor of the first table with this name.
    pub(crate) fn of_first_table(name: &str) -> String {
        encode(name)
    }

    /// Returns the anchor of a column, which begins with that of its table.
    pub(crate) fn column(&mut self, table: &str, name: &str) -> String {
        self.deduplicate(format!("{table}.{}", encode(name)))
    }

    /// Returns the anchor, with a number if it is taken.
    fn deduplicate(&mut self, anchor: String) -> String {
        let count = self.0.entry(anchor.clone()).or_default();
        *count += 1;
        match count {
            1 => anchor,
            // Encoded names contain only pairs of tildes, so no other name has this anchor.
            _ => format!("{anchor}~{count}"),
        }
    }
}

/// Encodes a name so that it contains no dots and no characters with a meaning in URLs. Different names have different
/// encodings.
fn encode(name: &str) -> String {
    if name.is_empty() {
        return "~~".to_owned();
    }
    let mut encoded = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' => encoded.push(c),
            _ => encoded.push_str(&format!("~{:x}~", u32::from(c))),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_anchor_is_unique() {
        let mut anchors = Anchors::default();
        let events = anchors.table("events");
        assert_eq!(anchors.column(&events, "user_id"), "events.user_id");
        assert_eq!(anchors.column(&events, "user_id"), "events.user_id~2");
        assert_eq!(anchors.table("events"), "events~2");
        assert_eq!(Anchors::of_first_table("events"), events);
        assert_eq!(anchors.table("events~2"), "events~7e~2");
        assert_eq!(anchors.table("größe. #"), "gr~f6~~df~e~2e~~20~~23~");
    }
}
