//! Why the rows of a result cannot be read.

use std::fmt;

use super::cell::{Cell, CellError};
use crate::text::{counted, listed, quoted, shortened};

/// The largest number of characters of a value in a message.
const MAX_VALUE: usize = 60;

/// The largest number of columns in a message.
const MAX_COLUMNS: usize = 20;

/// The error returned when the rows of a result do not fit the Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError(Reason);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    MissingColumn {
        column: String,
        columns: Vec<String>,
    },
    ColumnCount {
        expected: usize,
        found: usize,
    },
    Cell {
        row: usize,
        column: String,
        expected: String,
        /// The value as it is spelled, shortened. `None` is NULL.
        found: Option<String>,
    },
    RowCount {
        found: usize,
    },
    /// A row without a value in the column that pages are read by.
    NullKey {
        row: usize,
        column: String,
    },
    /// A row with the same value as the row before it in the column that pages are read by.
    SameKey {
        row: usize,
        column: String,
        found: String,
    },
}

impl RowError {
    pub(crate) fn missing_column(column: &str, columns: &[String]) -> Self {
        Self(Reason::MissingColumn {
            column: column.to_owned(),
            columns: columns.iter().take(MAX_COLUMNS).cloned().collect(),
        })
    }

    pub(crate) fn column_count(expected: usize, found: usize) -> Self {
        Self(Reason::ColumnCount { expected, found })
    }

    pub(crate) fn cell(row: usize, column: &str, cell: &Cell<'_>, error: CellError) -> Self {
        Self(Reason::Cell {
            row,
            column: column.to_owned(),
            expected: error.into_expected().into_owned(),
            found: cell
                .text()
                .map(|text| shortened(text, MAX_VALUE).into_owned()),
        })
    }

    /// Creates the error for a query that had to return one row.
    pub(crate) fn row_count(found: usize) -> Self {
        Self(Reason::RowCount { found })
    }

    pub(crate) fn null_key(row: usize, column: &str) -> Self {
        Self(Reason::NullKey {
            row,
            column: column.to_owned(),
        })
    }

    pub(crate) fn same_key(row: usize, column: &str, found: &str) -> Self {
        Self(Reason::SameKey {
            row,
            column: column.to_owned(),
            found: shortened(found, MAX_VALUE).into_owned(),
        })
    }

    /// Returns the value as the service spells it, shortened, if the error is about a value other than NULL.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        match &self.0 {
            Reason::Cell { found, .. } => found.as_deref(),
            Reason::SameKey { found, .. } => Some(found),
            _ => None,
        }
    }

    /// Returns what was expected instead of the value, such as `an integer from 0 to 255`.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        match &self.0 {
            Reason::Cell { expected, .. } => Some(expected),
            _ => None,
        }
    }

    /// Returns the number of the row, starting at 1, if the error is about a value.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        match &self.0 {
            Reason::Cell { row, .. }
            | Reason::NullKey { row, .. }
            | Reason::SameKey { row, .. } => Some(*row),
            _ => None,
        }
    }

    /// Returns the name of the column, if the error is about one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match &self.0 {
            Reason::Cell { column, .. }
            | Reason::MissingColumn { column, .. }
            | Reason::NullKey { column, .. }
            | Reason::SameKey { column, .. } => Some(column),
            _ => None,
        }
    }

    /// Returns what to do about the error.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match &self.0 {
            Reason::MissingColumn { .. } => "select the column, or change the name in the struct",
            Reason::ColumnCount { .. } => "select as many columns as the tuple has fields",
            Reason::Cell { found: None, .. } => "read the column as an `Option`",
            Reason::Cell { .. } => "change the Rust type, or convert the value in SQL",
            Reason::RowCount { found: 0 } => "use `fetch_optional` if there may be no row",
            Reason::RowCount { .. } => "use `fetch_all`, or add `LIMIT 1` to the query",
            Reason::NullKey { .. } | Reason::SameKey { .. } => {
                "read pages by a column whose values are unique and not NULL, or filter such rows out"
            }
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::MissingColumn { column, columns } => {
                let columns = columns.iter().map(String::as_str);
                write!(
                    f,
                    "the result has no column {}; its columns are {}",
                    quoted(column),
                    listed(columns)
                )
            }
            Reason::ColumnCount { expected, found } => write!(
                f,
                "the result has {}, expected {expected}",
                counted(*found, "column")
            ),
            Reason::Cell {
                row,
                column,
                expected,
                found,
            } => {
                write!(
                    f,
                    "row {row}, column {}: expected {expected}, ",
                    quoted(column)
                )?;
                match found {
                    Some(found) => write!(f, "found {}", quoted(found)),
                    None => f.write_str("found NULL"),
                }
            }
            Reason::RowCount { found: 0 } => f.write_str("the query returned no row"),
            Reason::RowCount { .. } => f.write_str("the query returned more than one row"),
            Reason::NullKey { row, column } => write!(
                f,
                "row {row}: pages cannot be read by column {}: found NULL",
                quoted(column)
            ),
            Reason::SameKey { row, column, found } => write!(
                f,
                "row {row}: pages cannot be read by column {}: found {} more than once",
                quoted(column),
                quoted(found)
            ),
        }
    }
}

