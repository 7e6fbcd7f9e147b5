//! Compares one declared column with the live or echoed one that was matched to it.

use super::drift::{Drift, DriftKind, DriftSource, DriftValue};
use super::matching::OldColumn;
use crate::schema::{ColumnDetail, ColumnRequest, is_rounded_default, is_same_default};
use crate::text::is_stored_as;

/// Returns how a live or echoed column differs from its declaration.
pub(crate) fn compare(
    declared: &ColumnRequest<'_>,
    live: &ColumnDetail,
    source: DriftSource,
) -> Vec<Drift> {
    let mut drift = Vec::new();
    let mut differs = |kind, declared_value, live_value| {
        drift.push(Drift {
            kind,
            column: declared.name.to_owned(),
            declared: declared_value,
            live: live_value,
            source,
        });
    };
    // A field that an echo leaves out says nothing. A list that leaves it out verifies nothing.
    let is_reported = |reported: bool| reported || source == DriftSource::List;

    if live.name != declared.name && !is_old_name(declared, &live.name) {
        differs(
            DriftKind::StoredName,
            DriftValue::Text(declared.name.to_owned()),
            DriftValue::Text(live.name.clone()),
        );
    }
    let live_type = live.data_type.as_deref();
    if live.data_type() != Ok(Some(declared.data_type)) && is_reported(live_type.is_some()) {
        differs(
            DriftKind::DataType,
            DriftValue::DataType(declared.data_type),
            DriftValue::text(live_type),
        );
    }
    let live_default = live.default_value.as_deref();
    if !is_same_default(declared, live_default) && is_reported(live_default.is_some()) {
        let default = declared.default_value.map(|default| default.to_string());
        let live_value = match (&default, live_default) {
            (Some(declared_text), Some(live_text))
                if is_rounded_default(declared.data_type, declared_text, live_text, live_type) =>
            {
                DriftValue::Rounded {
                    default: live_text.to_owned(),
                    data_type: live_type
                        .filter(|text| text.contains('('))
                        .map(str::to_owned),
                }
            }
            _ => DriftValue::text(live_default),
        };
        differs(
            DriftKind::Default,
            DriftValue::text(default.as_deref()),
            live_value,
        );
    }
    for (kind, declared_flag, live_flag) in [
        (DriftKind::NotNull, declared.is_not_null, live.is_not_null),
        (DriftKind::Unique, declared.is_unique, live.is_unique),
    ] {
        if declared_flag != live_flag.unwrap_or(false) && is_reported(live_flag.is_some()) {
            differs(
                kind,
                DriftValue::Flag(declared_flag),
                DriftValue::flag(live_flag),
            );
        }
    }
    let live_display_name = live.display_name.as_deref();
    if !is_same_display_name(declared, live) && is_reported(live_display_name.is_some()) {
        differs(
            DriftKind::DisplayName,
            DriftValue::Text(declared.display_name.to_owned()),
            DriftValue::text(live_display_name),
        );
    }
    drift
}

/// Returns whether the live name is one that the column is to be renamed from, which is not drift
/// of the stored name.
fn is_old_name(declared: &ColumnRequest<'_>, live: &str) -> bool {
    let mut old_names = declared.renamed_from.iter();
    !is_stored_as(declared.name, live) && old_names.any(|old| is_stored_as(old, live))
}

/// A display name that was not chosen is the column's name, which the service may have normalized.
fn is_same_display_name(declared: &ColumnRequest<'_>, live: &ColumnDetail) -> bool {
    match live.display_name.as_deref() {
        Some(shown) if shown == declared.display_name => true,
        Some(shown) => declared.display_name == declared.name && shown == live.name,
        None => declared.display_name == declared.name,
    }
}

/// The drift of a declared column that a response does not have.
pub(crate) fn missing(declared: &ColumnRequest<'_>, source: DriftSource) -> Drift {
    Drift {
        kind: DriftKind::Missing,
        column: declared.name.to_owned(),
        declared: DriftValue::DataType(declared.data_type),
        live: DriftValue::None,
        source,
    }
}

/// The drift of a declared column whose rename was sent, but not applied.
pub(crate) fn not_renamed(declared: &ColumnRequest<'_>, old: &ColumnDetail) -> Drift {
    Drift {
        live: DriftValue::Text(old.name.clone()),
        ..missing(declared, DriftSource::List)
    }
}

/// The drift of a declared column that is live under both its new and an old name.
pub(crate) fn both_names(declared: &ColumnRequest<'_>, old: &OldColumn<'_, '_>) -> Drift {
    Drift {
        kind: DriftKind::Renamed,
        column: declared.name.to_owned(),
        declared: DriftValue::Text(old.name.to_owned()),
        live: DriftValue::Text(old.live.name.clone()),
        source: DriftSource::List,
    }
}

/// The drift of a declared column that is live only under its old names, and under several of them.
pub(crate) fn several_old_names(declared: &ColumnRequest<'_>, old: &[OldColumn<'_, '_>]) -> Drift {
    let names =
        |name: fn(&OldColumn<'_, '_>) -> String| DriftValue::Names(old.iter().map(name).collect());
    Drift {
        kind: DriftKind::Renamed,
        column: declared.name.to_owned(),
        declared: names(|old| old.name.to_owned()),
        live: names(|old| old.live.name.clone()),
        source: DriftSource::List,
    }
}

/// The drift of a declared column with several live columns whose names look like its name.
pub(crate) fn ambiguous(declared: &ColumnRequest<'_>, live: &[&ColumnDetail]) -> Drift {
    let mut names: Vec<_> = live.iter().map(|column| column.name.clone()).collect();
    names.sort_unstable();
    Drift {
        kind: DriftKind::Ambiguous,
        column: declared.name.to_owned(),
        declared: DriftValue::DataType(declared.data_type),
        live: DriftValue::Names(names),
        source: DriftSource::List,
    }
}

/// The drift of an undeclared column.
pub(crate) fn unmanaged(live: &ColumnDetail) -> Drift {
    Drift {
        kind: DriftKind::Unmanaged,
        column: live.name.clone(),
        declared: DriftValue::None,
        live: DriftValue::text(live.data_type.as_deref()),
        source: DriftSource::List,
    }
}

#[cfg(test)]
mod tests;
