//! Names of tables, columns and projects: how the service stores them, and which ones are valid.

use std::borrow::Cow;
use std::fmt;

use crate::text::quoted;

/// Returns the name under which the service stores a table or column of the given name.
///
/// The live service was measured (August 2026) to remove every underscore: `user_id` is stored as
/// `userid`. Two declared names with the same stored name are one name to the service.
///
/// ```
/// assert_eq!(peaka_runtime::stored_name("page_views"), "pageviews");
/// ```
#[must_use]
pub fn stored_name(name: &str) -> Cow<'_, str> {
    if name.contains('_') {
        Cow::Owned(name.replace('_', ""))
    } else {
        Cow::Borrowed(name)
    }
}

/// Returns whether a live column is a system column, that is, one of the service's own.
///
/// Nine of them were measured in every BI table: eight whose names begin with an underscore, and
/// `text`. Because the service removes underscores from the names that users choose, a live name
/// that begins with one belongs to the service.
#[must_use]
pub fn is_system_column(stored: &str) -> bool {
    stored.starts_with('_') || stored == "text"
}

/// What a name is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameKind {
    /// The name of a table.
    Table,
    /// The name of a declared column.
    Column,
    /// The name of a column that is to be deleted.
    ColumnToDelete,
    /// The id of a project.
    Project,
}

/// A name that cannot be used.
///
/// Its `Display` shows the name and the reason. [`help`](Self::help) returns the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameError {
    /// What the name is used for.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    reason: &'static str,
    help: &'static str,
}

impl NameError {
    pub(crate) fn new(
        kind: NameKind,
        name: &str,
        reason: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            reason,
            help,
        }
    }

    /// Returns how to fix the name.
    #[must_use]
    pub fn help(&self) -> &'static str {
        self.help
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            NameKind::Table => "invalid table name ",
            NameKind::Column => "invalid column name ",
            NameKind::ColumnToDelete => "cannot delete column ",
            NameKind::Project => "invalid project id ",
        })?;
        write!(f, "{}: {}", quoted(&self.name), self.reason)
    }
}

impl std::error::Error for NameError {}

/// Checks that a name can be sent: that it is not empty, does not change the path of the request, and
/// has no control characters.
pub(crate) fn check_name(kind: NameKind, name: &str) -> Result<(), NameError> {
    let stored = stored_name(name);
    let (reason, help) = if stored.is_empty() {
        (
            "it is empty",
            "choose a name with at least one character other than an underscore",
        )
    } else if stored == "." || stored == ".." {
        (
            "it would change the path of the request",
            "choose another name",
        )
    } else if name.chars().any(char::is_control) {
        (
            "it contains a control character",
            "remove the control character",
        )
    } else if kind == NameKind::Table && has_slash(name) {
        (
            "it contains a slash",
            "use the table's name without catalog and schema",
        )
    } else if kind == NameKind::Project && has_slash(name) {
        ("it contains a slash", "use the bare project id")
    } else {
        return Ok(());
    };
    Err(NameError::new(kind, name, reason, help))
}

/// Checks the name of a declared column, and rejects those of system columns.
///
/// # Errors
///
/// [`NameError`] if the name is invalid.
pub fn check_column_name(name: &str) -> Result<(), NameError> {
    check_name(NameKind::Column, name)?;
    let (reason, help) = if is_system_column(&stored_name(name)) {
        (
            "every BI table has a system column `text`",
            "choose another name",
        )
    } else if name.starts_with('_') {
        (
            "names that begin with an underscore are reserved for system columns",
            "remove the leading underscore",
        )
    } else {
        return Ok(());
    };
    Err(NameError::new(NameKind::Column, name, reason, help))
}

fn has_slash(name: &str) -> bool {
    name.contains(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_name_removes_only_underscores() {
        assert_eq!(stored_name("page_views"), "pageviews");
        assert_eq!(stored_name("__größe_2_"), "größe2");
        assert_eq!(stored_name("UserId"), "UserId");
        assert!(matches!(stored_name("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn system_columns_are_distinguished_from_user_columns() {
        for name in [
            "_id",
            "_version",
            "_created_time",
            "_created_by",
            "_last_modified_time",
            "_last_modified_by",
            "_session",
            "_operation",
            "text",
        ] {
            assert!(is_system_column(name), "{name}");
        }
        for name in ["id", "texts", "Text", "version"] {
            assert!(!is_system_column(name), "{name}");
        }
    }

    #[test]
    fn invalid_names_are_rejected() {
        assert_eq!(check_name(NameKind::Column, "a/b ä%2F"), Ok(()));
        assert_eq!(check_name(NameKind::Table, "page_views"), Ok(()));
        for name in ["", "__", ".", "..", "._.", "a\tb", "a/b", "a\\b"] {
            assert!(check_name(NameKind::Table, name).is_err(), "{name:?}");
        }
    }
}
