//! Reads the attributes of a type of columns: those of the type, and those of an enum's variants.

use std::collections::HashSet;

use syn::{Data, DataEnum, DeriveInput, Fields, Ident};

use super::attribute::entries;
use super::doc_comment::description;
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

/// The errors for an enum that is not a type of columns.
pub(crate) struct EnumMessages {
    pub(crate) without_variants: &'static str,
    pub(crate) with_fields: &'static str,
}

/// A variant without fields.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) text: String,
    pub(crate) description: Option<String>,
}

/// Returns the variants, none of which has fields, and whose texts differ.
pub(crate) fn unit_variants(
    input: &DeriveInput,
    data: &DataEnum,
    rule: RenameRule,
    messages: &EnumMessages,
    errors: &Errors,
) -> Vec<Variant> {
    if data.variants.is_empty() {
        errors.on(&input.ident, messages.without_variants);
    }
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.on(&variant.fields, messages.with_fields);
        }
    }
    read_variants(data, rule, errors)
}

fn read_variants(data: &DataEnum, rule: RenameRule, errors: &Errors) -> Vec<Variant> {
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
        Variant {
            ident: variant.ident.clone(),
            text: name.text,
            description: description(&variant.attrs),
        }
    });
    variants.collect()
}
