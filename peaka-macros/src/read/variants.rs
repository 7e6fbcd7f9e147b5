//! Reads the attributes of a type of columns: those of the type, and those of an enum's variants.

use std::collections::HashSet;

use syn::{Data, DataEnum, DeriveInput, Ident};

use super::attribute::entries;
use super::runtime_path::RuntimePath;
use super::table::rename_rule;
use crate::errors::Errors;
use crate::messages;
use crate::names::{Name, unraw};
use crate::rename_rule::RenameRule;

/// Returns the path of the runtime, and the rule for the texts of an enum's variants.
pub(crate) fn type_attributes(input: &DeriveInput, errors: &Errors) -> (RuntimePath, RenameRule) {
    let keys: &[&str] = match &input.data {
        Data::Enum(_) => &["rename_all", "crate"],
        Data::Struct(_) | Data::Union(_) => &["crate"],
    };
    let mut runtime = RuntimePath::default();
    let mut rule = RenameRule::Keep;
    for entry in entries(&input.attrs, keys, errors) {
        if entry.key == "crate" {
            runtime = RuntimePath::read(entry, errors);
        } else {
            rule = rename_rule(entry, errors).unwrap_or(rule);
        }
    }
    (runtime, rule)
}

/// Returns the variants and their texts, which differ.
pub(crate) fn variant_texts(
    data: &DataEnum,
    rule: RenameRule,
    errors: &Errors,
) -> Vec<(Ident, Name)> {
    let mut known = HashSet::new();
    let variants = data.variants.iter().map(|variant| {
        let mut name = Name {
            text: rule.apply_to_variant(&unraw(&variant.ident)),
            span: variant.ident.span(),
        };
        for entry in entries(&variant.attrs, &["name"], errors) {
            name = entry.string(errors).map_or(name, Name::from);
        }
        if !known.insert(name.text.clone()) {
            errors.at(name.span, messages::same_variant(&name.text));
        }
        (variant.ident.clone(), name)
    });
    variants.collect()
}
