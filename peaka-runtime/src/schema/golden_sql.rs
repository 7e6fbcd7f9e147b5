//! Golden SQLs: questions and the SQL that answers them.

use super::names::stored_name;
use super::reference::ReferenceTarget;
use super::sql_name::{sql_identifier, sql_table};

/// A golden SQL for Peaka's AI: a question in plain language and the SQL that answers it.
///
/// A struct declares it with `#[golden(question = "…", sql = "…")]`; see [`BiTable`](macro@crate::BiTable).
#[derive(Clone, Copy, Debug)]
pub struct GoldenSql {
    question: &'static str,
    parts: &'static [SqlPart],
}

/// A part of a golden SQL: text, or a placeholder.
#[derive(Clone, Copy, Debug)]
pub enum SqlPart {
    /// SQL as it is.
    Text(&'static str),
    /// The declared name of a table.
    Table(&'static str),
    /// A column.
    Column(fn() -> ReferenceTarget),
}

impl GoldenSql {
    /// Creates a golden SQL.
    #[must_use]
    pub const fn new(question: &'static str, parts: &'static [SqlPart]) -> Self {
        Self { question, parts }
    }

    /// Returns the question.
    #[must_use]
    pub const fn question(&self) -> &'static str {
        self.question
    }

    /// Returns the SQL, in which tables and columns have their [stored](stored_name) names.
    #[must_use]
    pub fn sql(&self) -> String {
        self.sql_with(|_| None, |_| None)
    }

    /// Returns the SQL with these stored names. Where there is none, it is the one that the service is known to use.
    pub(crate) fn sql_with(
        &self,
        stored_table: impl Fn(&'static str) -> Option<String>,
        stored_column: impl Fn(ReferenceTarget) -> Option<String>,
    ) -> String {
        let known = |stored: Option<String>, declared: &str| {
            stored.unwrap_or_else(|| stored_name(declared).into_owned())
        };
        let parts = self.parts.iter().map(|part| match part {
            SqlPart::Text(text) => (*text).to_owned(),
            SqlPart::Table(name) => sql_table(&known(stored_table(name), name)),
            SqlPart::Column(column) => {
                let target = column();
                sql_identifier(&known(stored_column(target), target.column))
            }
        });
        parts.collect()
    }

    /// Returns the tables and columns in the SQL.
    pub(crate) fn names(&self) -> impl Iterator<Item = SqlName> {
        self.parts.iter().filter_map(|part| match part {
            SqlPart::Text(_) => None,
            SqlPart::Table(table) => Some(SqlName {
                table,
                column: None,
            }),
            SqlPart::Column(column) => {
                let target = column();
                Some(SqlName {
                    table: target.table,
                    column: Some(target.column),
                })
            }
        })
    }
}

/// A table, or a column of it, by its declared name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SqlName {
    pub(crate) table: &'static str,
    pub(crate) column: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_quoted_stored_names() {
        let golden = GoldenSql::new(
            "How many clicks has each visitor?",
            &[
                SqlPart::Text("SELECT "),
                SqlPart::Column(|| ReferenceTarget::new("page_views", "visitorId")),
                SqlPart::Text(", COUNT(*) FROM "),
                SqlPart::Table("page_views"),
                SqlPart::Text(" GROUP BY 1"),
            ],
        );
        assert_eq!(golden.question(), "How many clicks has each visitor?");
        assert_eq!(
            golden.sql(),
            r#"SELECT "visitorId", COUNT(*) FROM "peaka"."bitable"."pageviews" GROUP BY 1"#
        );
    }
}
