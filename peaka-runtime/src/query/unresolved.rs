//! The help for a name that the service cannot resolve, although the struct declares it or did so before.

use crate::report::Error;
use crate::schema::ColumnRequest;
use crate::text::quoted;

/// Returns the error of a SELECT with help, if it is about the declared or old name of a column that was renamed.
///
/// `stored` returns the stored name of a declared column.
pub(super) fn with_rename_help<'n>(
    error: Error,
    declared: &[ColumnRequest<'_>],
    stored: impl Fn(&str) -> Option<&'n str>,
) -> Error {
    let mut error = error;
    if let Error::Status {
        status: 400,
        message: Some(message),
        help,
        ..
    } = &mut error
    {
        if let Some(name) = unresolved_name(message) {
            *help = declared.iter().find_map(|column| {
                let is_stored =
                    stored(column.name).is_some_and(|stored| stored.eq_ignore_ascii_case(name));
                rename_help(column, name, is_stored)
            });
        }
    }
    error
}

/// Returns the name in a message such as `line 1:8: Column 'e.agent' cannot be resolved`, without that of the table.
fn unresolved_name(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("Column '")?;
    let (name, _) = rest.split_once("' cannot be resolved")?;
    Some(name.rsplit_once('.').map_or(name, |(_, column)| column))
}

fn rename_help(column: &ColumnRequest<'_>, name: &str, is_stored: bool) -> Option<String> {
    let declared = quoted(column.name);
    let mut old_names = column.renamed_from.iter();
    if old_names.any(|old| old.eq_ignore_ascii_case(name)) {
        let old = quoted(name);
        return Some(format!(
            "use the name {declared} in the filter: {old} is an old name of the column"
        ));
    }
    let old = quoted(column.renamed_from.first()?);
    is_stored.then(|| {
        format!(
            "column {declared} was renamed from {old}, and queries may not know its new name yet: retry later, or \
             check the column in Peaka Studio"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unresolved_name_has_no_table() {
        for (message, name) in [
            ("line 1:8: Column 'agent' cannot be resolved", Some("agent")),
            ("Column 'e.agent' cannot be resolved", Some("agent")),
            ("Column 'agent' is ambiguous", None),
            ("Table 'a.b.c' does not exist", None),
            ("", None),
        ] {
            assert_eq!(unresolved_name(message), name, "{message}");
        }
    }
}
