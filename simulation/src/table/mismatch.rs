//! Differences between a table and its declaration.

use peaka_emulator::Profile;
use peaka_runtime::{DriftKind, Level, stored_name};

use super::declaration::{Column, Declaration};
use super::live_table::{LiveColumn, LiveTable};

/// One difference between a table and its declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    Missing(&'static str),
    /// Only the old name is live.
    NotRenamed(&'static str),
    /// Both the old and the new name are live.
    BothNames(&'static str),
    DataType(&'static str),
    /// An attribute whose kind of drift is denied.
    Attribute(&'static str, DriftKind),
    StoredName(&'static str),
    Unmanaged(String),
    /// A column that was to be deleted.
    NotDeleted(String),
}

impl Mismatch {
    /// Returns whether a sync with this declaration should have removed the difference.
    pub(crate) fn can_be_fixed(&self, declaration: &Declaration, profile: Profile) -> bool {
        let updates_count = profile == Profile::Documented;
        match self {
            Self::Missing(_) | Self::NotDeleted(_) => true,
            Self::NotRenamed(_) => updates_count,
            Self::Attribute(..) => updates_count && declaration.fix_drift,
            Self::BothNames(_) | Self::DataType(_) | Self::StoredName(_) | Self::Unmanaged(_) => {
                false
            }
        }
    }
}

/// Returns the column with this name, or with its stored name, unless that is declared itself.
pub(crate) fn find<'l>(
    columns: &[Column],
    live: &'l LiveTable,
    name: &str,
) -> Option<&'l LiveColumn> {
    let normalized = || {
        let normalized = stored_name(name);
        let taken = columns.iter().any(|column| column.name == normalized);
        live.named(&normalized).filter(|_| !taken)
    };
    live.named(name).or_else(normalized)
}

/// Returns all differences that the levels deny.
pub(crate) fn mismatches(declaration: &Declaration, live: &LiveTable) -> Vec<Mismatch> {
    let columns = &declaration.columns;
    let denied = |kind| declaration.level(kind) == Level::Deny;
    let is_to_be_deleted = |name: &str| declaration.delete.contains(&name);
    let mut mismatches = Vec::new();
    let mut managed: Vec<&str> = Vec::new();
    for declared in columns {
        let old = declared
            .renamed_from
            .and_then(|old| find(columns, live, old));
        managed.extend(old.map(|old| old.name.as_str()));
        let found = find(columns, live, declared.name);
        managed.extend(found.map(|found| found.name.as_str()));
        match (found, old) {
            (Some(found), old) => {
                if denied(DriftKind::StoredName) && found.name != declared.name {
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
        let attributes = attributes(declared, found).into_iter();
        let attributes = attributes.filter(|kind| denied(*kind));
        mismatches.extend(attributes.map(|kind| Mismatch::Attribute(declared.name, kind)));
    }
    for column in &live.0 {
        if is_to_be_deleted(&column.name) {
            mismatches.push(Mismatch::NotDeleted(column.name.clone()));
        } else if denied(DriftKind::Unmanaged) && !managed.contains(&column.name.as_str()) {
            mismatches.push(Mismatch::Unmanaged(column.name.clone()));
        }
    }
    mismatches
}

/// Returns the attributes that differ.
pub(crate) fn attributes(declared: &Column, found: &LiveColumn) -> Vec<DriftKind> {
    let default = declared.default_value.map(|default| default.to_string());
    let shown = found.display_name.as_deref();
    let is_shown = shown == Some(declared.display_name)
        || (declared.display_name == declared.name && shown == Some(&found.name));
    [
        (DriftKind::Default, found.default == default),
        (DriftKind::NotNull, found.not_null == declared.is_not_null),
        (DriftKind::Unique, found.unique == declared.is_unique),
        (DriftKind::DisplayName, is_shown),
    ]
    .into_iter()
    .filter_map(|(kind, is_same)| (!is_same).then_some(kind))
    .collect()
}