impl std::error::Error for RowError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(cell: &Cell<'_>) -> RowError {
        RowError::cell(3, "a", cell, CellError::expected("an integer"))
    }

    #[test]
    fn error_has_a_message_and_the_next_step() {
        let columns = ["a".to_owned(), "b\n".to_owned()];
        for (error, message, help) in [
            (
                RowError::missing_column("c", &columns),
                "the result has no column `c`; its columns are `a`, `b\\n`",
                "select the column, or change the name in the struct",
            ),
            (
                RowError::column_count(2, 1),
                "the result has 1 column, expected 2",
                "select as many columns as the tuple has fields",
            ),
            (
                error_of(&Cell::Null),
                "row 3, column `a`: expected an integer, found NULL",
                "read the column as an `Option`",
            ),
            (
                error_of(&Cell::Text("x".into())),
                "row 3, column `a`: expected an integer, found `x`",
                "change the Rust type, or convert the value in SQL",
            ),
            (
                RowError::row_count(0),
                "the query returned no row",
                "use `fetch_optional` if there may be no row",
            ),
            (
                RowError::row_count(2),
                "the query returned more than one row",
                "use `fetch_all`, or add `LIMIT 1` to the query",
            ),
            (
                RowError::null_key(3, "a"),
                "row 3: pages cannot be read by column `a`: found NULL",
                "read pages by a column whose values are unique and not NULL, or filter such rows out",
            ),
            (
                RowError::same_key(3, "a", "7"),
                "row 3: pages cannot be read by column `a`: found `7` more than once",
                "read pages by a column whose values are unique and not NULL, or filter such rows out",
            ),
        ] {
            assert_eq!((error.to_string().as_str(), error.help()), (message, help));
        }
    }

    #[test]
    fn error_has_the_values_that_it_is_about() {
        let values = |error: &RowError| {
            let [column, found, expected] = [error.column(), error.found(), error.expected()]
                .map(|text| text.map(str::to_owned));
            (error.row(), column, found, expected)
        };
        let some = |text: &str| Some(text.to_owned());
        for (error, expected) in [
            (
                error_of(&Cell::Number("1.5")),
                (Some(3), some("a"), some("1.5"), some("an integer")),
            ),
            (
                error_of(&Cell::Null),
                (Some(3), some("a"), None, some("an integer")),
            ),
            (
                RowError::same_key(4, "a", "7"),
                (Some(4), some("a"), some("7"), None),
            ),
            (RowError::null_key(4, "a"), (Some(4), some("a"), None, None)),
            (
                RowError::missing_column("a", &[]),
                (None, some("a"), None, None),
            ),
            (RowError::column_count(1, 2), (None, None, None, None)),
            (RowError::row_count(0), (None, None, None, None)),
        ] {
            assert_eq!(values(&error), expected, "{error}");
        }
    }

    #[test]
    fn long_values_and_lists_are_shortened() {
        let long = "x".repeat(100);
        let shown = format!("{}… (100 characters)", "x".repeat(60));
        let error = error_of(&Cell::Text(long.as_str().into()));
        assert_eq!(error.found(), Some(shown.as_str()));
        assert_eq!(
            RowError::same_key(1, "a", &long).found(),
            Some(shown.as_str())
        );
        let columns: Vec<_> = (0..30).map(|i| format!("c{i}")).collect();
        let message = RowError::missing_column("a", &columns).to_string();
        assert!(message.ends_with(", `c18`, `c19`"), "{message}");
    }
}
