//! Columns and tables that no struct declares.

use std::fmt;

use peaka_runtime::__private::quoted;
use peaka_runtime::stored_name;
use serde::Serialize;

/// A column that the struct does not declare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OmittedColumn {
    pub(super) column: String,
    pub(super) reason: String,
}

impl fmt::Display for OmittedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", quoted(&self.column), self.reason)
    }
}

/// A table that no struct declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OmittedTable {
    pub(crate) table: String,
    pub(crate) reason: String,
}

impl fmt::Display for OmittedTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", quoted(&self.table), self.reason)
    }
}

/// Returns why a table or column cannot be declared besides another one with the same folded name.
pub(super) fn same_stored_name(name: &str, other: &str) -> String {
    let difference = if stored_name(other) == stored_name(name) {
        "underscores"
    } else if other.to_lowercase() == name.to_lowercase() {
        "letter case"
    } else {
        "letter case, and in characters other than letters and digits"
    };
    let other = quoted(other);
    format!(
        "its name differs from {other} only in {difference}, and only one of them can be declared"
    )
}
