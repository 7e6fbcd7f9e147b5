//! Names in SQL.

/// The catalog and schema of BI tables.
const SCHEMA: [&str; 2] = ["peaka", "bitable"];

/// Returns a name as a quoted identifier.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns the schema of all tables, in SQL.
pub(crate) fn schema() -> String {
    SCHEMA.map(identifier).join(".")
}

/// Returns the full name of a table, in SQL.
pub(crate) fn table(stored: &str) -> String {
    format!("{}.{}", schema(), identifier(stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_names_are_doubled() {
        assert_eq!(table("pageviews"), r#""peaka"."bitable"."pageviews""#);
        assert_eq!(identifier(r#"a"; DROP"#), r#""a""; DROP""#);
    }
}
