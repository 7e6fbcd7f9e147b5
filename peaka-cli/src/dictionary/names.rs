//! Names as SQL wants them, and as the target of a link does.

use std::collections::HashMap;

use crate::sql::identifier;

/// Where the service keeps BI tables.
const SCHEMA: [&str; 2] = ["peaka", "bitable"];

/// The schema that all tables are in.
pub(crate) fn schema() -> String {
    SCHEMA.map(identifier).join(".")
}

/// The whole name of a table.
pub(crate) fn table(stored: &str) -> String {
    format!("{}.{}", schema(), identifier(stored))
}

/// Hands out targets of links, none of them twice.
#[derive(Default)]
pub(crate) struct Anchors(HashMap<String, usize>);

impl Anchors {
    /// Depends on nothing but the names, unless they were taken before.
    pub(crate) fn table(&mut self, name: &str) -> String {
        self.take(encoded(name))
    }

    /// The column's target begins with that of its table.
    pub(crate) fn column(&mut self, table: &str, name: &str) -> String {
        self.take(format!("{table}.{}", encoded(name)))
    }

    fn take(&mut self, anchor: String) -> String {
        let count = self.0.entry(anchor.clone()).or_default();
        *count += 1;
        match count {
            1 => anchor,
            // Encoded names have tildes in pairs only, so this is no other name's.
            _ => format!("{anchor}~{count}"),
        }
    }
}

/// Different for different names. It is not empty, and has no dot nor what means something in a URL.
fn encoded(name: &str) -> String {
    if name.is_empty() {
        return "~".to_owned();
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
    fn a_quote_in_a_name_ends_no_identifier() {
        assert_eq!(table("pageviews"), r#""peaka"."bitable"."pageviews""#);
        assert_eq!(identifier(r#"a"; DROP"#), r#""a""; DROP""#);
    }

    #[test]
    fn every_target_is_there_once() {
        let mut anchors = Anchors::default();
        let events = anchors.table("events");
        assert_eq!(anchors.column(&events, "user_id"), "events.user_id");
        assert_eq!(anchors.column(&events, "user_id"), "events.user_id~2");
        assert_eq!(anchors.table("events"), "events~2");
        assert_eq!(anchors.table("events~2"), "events~7e~2");
        assert_eq!(anchors.table("größe. #"), "gr~f6~~df~e~2e~~20~~23~");
    }
}
