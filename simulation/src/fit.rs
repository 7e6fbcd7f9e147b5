//! Whether a table is as it is declared, judged by hand.

use peaka_emulator::Profile;
use peaka_runtime::{DriftKind, Level, stored_name};

use crate::declaration::{Column, Declaration};
use crate::live::{Live, LiveColumn};

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    Missing(&'static str),
    /// It is there under its old name alone.
    NotRenamed(&'static str),
    /// It is there under both its names.
    TwoNames(&'static str),
    DataType(&'static str),
    /// An attribute, of a kind that is denied.
    Attribute(&'static str, DriftKind),
    StoredName(&'static str),
    Unmanaged(String),
    /// It was to be deleted.
    NotDeleted(String),
}

impl Misfit {
    /// Whether a sync with this declaration should have mended it.
    pub(crate) fn can_be_mended(&self, declaration: &Declaration, profile: Profile) -> bool {
        let updates_count = profile == Profile::Documented;
        match self {
            Self::Missing(_) | Self::NotDeleted(_) => true,
            Self::NotRenamed(_) => updates_count,
            Self::Attribute(..) => updates_count && declaration.fix_drift,
            Self::TwoNames(_) | Self::DataType(_) | Self::StoredName(_) | Self::Unmanaged(_) => {
                false
            }
        }
    }
}

/// The column that a name means: the one of that name, or else the one of the name that the service
/// makes of it, unless that is declared itself.
pub(crate) fn find<'l>(columns: &[Column], live: &'l Live, name: &str) -> Option<&'l LiveColumn> {
    let folded = || {
        let folded = stored_name(name);
        let taken = columns.iter().any(|column| column.name == folded);
        live.named(&folded).filter(|_| !taken)
    };
    live.named(name).or_else(folded)
}

/// All that is wrong with a table, of what the levels deny.
pub(crate) fn misfits(declaration: &Declaration, live: &Live) -> Vec<Misfit> {
    let columns = &declaration.columns;
    let denied = |kind| declaration.level(kind) == Level::Deny;
    let to_go = |name: &str| declaration.delete.contains(&name);
    let mut misfits = Vec::new();
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
                    misfits.push(Misfit::StoredName(declared.name));
                }
                if old.is_some_and(|old| !to_go(&old.name)) {
                    misfits.push(Misfit::TwoNames(declared.name));
                }
            }
            (None, Some(_)) => misfits.push(Misfit::NotRenamed(declared.name)),
            (None, None) => misfits.push(Misfit::Missing(declared.name)),
        }
        let Some(found) = found.or(old) else { continue };
        if found.data_type != declared.data_type.to_string() {
            misfits.push(Misfit::DataType(declared.name));
        }
        let attributes = attributes(declared, found).into_iter();
        let attributes = attributes.filter(|kind| denied(*kind));
        misfits.extend(attributes.map(|kind| Misfit::Attribute(declared.name, kind)));
    }
    for column in &live.0 {
        if to_go(&column.name) {
            misfits.push(Misfit::NotDeleted(column.name.clone()));
        } else if denied(DriftKind::Unmanaged) && !managed.contains(&column.name.as_str()) {
            misfits.push(Misfit::Unmanaged(column.name.clone()));
        }
    }
    misfits
}

/// The attributes that differ.
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
