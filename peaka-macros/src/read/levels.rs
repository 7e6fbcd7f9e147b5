//! Reads `on(…)`: the levels of kinds of drift.

use proc_macro2::Span;
use syn::{Ident, LitStr};

use super::attribute::Entry;
use crate::errors::Errors;
use crate::messages;
use crate::names::unraw;

/// The name of each kind whose level can be set, and its variant of the runtime's `DriftKind`.
const KINDS: [(&str, &str); 11] = [
    ("default", "Default"),
    ("not_null", "NotNull"),
    ("unique", "Unique"),
    ("display_name", "DisplayName"),
    ("stored_name", "StoredName"),
    ("unmanaged", "Unmanaged"),
    ("description", "Description"),
    ("categorical_values", "CategoricalValues"),
    ("relation", "Relation"),
    ("ai_usage", "AiUsage"),
    ("golden_sql", "GoldenSql"),
];

/// The kinds that are always denied.
const ALWAYS_DENIED: [&str; 4] = ["missing", "data_type", "renamed", "multiple_matches"];

/// The name of each level, and its variant of the runtime's `Level`.
const LEVELS: [(&str, &str); 3] = [("allow", "Allow"), ("warn", "Warn"), ("deny", "Deny")];

/// The level of one kind of drift, as variants of the runtime's enums.
pub(crate) struct KindLevel {
    pub(crate) kind: Ident,
    pub(crate) level: Ident,
}

/// Reads the levels of an `on`.
pub(crate) fn levels(entry: Entry, errors: &Errors) -> Vec<KindLevel> {
    let mut levels = Vec::<KindLevel>::new();
    for entry in entry.list(errors, messages::EXPECTED_LEVELS) {
        let name = unraw(&entry.key);
        let Some(kind) = kind(&entry.key, &name, errors) else {
            continue;
        };
        if levels.iter().any(|known| known.kind == kind) {
            errors.on(&entry.key, messages::duplicate_attribute(&name));
            continue;
        }
        let level = entry.string_or(&messages::expected_level(&name), errors);
        let level = level.and_then(|text| self::level(&text, errors));
        levels.extend(level.map(|level| KindLevel { kind, level }));
    }
    levels
}

fn kind(key: &Ident, name: &str, errors: &Errors) -> Option<Ident> {
    let variant = variant(&KINDS, name);
    if variant.is_none() {
        errors.on(
            key,
            if ALWAYS_DENIED.contains(&name) {
                messages::always_denied(name)
            } else {
                messages::unknown_drift_kind(name, &KINDS.map(|(name, _)| name))
            },
        );
    }
    variant
}

fn level(text: &LitStr, errors: &Errors) -> Option<Ident> {
    let name = text.value();
    let variant = variant(&LEVELS, &name);
    if variant.is_none() {
        let levels = LEVELS.map(|(name, _)| name);
        errors.on(text, messages::unknown_level(&name, &levels));
    }
    variant
}

fn variant(names: &[(&str, &str)], name: &str) -> Option<Ident> {
    let (_, variant) = names.iter().find(|(known, _)| *known == name)?;
    Some(Ident::new(variant, Span::call_site()))
}
