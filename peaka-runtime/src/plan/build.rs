//! Builds the plan: compares a declaration with the live table.

use std::collections::HashSet;

use super::change::ColumnChange;
use super::compare::{ambiguous, both_names, compare, several_old_names, unmanaged};
use super::drift::{Drift, DriftSource};
use super::matching::{ColumnMatch, Pair};
use super::sync_spec::SyncSpec;
use super::table_plan::Plan;
use super::validate::DeclarationError;
use crate::schema::{ColumnDetail, ColumnRequest, LiveTable};

/// Compares declared columns with a live table, and returns the plan of a sync with default
/// options.
///
/// `live` is `None` if the table does not exist.
///
/// A declared column matches the live column of exactly the same name, or else the one of its
/// [stored name](crate::stored_name), or else the only one whose name looks like it: one that differs
/// only in letter case, surrounding white space, invisible characters or Unicode normalization, or that
/// is what is left of it without the characters that are neither letters nor digits. If several look
/// like it, the drift is [`Ambiguous`](crate::DriftKind::Ambiguous). If there is none, the column
/// matches the live column of one of its [old names](ColumnRequest::renamed_from), found in the same way;
/// if several of these are live, the plan is denied. System columns are neither matched nor reported.
/// The time is linear in the number of columns.
#[must_use]
pub fn plan<'a>(
    table: &'a str,
    declared: &'a [ColumnRequest<'a>],
    live: Option<&LiveTable>,
) -> Plan<'a> {
    SyncSpec::new(table, declared).plan(live)
}

impl<'a> SyncSpec<'a> {
    /// Returns the plan for the first column list of a sync, after checking the columns to delete
    /// against it.
    pub(crate) fn first_plan(
        &self,
        live: Option<&LiveTable>,
    ) -> Result<Plan<'a>, DeclarationError> {
        let plan = self.plan(live);
        if let Some(live) = live {
            self.validate_deletes(live, &plan)?;
        }
        Ok(plan)
    }

    /// Returns the plan for a live table; `None` if it does not exist.
    pub(crate) fn plan(&self, live: Option<&LiveTable>) -> Plan<'a> {
        let delete: HashSet<_> = self.delete.iter().map(String::as_str).collect();
        let live_columns = live.map_or(&[][..], |live| &live.columns);
        let matched = ColumnMatch::new(self.columns, live_columns, &delete);
        let is_deleted = |column: &&ColumnDetail| delete.contains(column.name.as_str());

        let mut drift = Vec::new();
        let mut to_fix = self.changes(&matched.present, &mut drift);
        to_fix.retain(|change| !change.fixes.is_empty());
        let (mut to_delete, undeclared): (Vec<_>, Vec<_>) =
            matched.undeclared.into_iter().partition(is_deleted);

        let mut renames = Vec::with_capacity(matched.old_names.len());
        for (column, mut old) in matched.old_names {
            // The last one is kept, so that deleting it is reported as an error.
            let mut i = old.len();
            while i > 0 && old.len() > 1 {
                i -= 1;
                if is_deleted(&old[i].live) {
                    to_delete.push(old.remove(i).live);
                }
            }
            if old.len() > 1 {
                drift.push(several_old_names(&column, &old));
            }
            renames.extend(old.first().map(|old| (column, old.live)));
        }
        let to_rename = self.changes(&renames, &mut drift);

        for (column, old) in &matched.both_names {
            if is_deleted(&old.live) {
                to_delete.push(old.live);
            } else {
                drift.push(both_names(column, old));
            }
        }
        let is_ambiguous = |(column, live): &(_, Vec<_>)| ambiguous(column, live);
        drift.extend(matched.ambiguous.iter().map(is_ambiguous));
        drift.extend(undeclared.iter().map(|column| unmanaged(column)));
        let (allowed, reported): (Vec<_>, Vec<_>) = drift
            .into_iter()
            .partition(|drift| self.policy.allows(drift.kind));
        let (denied, warned) = self.policy.split(reported);
        Plan {
            table: self.table,
            stored_table: live.map(|live| live.name.clone()),
            create_table: self.policy.creates_table() && live.is_none(),
            present: matched.present.iter().map(|(column, _)| *column).collect(),
            to_rename,
            to_fix,
            to_add: matched.missing,
            to_delete: to_delete.into_iter().cloned().collect(),
            unmanaged: undeclared.into_iter().cloned().collect(),
            denied,
            warned,
            allowed,
            spec: self.clone(),
        }
    }

    /// Splits the differences of matched columns into those to fix, which are returned by column,
    /// and the drift that remains.
    fn changes(&self, pairs: &[Pair<'a, '_>], remaining: &mut Vec<Drift>) -> Vec<ColumnChange<'a>> {
        let change = |(column, live): &Pair<'a, '_>| {
            let (fixes, rest): (Vec<_>, Vec<_>) = compare(column, live, DriftSource::List)
                .into_iter()
                .partition(|drift| self.policy.fixes(drift));
            remaining.extend(rest);
            ColumnChange {
                column: *column,
                live: (*live).clone(),
                fixes,
            }
        };
        pairs.iter().map(change).collect()
    }
}

#[cfg(test)]
mod tests;
