//! One difference between declared and live metadata.

use std::fmt;

use serde::Serialize;

use super::drift::{DriftKind, DriftValue};
use crate::text::{list_truncated, quoted};

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
        let kind = self.kind;
        let (declared, live) = self.value_texts();
        write!(f, "{}: declared {kind} {declared}, ", self.subject())?;
        match live {
            None => write!(f, "no live {kind}"),
            Some(live) => write!(f, "live {kind} {live}"),
        }
    }
}

/// The number of characters of a text before which two texts that are the same begin to be left out.
const MAX_SAME: usize = 120;

impl MetadataDrift {
    /// Returns the declared and the live value for messages. Of two long texts, it is what follows from shortly before
    /// their first difference.
    pub(crate) fn value_texts(&self) -> (String, Option<String>) {
        let has_live = !matches!(self.live, DriftValue::None);
        let [declared, live] = match (&self.declared, &self.live) {
            (DriftValue::Text(declared), DriftValue::Text(live)) => {
                let same = declared
                    .chars()
                    .zip(live.chars())
                    .take_while(|(a, b)| a == b)
                    .count();
                [declared, live].map(|text| from_difference(text, same))
            }
            (declared, live) => [declared, live].map(value_text),
        };
        (declared, has_live.then_some(live))
    }
}

fn from_difference(text: &str, same: usize) -> String {
    if same <= MAX_SAME {
        return quoted(text);
    }
    let rest: String = text.chars().skip(same - MAX_SAME / 4).collect();
    quoted(&format!("…{rest}"))
}

fn value_text(value: &DriftValue) -> String {
    match value {
        DriftValue::Names(names) => list_truncated(names),
        value => match value.display_text() {
            Some(text) => format!("`{text}`"),
            None => "none".to_owned(),
        },
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
    fn long_values_are_shortened_and_still_differ() {
        let same = "x".repeat(500);
        let [declared, live] = ["a", "b"].map(|end| text(&format!("{same}{end}")));
        let drift = MetadataDrift::of_table(DriftKind::Description, declared, live);
        let shown = "x".repeat(30);
        assert_eq!(
            drift.to_string(),
            format!("the table: declared description `…{shown}a`, live description `…{shown}b`")
        );
        let values = (0..1000).map(|value| value.to_string()).collect();
        let values = DriftValue::Names(values);
        let none = DriftValue::None;
        let drift = MetadataDrift::of_column("kind", DriftKind::CategoricalValues, values, none);
        assert_eq!(
            drift.to_string(),
            "column `kind`: declared categorical values `0`, `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8`, `9` and 990 \
             more, no live categorical values"
        );
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
