//! Why a statement is rejected, and where.

use std::fmt;

/// A line and a column, both starting at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Position {
    /// Returns where `rest`, the end of `sql`, starts.
    pub(crate) fn of(sql: &str, rest: &str) -> Self {
        let before = &sql[..sql.len() - rest.len()];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: 1 + before.matches('\n').count(),
            column: 1 + before[line_start..].chars().count(),
        }
    }
}

/// Why a statement is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SqlError(String);

impl SqlError {
    pub(crate) fn new(message: &str) -> Self {
        Self(message.to_owned())
    }

    /// Creates an error that names a position, as Trino's errors do.
    pub(crate) fn at(position: Position, message: &str) -> Self {
        let Position { line, column } = position;
        Self(format!("line {line}:{column}: {message}"))
    }

    /// Creates an error for valid SQL that the emulator does not run.
    pub(crate) fn unsupported(position: Position, what: &str) -> Self {
        Self::at(position, &format!("the emulator does not support {what}"))
    }
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
