//! Tables that failed for the same reason, which is shown once.

use super::error::Error;
use super::setting_names::SettingNames;
use crate::text::{list_truncated, quoted};

/// The tables that failed for the same reason.
#[derive(Debug)]
pub struct FailureGroup<'e> {
    /// The names of the tables.
    pub tables: Vec<&'e str>,
    /// The error of the first table.
    pub error: &'e Error,
}

impl FailureGroup<'_> {
    /// Returns the names of the tables and the reason, in the words of the layer that shows it.
    pub fn text_with(&self, names: &SettingNames) -> String {
        let mut reason = self.error.text_with(names);
        if let Some(first) = self.tables.first() {
            // The list of tables replaces the name in the message of the first one.
            reason = reason.replace(&format!("table {}", quoted(first)), "the table");
        }
        format!("{}: {reason}", list_truncated(&self.tables))
    }
}

/// Groups failures of tables by their reason. Two errors have the same reason if their messages differ only in
/// the name of the table.
pub fn grouped_failures<'e>(
    failures: impl IntoIterator<Item = (&'e str, &'e Error)>,
) -> Vec<FailureGroup<'e>> {
    let mut groups = Vec::<(String, FailureGroup<'_>)>::new();
    for (table, error) in failures {
        let reason = error.message().replace(&quoted(table), "");
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, group)) => group.tables.push(table),
            None => groups.push((
                reason,
                FailureGroup {
                    tables: vec![table],
                    error,
                },
            )),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
