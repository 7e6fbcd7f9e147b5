//! How the service folds names, which columns are its own, and which names a path can carry.

use std::borrow::Cow;

/// The stored form of a name: the live service was measured to drop every underscore
/// (`user_id` becomes `userid`) in the names of tables and columns.
///
/// Two names with one folded form are one name to the service.
#[must_use]
pub fn fold(name: &str) -> Cow<'_, str> {
    if name.contains('_') {
        Cow::Owned(name.replace('_', ""))
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether a listed column belongs to the service.
///
/// Nine such columns were measured in every BI table: eight whose names start with an underscore,
/// and `text`. Because the service strips underscores from names that users choose, a name that
/// starts with one cannot be a user's.
#[must_use]
pub fn is_system_column(stored: &str) -> bool {
    stored.starts_with('_') || stored == "text"
}

/// Why a name of a table or a column cannot be used, with the remedy; `None` if it can.
pub(crate) fn column_name_fault(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    if folded.is_empty() {
        Some("it is empty: give it at least one character that is no underscore")
    } else if folded == "." || folded == ".." {
        Some("it would change the path of the request: choose another name")
    } else if name.chars().any(char::is_control) {
        Some("it has a control character: leave that out")
    } else {
        None
    }
}

/// Like [`column_name_fault`], for a table: there a slash is a mistaken path, never a name.
pub(crate) fn table_name_fault(name: &str) -> Option<&'static str> {
    column_name_fault(name).or_else(|| {
        has_slash(name)
            .then_some("it has a slash: give the table's name alone, without catalog or schema")
    })
}

/// Like [`column_name_fault`], for the id of a project.
pub(crate) fn project_id_fault(id: &str) -> Option<&'static str> {
    column_name_fault(id).or_else(|| has_slash(id).then_some("it has a slash: give the id alone"))
}

fn has_slash(name: &str) -> bool {
    name.contains(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_underscores_and_nothing_else() {
        assert_eq!(fold("page_views"), "pageviews");
        assert_eq!(fold("__größe_2_"), "größe2");
        assert_eq!(fold("UserId"), "UserId");
        assert!(matches!(fold("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn the_systems_columns_are_told_from_the_users() {
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
    fn a_name_that_cannot_be_used_says_why() {
        assert_eq!(column_name_fault("a/b ä%2F"), None);
        assert_eq!(table_name_fault("page_views"), None);
        for name in ["", "__", ".", "..", "._.", "a\tb", "a/b", "a\\b"] {
            assert!(table_name_fault(name).is_some(), "{name:?}");
        }
    }
}
