//! One declared value, and what live metadata has for it.

use std::collections::BTreeSet;
use std::fmt;

use peaka_runtime::{DriftKind, MetadataDrift, stored_name};
use serde_json::Value;

use super::live_metadata::{Content, Item, LiveMetadata, Relation};

/// One value that a program declares.
#[derive(Clone, Debug)]
pub(crate) struct DeclaredValue {
    /// The column, unless it is a value of the table.
    column: Option<&'static str>,
    expected: Expected,
}

/// What the metadata should have. The texts are written by hand, so that the checks do not repeat mistakes of the runtime.
#[derive(Clone, Debug)]
pub(super) enum Expected {
    Text(&'static str),
    Values(&'static [&'static str]),
    Flag(bool),
    /// A relation to this column of the customers.
    Relation {
        target: &'static str,
        kind: &'static str,
    },
    GoldenSql {
        question: &'static str,
        sql: &'static str,
    },
}

/// What live metadata has for a declared value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Same,
    Unset,
    Different,
}

impl DeclaredValue {
    pub(super) fn new(expected: Expected, column: Option<&'static str>) -> Self {
        Self { column, expected }
    }

    /// Returns the kind of drift of a difference.
    pub(crate) fn kind(&self) -> DriftKind {
        match self.expected {
            Expected::Text(_) => DriftKind::Description,
            Expected::Values(_) => DriftKind::CategoricalValues,
            Expected::Flag(_) => DriftKind::AiUsage,
            Expected::Relation { .. } => DriftKind::Relation,
            Expected::GoldenSql { .. } => DriftKind::GoldenSql,
        }
    }

    /// Returns whether a report means this value.
    pub(crate) fn is_meant_by(&self, drift: &MetadataDrift) -> bool {
        let question = match self.expected {
            Expected::GoldenSql { question, .. } => Some(question),
            _ => None,
        };
        drift.kind == self.kind()
            && drift.column.as_deref() == self.column
            && drift.question.as_deref() == question
    }

    /// Returns the item that should have the value. Relations and golden SQLs are not single items.
    pub(crate) fn item(&self) -> Option<Item> {
        let table = "weborders".to_owned();
        let field = match self.expected {
            Expected::Text(_) => "columnDescription",
            Expected::Values(_) => "categoricalValues",
            Expected::Flag(_) => return Some(Item::AiUsage(table)),
            Expected::Relation { .. } | Expected::GoldenSql { .. } => return None,
        };
        Some(match self.column {
            None => Item::Description(table),
            Some(column) => Item::Field {
                table,
                column: stored_name(column).into_owned(),
                field: field.to_owned(),
            },
        })
    }

    /// Returns whether an item is the declared value, or has the same question or connects the same columns.
    pub(crate) fn is_about(&self, item: &Item, content: &Content) -> bool {
        match (content, &self.expected) {
            (Content::Relation(relation), Expected::Relation { .. }) => {
                self.kind_of(relation).is_some()
            }
            (Content::GoldenSql { question, .. }, Expected::GoldenSql { .. }) => {
                self.has_question(question)
            }
            (Content::Value(_), _) => self.item().as_ref() == Some(item),
            _ => false,
        }
    }

    /// Returns whether the content is what is declared.
    pub(crate) fn is_declared(&self, content: &Content) -> bool {
        match (content, &self.expected) {
            (Content::Value(Value::String(text)), Expected::Text(declared)) => {
                is_same_text(text, declared)
            }
            (Content::Value(Value::Bool(flag)), Expected::Flag(declared)) => flag == declared,
            (Content::Value(Value::Array(values)), Expected::Values(declared)) => {
                let values: BTreeSet<_> = values.iter().filter_map(Value::as_str).collect();
                values == declared.iter().copied().collect()
            }
            (Content::Relation(relation), Expected::Relation { kind, .. }) => {
                self.kind_of(relation) == Some(*kind)
            }
            (Content::GoldenSql { question, sql }, Expected::GoldenSql { sql: declared, .. }) => {
                let [live, declared] = [sql, *declared].map(|sql| sql.trim_end_matches(';'));
                self.has_question(question) && is_same_text(live, declared)
            }
            _ => false,
        }
    }

    /// Returns what the metadata has. A golden SQL differs if there is another one for the question.
    pub(crate) fn find_in(&self, live: &LiveMetadata) -> Found {
        let contents: Vec<_> = match self.item() {
            Some(item) => live.get(&item).into_iter().collect(),
            None => {
                let items = live.0.iter();
                let about = items.filter(|(item, content)| self.is_about(item, content));
                about.map(|(_, content)| content).collect()
            }
        };
        let same = contents
            .iter()
            .filter(|content| self.is_declared(content))
            .count();
        let needs_all = matches!(self.expected, Expected::GoldenSql { .. });
        match (contents.len(), same) {
            (0, _) => Found::Unset,
            (_, 0) => Found::Different,
            (all, same) if needs_all && same < all => Found::Different,
            _ => Found::Same,
        }
    }

    /// Returns whether the metadata has the declared value, whatever else it has.
    pub(crate) fn is_in(&self, live: &LiveMetadata) -> bool {
        let mut items = live.0.iter();
        items.any(|(item, content)| self.is_about(item, content) && self.is_declared(content))
    }

    fn kind_of<'r>(&self, relation: &'r Relation) -> Option<&'r str> {
        let Expected::Relation { target, .. } = self.expected else {
            return None;
        };
        let source = stored_name(self.column?).into_owned();
        relation.kind_between(
            &("weborders".to_owned(), source),
            &("customers".to_owned(), target.to_owned()),
        )
    }

    fn has_question(&self, other: &str) -> bool {
        matches!(self.expected, Expected::GoldenSql { question, .. } if is_same_text(question, other))
    }
}

impl fmt::Display for DeclaredValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = self.column {
            write!(f, "{column}: ")?;
        }
        match &self.expected {
            Expected::Text(text) => write!(f, "description {text:?}"),
            Expected::Values(values) => write!(f, "values {values:?}"),
            Expected::Flag(flag) => write!(f, "useWithAI {flag}"),
            Expected::Relation { target, kind } => write!(f, "{kind} customers.{target}"),
            Expected::GoldenSql { question, sql } => write!(f, "golden SQL {question:?} {sql:?}"),
        }
    }
}

/// Returns whether two texts differ at most in white space.
fn is_same_text(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}
