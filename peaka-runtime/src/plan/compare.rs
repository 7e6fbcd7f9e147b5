//! Compares one declared column with the one that was matched to it, in a column list or in the response to an add.

use super::drift::{Drift, DriftKind, DriftSource, DriftValue};
use super::live_column::LiveColumn;
use super::matching::OldColumn;
use crate::schema::{ColumnDetail, ColumnRequest, is_rounded_default, is_same_default};
use crate::text::may_be_stored_as;

/// Returns how a column in a response differs from its declaration.
pub(crate) fn compare(
    declared: &ColumnRequest<'_>,
    live: &LiveColumn<'_>,
    source: DriftSource,
) -> Vec<Drift> {
    let mut drift = Vec::new();
    let mut push = |kind, declared_value, live_value| {
        drift.push(Drift {
            kind,
            column: declared.name.to_owned(),
            declared: declared_value,
            live: live_value,
            source,
        });
    };
    // The response to an add may omit fields, so only those that it has are compared. A list must have them all: a field
    // that it omits is drift.
    let must_match = |reported: bool| reported || source == DriftSource::List;

    if live.name != declared.name && !is_old_name(declared, live.name) {
        push(
            DriftKind::StoredName,
            DriftValue::Text(declared.name.to_owned()),
            DriftValue::Text(live.name.to_owned()),
        );
    }
    let live_type = live.data_type;
    if !live.has_data_type(declared.data_type) && must_match(live_type.is_some()) {
        push(
            DriftKind::DataType,
            DriftValue::DataType(declared.data_type),
            DriftValue::text(live_type),
        );
    }
    let live_default = live.default_value;
    if !is_same_default(declared, live_default) && must_match(live_default.is_some()) {
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
        push(
            DriftKind::Default,
            DriftValue::text(default.as_deref()),
            live_value,
        );
    }
    for (kind, declared_flag, live_flag) in [
        (DriftKind::NotNull, declared.is_not_null, live.is_not_null),
        (DriftKind::Unique, declared.is_unique, live.is_unique),
    ] {
        if declared_flag != live_flag.unwrap_or(false) && must_match(live_flag.is_some()) {
            push(
                kind,
                DriftValue::Flag(declared_flag),
                DriftValue::flag(live_flag),
            );
        }
    }
    let live_display_name = live.display_name;
    if !is_same_display_name(declared, live) && must_match(live_display_name.is_some()) {
        push(
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
    // Most columns have no old name.
    old_names.any(|old| may_be_stored_as(old, live)) && !may_be_stored_as(declared.name, live)
}

/// Returns whether the live display name matches. Without a declared one, it may be the declared name, the stored name
/// or missing.
fn is_same_display_name(declared: &ColumnRequest<'_>, live: &LiveColumn<'_>) -> bool {
    match live.display_name {
        Some(shown) if shown == declared.display_name => true,
        Some(shown) => declared.display_name == declared.name && shown == live.name,
        None => declared.display_name == declared.name,
    }
}

/// Returns the drift of a declared column that a response does not have.
pub(crate) fn missing(declared: &ColumnRequest<'_>, source: DriftSource) -> Drift {
    Drift {
        kind: DriftKind::Missing,
        column: declared.name.to_owned(),
        declared: DriftValue::DataType(declared.data_type),
        live: DriftValue::None,
        source,
    }
}

/// Returns the drift of a declared column whose rename was sent, but not applied.
pub(crate) fn not_renamed(declared: &ColumnRequest<'_>, old: &ColumnDetail) -> Drift {
    Drift {
        live: DriftValue::Text(old.name.clone()),
        ..missing(declared, DriftSource::List)
    }
}

/// Returns the drift of a declared column that is live under both its new and an old name.
pub(crate) fn both_names(declared: &ColumnRequest<'_>, old: &OldColumn<'_, '_>) -> Drift {
    Drift {
        kind: DriftKind::Renamed,
        column: declared.name.to_owned(),
        declared: DriftValue::Text(old.name.to_owned()),
        live: DriftValue::Text(old.live.name.to_owned()),
        source: DriftSource::List,
    }
}

/// Returns the drift of a declared column that is live only under its old names, and under several of them.
pub(crate) fn several_old_names(declared: &ColumnRequest<'_>, old: &[OldColumn<'_, '_>]) -> Drift {
    let names =
        |name: fn(&OldColumn<'_, '_>) -> String| DriftValue::Names(old.iter().map(name).collect());
    Drift {
        kind: DriftKind::Renamed,
        column: declared.name.to_owned(),
        declared: names(|old| old.name.to_owned()),
        live: names(|old| old.live.name.to_owned()),
        source: DriftSource::List,
    }
}

/// Returns the drift of a declared column with several live columns whose names look like its name.
pub(crate) fn multiple_matches(declared: &ColumnRequest<'_>, live: &[&LiveColumn<'_>]) -> Drift {
    let mut names: Vec<_> = live.iter().map(|column| column.name.to_owned()).collect();
    names.sort_unstable();
    Drift {
        kind: DriftKind::MultipleMatches,
        column: declared.name.to_owned(),
        declared: DriftValue::DataType(declared.data_type),
        live: DriftValue::Names(names),
        source: DriftSource::List,
    }
}

/// Returns the drift of an undeclared column.
pub(crate) fn unmanaged(live: &LiveColumn<'_>) -> Drift {
    Drift {
        kind: DriftKind::Unmanaged,
        column: live.name.to_owned(),
        declared: DriftValue::None,
        live: DriftValue::text(live.data_type),
        source: DriftSource::List,
    }
}

#[cfg(test)]
mod tests;
