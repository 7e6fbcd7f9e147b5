//! One difference between declared and live metadata.

use std::fmt;

use serde::Serialize;

use super::drift::{DriftKind, DriftValue};
use crate::text::quoted;

/// One difference between the metadata that a struct declares and that of the live table.
///
/// Its `Display` is one clause, such as ``column `kind`: declared description `What was clicked.`, no live
/// description``. As JSON, it is an object such as
/// `{"kind":"Description","column":"kind","question":null,"declared":"What was clicked.","live":null}`.
///
/// | kind | `declared` | `live` |
/// | --- | --- | --- |
/// | `Description` | the text | the text, or none |
/// | `CategoricalValues` | the values | the values, or none |
/// | `Relation` | the type and the target, such as `MANY_TO_ONE customers.id` | the same, or none |
/// | `AiUsage` | the flag | the flag, or none |
/// | `GoldenSql` | the SQL | the SQL, or none |
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct MetadataDrift {
    /// The kind of the difference.
    pub kind: DriftKind,
    /// The declared name of the column; `None` for the table itself and for golden SQLs.
    pub column: Option<String>,
    /// The question of a golden SQL.
    pub question: Option<String>,
    /// The declared value.
    pub declared: DriftValue,
    /// The live value.
    pub live: DriftValue,
}

impl MetadataDrift {
    /// Creates a difference of the table itself.
    pub(crate) fn of_table(kind: DriftKind, declared: DriftValue, live: DriftValue) -> Self {
        Self {
            kind,
            column: None,
            question: None,
            declared,
            live,
        }
    }

    /// Creates a difference of a column.
    pub(crate) fn of_column(
        column: &str,
        kind: DriftKind,
        declared: DriftValue,
        live: DriftValue,
    ) -> Self {
        Self {
            column: Some(column.to_owned()),
            ..Self::of_table(kind, declared, live)
        }
    }

    /// Creates a difference of a golden SQL.
    pub(crate) fn of_golden_sql(question: &str, declared: DriftValue, live: DriftValue) -> Self {
        Self {
            question: Some(question.to_owned()),
            ..Self::of_table(DriftKind::GoldenSql, declared, live)
        }
    }

    /// Returns what the difference is of, such as ``column `id` ``.
    pub(crate) fn subject(&self) -> String {
        match (&self.column, &self.question) {
            (Some(column), _) => format!("column {}", quoted(column)),
            (None, Some(question)) => format!("question {}", quoted(question)),
            (None, None) => "the table".to_owned(),
        }
    }
}

impl fmt::Display for MetadataDrift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            declared,
            live,
            ..
        } = self;
        write!(
            f,
            "{}: declared {kind} {}, ",
            self.subject(),
            ValueText(declared)
        )?;
        match live {
            DriftValue::None => write!(f, "no live {kind}"),
            live => write!(f, "live {kind} {}", ValueText(live)),
        }
    }
}

/// A value in a message.
pub(crate) struct ValueText<'a>(pub(crate) &'a DriftValue);

impl fmt::Display for ValueText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.0.display_text()) {
            // A list has its own backticks.
            (DriftValue::Names(_), Some(text)) => f.write_str(&text),
            (_, Some(text)) => write!(f, "`{text}`"),
            (_, None) => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    fn text(text: &str) -> DriftValue {
        DriftValue::text(Some(text))
    }

    #[test]
    fn difference_is_one_clause() {
        let values = DriftValue::Names(vec!["click".to_owned(), "view".to_owned()]);
        for (drift, expected) in [
            (
                MetadataDrift::of_table(
                    DriftKind::Description,
                    text("Page\nviews."),
                    DriftValue::None,
                ),
                r"the table: declared description `Page\nviews.`, no live description",
            ),
            (
                MetadataDrift::of_table(
                    DriftKind::AiUsage,
                    DriftValue::Flag(false),
                    DriftValue::Flag(true),
                ),
                "the table: declared AI usage `false`, live AI usage `true`",
            ),
            (
                MetadataDrift::of_column(
                    "kind",
                    DriftKind::CategoricalValues,
                    values,
                    DriftValue::None,
                ),
                "column `kind`: declared categorical values `click`, `view`, no live categorical values",
            ),
            (
                MetadataDrift::of_golden_sql("How many?", text("SELECT 1"), text("SELECT 2")),
                "question `How many?`: declared golden SQL `SELECT 1`, live golden SQL `SELECT 2`",
            ),
        ] {
            assert_eq!(drift.to_string(), expected);
        }
    }

    #[test]
    fn json_has_the_values() {
        let drift = MetadataDrift::of_column(
            "customer",
            DriftKind::Relation,
            text("MANY_TO_ONE customers.id"),
            DriftValue::None,
        );
        assert_eq!(
            to_value(drift).unwrap(),
            json!({"kind": "Relation", "column": "customer", "question": null,
                   "declared": "MANY_TO_ONE customers.id", "live": null})
        );
    }
}
