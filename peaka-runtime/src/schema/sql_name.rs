//! The names of tables and columns in SQL.

/// The catalog of BI tables.
const CATALOG: &str = "peaka";

/// The schema of BI tables.
pub(crate) const BI_SCHEMA: &str = "bitable";

/// Returns a name as a quoted identifier.
#[must_use]
pub fn sql_identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns the schema of all tables, in SQL.
#[must_use]
pub fn sql_schema() -> String {
    [CATALOG, BI_SCHEMA].map(sql_identifier).join(".")
}

/// Returns the full name of a table, in SQL.
#[must_use]
pub fn sql_table(stored: &str) -> String {
    format!("{}.{}", sql_schema(), sql_identifier(stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_names_are_doubled() {
        assert_eq!(sql_table("pageviews"), r#""peaka"."bitable"."pageviews""#);
        assert_eq!(sql_identifier(r#"a"; DROP"#), r#""a""; DROP""#);
    }
}
