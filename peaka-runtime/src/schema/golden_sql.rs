//! Golden SQLs: worked examples of questions and the SQL that answers them.

use super::names::stored_name;
use super::reference::ReferenceTarget;
use super::sql_name::{sql_identifier, sql_table};

/// A question in plain language and the SQL that answers it, as a worked example for Peaka's AI.
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
        self.sql_with(
            |table| stored_name(table).into_owned(),
            |target| stored_name(target.column).into_owned(),
        )
    }

    /// Returns the SQL with these stored names in place of the declared ones.
    pub(crate) fn sql_with(
        &self,
        stored_table: impl Fn(&'static str) -> String,
        stored_column: impl Fn(ReferenceTarget) -> String,
    ) -> String {
        let parts = self.parts.iter().map(|part| match part {
            SqlPart::Text(text) => (*text).to_owned(),
            SqlPart::Table(name) => sql_table(&stored_table(name)),
            SqlPart::Column(column) => sql_identifier(&stored_column(column())),
        });
        parts.collect()
    }
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
