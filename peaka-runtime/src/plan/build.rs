//! Builds the plan: compares a declaration with the live table.

use super::change::ColumnChange;
use super::compare::{both_names, compare, multiple_matches, several_old_names, unmanaged};
use super::drift::{Drift, DriftSource};
use super::live_column::{LiveColumn, LiveColumns};
use super::matching::{ColumnMatches, Pair};
use super::sync_spec::SyncSpec;
use super::table_plan::Plan;
use super::validate::DeclarationError;
use crate::schema::{ColumnDetail, ColumnRequest, LiveTable};
use crate::text::NameSet;

/// Compares declared columns with a live table, and returns the plan of a sync with default
/// options.
///
/// `live` is `None` if the table does not exist.
///
/// A declared column matches the first of these live columns:
///
/// 1. the one of exactly the same name;
/// 2. the one of its [stored name](crate::stored_name);
/// 3. the only one whose name looks like it: one that differs only in letter case, surrounding white space, invisible
///    characters or Unicode normalization, or that lacks all underscores, or all characters but letters and digits. If
///    several look like it, the drift is [`MultipleMatches`](crate::DriftKind::MultipleMatches);
/// 4. the one under an [old name](ColumnRequest::renamed_from), found in the same way. If several old names are live,
///    the plan is denied.
///
/// System columns are neither matched nor reported.
/// The time is linear in the number of columns.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, plan};
///
/// #[derive(BiTable)]
/// struct Event {
///     id: i64,
/// }
///
/// let plan = plan(Event::TABLE, Event::COLUMNS, None);
/// assert_eq!(plan.to_add[0].name, "id");
/// assert!(plan.is_denied(), "the table does not exist, and will not be created");
/// ```
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
    pub(crate) fn validated_plan(
        &self,
        live: Option<&LiveColumns<'_>>,
    ) -> Result<Plan<'a>, DeclarationError> {
        let plan = self.plan_without(live, |_, _| false);
        if let Some(live) = live {
            self.validate_deletes(live, &plan)?;
        }
        Ok(plan)
    }

    /// Returns the plan for a live table; `None` if it does not exist.
    pub(crate) fn plan(&self, live: Option<&LiveTable>) -> Plan<'a> {
        let live = live.map(LiveColumns::from);
        self.plan_without(live.as_ref(), |_, _| false)
    }

    /// Returns the plan for a live table, in which some live columns are not the declared ones that they match:
    /// `is_other` tells which.
    pub(crate) fn plan_without(
        &self,
        live: Option<&LiveColumns<'_>>,
        is_other: impl Fn(&ColumnRequest<'_>, &LiveColumn<'_>) -> bool,
    ) -> Plan<'a> {
        let delete: NameSet<_> = self.columns_to_delete.iter().map(String::as_str).collect();
        let (live_columns, are_unique) =
            live.map_or((&[][..], true), |live| (&live.columns, live.are_unique));
        let matched = ColumnMatches::new(self.columns, live_columns, are_unique, &delete, is_other);
        let is_to_delete = |column: &&LiveColumn<'_>| delete.contains(column.name);

        let change = |((column, live), fixes): (Pair<'a, '_>, Vec<Drift>)| ColumnChange {
            column: *column,
            live: live.to_detail(),
            fixes,
        };
        let mut drift = Vec::new();
        let present = self.split_fixes(&matched.present, &mut drift);
        let to_fix = present.filter(|(_, fixes)| !fixes.is_empty());
        let to_fix: Vec<_> = to_fix.map(change).collect();
        let (mut to_delete, undeclared): (Vec<_>, Vec<_>) =
            matched.undeclared.into_iter().partition(is_to_delete);

        let mut renames = Vec::with_capacity(matched.under_old_names.len());
        for (column, mut old) in matched.under_old_names {
            // The last one is not removed here, so that deleting it is reported as an error.
            let mut i = old.len();
            while i > 0 && old.len() > 1 {
                i -= 1;
                if is_to_delete(&old[i].live) {
                    to_delete.push(old.remove(i).live);
                }
            }
            if old.len() > 1 {
                drift.push(several_old_names(column, &old));
            }
            renames.extend(old.first().map(|old| (column, old.live)));
        }
        let to_rename = self.split_fixes(&renames, &mut drift);
        let to_rename: Vec<_> = to_rename.map(change).collect();

        for (column, old) in &matched.under_both_names {
            if is_to_delete(&old.live) {
                to_delete.push(old.live);
            } else {
                drift.push(both_names(column, old));
            }
        }
        for (column, live) in &matched.with_multiple_matches {
            drift.push(multiple_matches(column, live));
        }
        drift.extend(undeclared.iter().map(|column| unmanaged(column)));
        let [denied, warned, allowed] = self.policy.split(drift);
        Plan {
            table: self.table,
            stored_table: live.map(|live| live.table.to_owned()),
            create_table: self.policy.creates_table() && live.is_none(),
            present: matched.present.iter().map(|(column, _)| **column).collect(),
            to_rename,
            to_fix,
            to_add: matched.missing,
            to_delete: details(to_delete),
            unmanaged: details(undeclared),
            denied,
            warned,
            allowed,
            awaited: matched.awaited,
            spec: self.clone(),
        }
    }

    /// Splits the drift of matched columns: returns each with the drift to fix, and adds the rest to `remaining`.
    fn split_fixes<'l>(
        &self,
        pairs: &[Pair<'a, 'l>],
        remaining: &mut Vec<Drift>,
    ) -> impl Iterator<Item = (Pair<'a, 'l>, Vec<Drift>)> {
        pairs.iter().map(move |&(column, live)| {
            let mut fixes = Vec::new();
            for drift in compare(column, live, DriftSource::List) {
                if self.policy.fixes(&drift) {
                    fixes.push(drift);
                } else {
                    remaining.push(drift);
                }
            }
            ((column, live), fixes)
        })
    }
}

fn details(columns: Vec<&LiveColumn<'_>>) -> Vec<ColumnDetail> {
    columns
        .into_iter()
        .map(|column| column.to_detail())
        .collect()
}

#[cfg(test)]
mod tests;
