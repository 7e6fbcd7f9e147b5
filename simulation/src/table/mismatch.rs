//! Differences between a table and its declaration.

use peaka_emulator::Profile;
use peaka_runtime::{DriftKind, Level, stored_name};

use super::declaration::{Column, Declaration};
use super::live_table::{LiveColumn, LiveTable};
use super::names::may_be_stored_as;

/// One difference between a table and its declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// Neither the declared nor the old name is live.
    Missing(&'static str),
    /// The column is live only under its old name.
    NotRenamed(&'static str),
    /// Columns with the old and with the declared name are both live.
    BothNames(&'static str),
    /// The live type is not the declared one.
    DataType(&'static str),
    /// An attribute differs, and its kind of drift is denied.
    Attribute(&'static str, DriftKind),
    /// The column is live under its normalized name, which is denied.
    StoredName(&'static str),
    /// The live column is not declared, which is denied.
    Unmanaged(String),
    /// Several live columns have names that look like the declared one, or the old one.
    Ambiguous(&'static str),
    /// A column of `delete_columns` is live.
    NotDeleted(String),
}

impl Mismatch {
    /// Returns whether a sync with this declaration should have removed the difference.
    pub(crate) fn can_be_fixed(&self, declaration: &Declaration, profile: Profile) -> bool {
        let persists_updates = profile == Profile::Documented;
        match self {
            Self::Missing(_) | Self::NotDeleted(_) => true,
            Self::NotRenamed(_) => persists_updates,
            Self::Attribute(..) => persists_updates && declaration.fix_drift,
            Self::BothNames(_)
            | Self::DataType(_)
            | Self::StoredName(_)
            | Self::Unmanaged(_)
            | Self::Ambiguous(_) => false,
        }
    }
}

/// The live columns that a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found<'l> {
    None,
    One(&'l LiveColumn),
    /// Their names look like the declared one.
    Several,
}

impl<'l> Found<'l> {
    /// Returns the column, if there is exactly one.
    pub(crate) fn one(self) -> Option<&'l LiveColumn> {
        match self {
            Self::One(column) => Some(column),
            Self::None | Self::Several => None,
        }
    }
}

/// Returns the column with this name, or else the one with its stored name, or else the only one whose name looks like
/// it, unless another column declares that name. Of several such names, those of columns to delete do not count.
pub(crate) fn find_column<'l>(
    declaration: &Declaration,
    live: &'l LiveTable,
    name: &str,
) -> Found<'l> {
    let columns = &declaration.columns;
    let is_undeclared =
        |found: &&LiveColumn| !columns.iter().any(|column| column.name == found.name);
    let normalized = || live.named(&stored_name(name)).filter(is_undeclared);
    if let Some(column) = live.named(name).or_else(normalized) {
        return Found::One(column);
    }
    let alike = live
        .0
        .iter()
        .filter(|column| may_be_stored_as(name, &column.name));
    let alike: Vec<_> = alike.filter(is_undeclared).collect();
    let is_kept = |column: &&LiveColumn| !declaration.delete.contains(&column.name.as_str());
    let kept: Vec<_> = alike.iter().copied().filter(is_kept).collect();
    let candidates = if kept.is_empty() { alike } else { kept };
    match candidates[..] {
        [] => Found::None,
        [column] => Found::One(column),
        _ => Found::Several,
    }
}

/// Returns all differences that the levels deny.
pub(crate) fn mismatches(declaration: &Declaration, live: &LiveTable) -> Vec<Mismatch> {
    let columns = &declaration.columns;
    let is_denied = |kind| declaration.level(kind) == Level::Deny;
    let is_to_be_deleted = |name: &str| declaration.delete.contains(&name);
    let mut mismatches = Vec::new();
    let mut managed: Vec<&str> = Vec::new();
    // A column that is used under a declared name is not deleted, even if another spelling of that name is to be.
    let mut used: Vec<&str> = Vec::new();
    for declared in columns {
        let old = declared.renamed_from.first();
        let old = old.map_or(Found::None, |old| find_column(declaration, live, old));
        let found = find_column(declaration, live, declared.name);
        if found == Found::Several || (found == Found::None && old == Found::Several) {
            mismatches.push(Mismatch::Ambiguous(declared.name));
            continue;
        }
        let (found, old) = (found.one(), old.one());
        managed.extend(old.map(|old| old.name.as_str()));
        managed.extend(found.map(|found| found.name.as_str()));
        used.extend(found.map(|found| found.name.as_str()));
        match (found, old) {
            (Some(found), old) => {
                if is_denied(DriftKind::StoredName) && found.name != declared.name {
                    mismatches.push(Mismatch::StoredName(declared.name));
                }
                if old.is_some_and(|old| !is_to_be_deleted(&old.name)) {
                    mismatches.push(Mismatch::BothNames(declared.name));
                }
            }
            (None, Some(_)) => mismatches.push(Mismatch::NotRenamed(declared.name)),
            (None, None) => mismatches.push(Mismatch::Missing(declared.name)),
        }
        let Some(found) = found.or(old) else { continue };
        if found.data_type != declared.data_type.to_string() {
            mismatches.push(Mismatch::DataType(declared.name));
        }
        let attributes = differing_attributes(declared, found).into_iter();
        let attributes = attributes.filter(|kind| is_denied(*kind));
        mismatches.extend(attributes.map(|kind| Mismatch::Attribute(declared.name, kind)));
    }
    for column in &live.0 {
        if is_to_be_deleted(&column.name) && !used.contains(&column.name.as_str()) {
            mismatches.push(Mismatch::NotDeleted(column.name.clone()));
        } else if is_denied(DriftKind::Unmanaged) && !managed.contains(&column.name.as_str()) {
            mismatches.push(Mismatch::Unmanaged(column.name.clone()));
        }
    }
    mismatches
}

/// Returns the attributes that differ.
fn differing_attributes(declared: &Column, found: &LiveColumn) -> Vec<DriftKind> {
    let default = declared.default_value.map(|default| default.to_string());
    let display_name = found.display_name.as_deref();
    let has_display_name = display_name == Some(declared.display_name)
        || (declared.display_name == declared.name && display_name == Some(&found.name));
    [
        (DriftKind::Default, found.default_value == default),
        (
            DriftKind::NotNull,
            found.is_not_null == declared.is_not_null,
        ),
        (DriftKind::Unique, found.is_unique == declared.is_unique),
        (DriftKind::DisplayName, has_display_name),
    ]
    .into_iter()
    .filter_map(|(kind, is_same)| (!is_same).then_some(kind))
    .collect()
}
