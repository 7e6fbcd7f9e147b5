//! Names of tables, columns and projects: how the service stores them, and which ones are valid.

use std::borrow::Cow;
use std::fmt;

use crate::text::{self, FoldedName, NameFlaw, quoted};

/// Returns the name under which the service stores a table or column of the given name.
///
/// The live service was observed (August 2026) to remove every underscore: `user_id` is stored as
/// `userid`. Two declared names with the same stored name are one name to the service.
///
/// # Examples
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
/// Nine of them were observed in every BI table: eight whose names begin with an underscore, and
/// `text`. Because the service removes underscores from the names that users choose, a live name
/// that begins with one belongs to the service.
///
/// # Examples
///
/// ```
/// use peaka_runtime::is_system_column;
///
/// let live = ["_id", "id", "text"];
/// let own = live.into_iter().filter(|name| !is_system_column(name));
/// assert!(own.eq(["id"]));
/// ```
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
    reason: Cow<'static, str>,
    help: &'static str,
}

impl NameError {
    pub(crate) fn new(
        kind: NameKind,
        name: &str,
        reason: impl Into<Cow<'static, str>>,
        help: &'static str,
    ) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            reason: reason.into(),
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
            NameKind::Table => "invalid table name",
            NameKind::Column => "invalid column name",
            NameKind::ColumnToDelete => "cannot delete column",
            NameKind::Project => "invalid project id",
        })?;
        if self.name.is_empty() && self.kind != NameKind::ColumnToDelete {
            return write!(f, ": {}", self.reason);
        }
        write!(f, " {}: {}", quoted(&self.name), self.reason)
    }
}

impl std::error::Error for NameError {}

/// Checks that the name of an existing table or column can be in the path of a request: that it is not empty, does
/// not change the path, has no control characters, and has no slash if it is that of a table or project.
pub(crate) fn check_path_segment(kind: NameKind, name: &str) -> Result<(), NameError> {
    // Most names.
    if name.bytes().any(|byte| byte != b'_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return Ok(());
    }
    let stored = stored_name(name);
    let (reason, help) = if name.is_empty() {
        ("it is empty", "enter a name")
    } else if stored.is_empty() {
        (
            "the service removes underscores, which leaves nothing",
            "use at least one other character",
        )
    } else if stored == "." || stored == ".." {
        (
            "`.` and `..` cannot be in the path of a URL",
            "choose another name",
        )
    } else if let Some(c) = name.chars().find(|c| c.is_control()) {
        return Err(flaw_error(kind, name, NameFlaw::Control(c)));
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

/// Checks the name of a declared table or column: like [`check_path_segment`], and that it has no [`NameFlaw`].
pub(crate) fn check_declared_name(kind: NameKind, name: &str) -> Result<(), NameError> {
    check_path_segment(kind, name)?;
    match NameFlaw::of(name) {
        Some(flaw) => Err(flaw_error(kind, name, flaw)),
        None => Ok(()),
    }
}

fn flaw_error(kind: NameKind, name: &str, flaw: NameFlaw) -> NameError {
    NameError::new(kind, name, flaw.reason(), flaw.help())
}

/// Checks the name of a declared table.
///
/// # Errors
///
/// [`NameError`] if the name is invalid.
pub fn check_table_name(name: &str) -> Result<(), NameError> {
    check_declared_name(NameKind::Table, name)
}

/// Checks the name of a declared column, and rejects those of system columns.
///
/// # Errors
///
/// [`NameError`] if the name is invalid.
pub fn check_column_name(name: &str) -> Result<(), NameError> {
    check_declared_name(NameKind::Column, name)?;
    let (reason, help) = if name.starts_with('_') {
        (
            "names that begin with an underscore are reserved for system columns",
            "remove the leading underscore",
        )
    } else if FoldedName(name) == FoldedName("text") {
        (
            "every BI table has a system column `text`",
            "choose another name",
        )
    } else {
        return Ok(());
    };
    Err(NameError::new(NameKind::Column, name, reason, help))
}

/// Returns the letters and digits of a name in lower case. The service may treat two names with the same result as one,
/// so only one of them can be declared.
#[must_use]
pub fn folded_name(name: &str) -> String {
    text::folded_name(name).into_owned()
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
        assert_eq!(check_path_segment(NameKind::Column, "a/b ä%2F"), Ok(()));
        assert_eq!(check_path_segment(NameKind::Table, "page_views"), Ok(()));
        for name in ["", "__", ".", "..", "._.", "a\tb", "a/b", "a\\b"] {
            assert!(
                check_path_segment(NameKind::Table, name).is_err(),
                "{name:?}"
            );
        }
    }

    #[test]
    fn names_that_look_like_others_are_rejected_with_the_code_point() {
        let reason = |name: &str| check_column_name(name).unwrap_err().reason.into_owned();
        for (name, expected) in [
            (" ", "it has no visible character"),
            ("\u{200b}\u{a0}", "it has no visible character"),
            ("id ", "it begins or ends with whitespace (U+0020)"),
            (" id", "it begins or ends with whitespace (U+0020)"),
            ("id\u{3000}", "it begins or ends with whitespace (U+3000)"),
            ("a\u{a0}b", "it contains the whitespace character U+00A0"),
            ("id\u{200b}", "it contains the invisible character U+200B"),
            ("i\u{200d}d", "it contains the invisible character U+200D"),
            ("i\u{ad}d", "it contains the invisible character U+00AD"),
            ("\u{61c}id", "it contains the invisible character U+061C"),
            ("id\u{e0041}", "it contains the invisible character U+E0041"),
            ("id\u{fe0f}", "it contains the invisible character U+FE0F"),
            ("id\u{9b}", "it contains the control character U+009B"),
            ("id\n", "it contains the control character U+000A"),
            (
                "cafe\u{301}",
                "it is not in Unicode normalization form C (NFC): another name can look the same",
            ),
            ("te-xt", "every BI table has a system column `text`"),
            ("Text", "every BI table has a system column `text`"),
        ] {
            assert_eq!(reason(name), expected, "{name:?}");
        }
        for name in ["id", "Revenue Report", "caf\u{e9}", "größe", "名前", "a-b"] {
            assert_eq!(check_column_name(name), Ok(()), "{name}");
        }
        // An existing column of such a name can still be deleted.
        assert_eq!(check_path_segment(NameKind::Column, "id\u{200b}"), Ok(()));
    }
}
