//! Checks that need all fields of the struct.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use syn::{Data, DeriveInput, Fields};

use crate::errors::Errors;
use crate::look_alike::{FoldedName, NameDifference, folded_name};
use crate::messages;
use crate::names::{column_name_error, stored_name, table_name_error, unraw};
use crate::read::{Column, Part, Placeholder, Table};
use crate::suggest::nearest;

pub(crate) fn check(input: &DeriveInput, table: &Table<'_>, errors: &Errors) {
    check_has_columns(input, table, errors);
    check_table_name(table, errors);
    check_column_names(table, errors);
    check_distinct_names(table, errors);
    check_old_names(table, errors);
    check_questions(table, errors);
    check_own_fields(input, table, errors);
}

/// A sync of a table without columns would verify nothing.
fn check_has_columns(input: &DeriveInput, table: &Table<'_>, errors: &Errors) {
    let has_named_fields =
        matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)));
    if has_named_fields && table.fields.is_empty() && !table.has_invalid_fields {
        errors.on(&input.ident, messages::NO_COLUMNS);
    }
}

fn check_table_name(table: &Table<'_>, errors: &Errors) {
    if let Some(error) = table_name_error(&table.name.text) {
        errors.at(table.name.span, error);
    }
}

fn check_column_names(table: &Table<'_>, errors: &Errors) {
    let old_names = table.columns().flat_map(|column| &column.renamed_from);
    for name in table.columns().map(|column| &column.name).chain(old_names) {
        if let Some(error) = column_name_error(&name.text) {
            errors.at(name.span, error);
        }
    }
}

/// Two names with the same folded name may be one column to the service. Flattened columns are checked when the generated code
/// is compiled, because they are known only then.
fn check_distinct_names(table: &Table<'_>, errors: &Errors) {
    let mut first = HashMap::<FoldedName<'_>, &str>::new();
    for Column { name, .. } in table.columns() {
        if column_name_error(&name.text).is_some() {
            // It is already reported.
            continue;
        }
        let folded = FoldedName(&name.text);
        match first.get(&folded) {
            Some(other) => errors.at(name.span, same_name_error(other, &name.text)),
            None => {
                first.insert(folded, &name.text);
            }
        }
    }
}

/// Returns the error for two names with the same folded name.
fn same_name_error(other: &str, name: &str) -> String {
    if other == name {
        return messages::same_name(name);
    }
    match NameDifference::between(other, name) {
        NameDifference::Underscores => messages::same_stored_name(other, name, &stored_name(name)),
        NameDifference::LetterCase => messages::same_name_ignoring_case(other, name),
        NameDifference::OtherCharacters => messages::same_folded_name(other, name),
    }
}

/// An old name must belong to one column only, and must not be the name of a declared column.
fn check_old_names(table: &Table<'_>, errors: &Errors) {
    if table.columns().all(|column| column.renamed_from.is_empty()) {
        return;
    }
    let names: HashMap<_, _> = table
        .columns()
        .map(|column| (folded_name(&column.name.text), column.name.text.as_str()))
        .collect();
    let mut known = HashMap::<Cow<'_, str>, &str>::new();
    for column in table.columns() {
        let name = &column.name.text;
        let mut own = HashSet::new();
        for old in &column.renamed_from {
            let folded = folded_name(&old.text);
            if column_name_error(&old.text).is_some() {
                // It is already reported.
            } else if folded == folded_name(name) {
                errors.at(old.span, messages::RENAMED_FROM_ITSELF);
            } else if let Some(declared) = names.get(&folded) {
                errors.at(old.span, renamed_from_error(name, &old.text, declared));
            } else if own.contains(&folded) {
                errors.at(old.span, messages::DUPLICATE_OLD_NAME);
            } else if let Some(other) = known.get(&folded) {
                errors.at(old.span, messages::renamed_twice(other, name, &old.text));
            }
            own.insert(folded);
        }
        known.extend(own.into_iter().map(|folded| (folded, name.as_str())));
    }
}

/// Returns the error for an old name that folds to the same name as a declared column.
fn renamed_from_error(column: &str, old: &str, declared: &str) -> String {
    if old == declared {
        return messages::renamed_from_declared(column, old);
    }
    let reason = match NameDifference::between(old, declared) {
        NameDifference::Underscores => messages::UNDERSCORES_REMOVED,
        NameDifference::LetterCase => messages::CASE_IGNORED,
        NameDifference::OtherCharacters => messages::CHARACTERS_REMOVED,
    };
    messages::renamed_from_similar(column, old, declared, reason)
}

/// Peaka's AI finds a golden SQL by its question.
fn check_questions(table: &Table<'_>, errors: &Errors) {
    let mut known = HashSet::new();
    for golden in &table.goldens {
        if !known.insert(golden.question.value().trim().to_owned()) {
            errors.on(&golden.question, messages::SAME_QUESTION);
        }
    }
}

/// Checks the fields of the struct that golden SQLs name, and those that a reference of a generic struct names. The other
/// ones, and those of a struct with flattened fields, are checked when the generated code is compiled.
fn check_own_fields(input: &DeriveInput, table: &Table<'_>, errors: &Errors) {
    if table.has_invalid_fields || table.flattened().next().is_some() {
        return;
    }
    let fields = table.columns().map(|column| column.field_name.clone());
    let fields: Vec<_> = fields.collect();
    let check = |field: &str, span| {
        if !fields.iter().any(|known| known == field) {
            let meant = meant_field(table, field, &fields);
            errors.at(
                span,
                messages::unknown_field(field, &unraw(&input.ident), meant),
            );
        }
    };
    for golden in &table.goldens {
        for part in &golden.parts {
            if let Part::Placeholder(Placeholder::OwnColumn(field)) = part {
                check(field, golden.span);
            }
        }
    }
    for reference in table
        .columns()
        .filter_map(|column| column.references.as_ref())
    {
        if reference.target.is_self() && table.depends_on_parameters(&reference.target.ty) {
            check(&unraw(&reference.field), reference.span());
        }
    }
}

/// Returns the field of the column with this name, or the field with the nearest name.
fn meant_field<'f>(table: &Table<'_>, name: &str, fields: &'f [String]) -> Option<&'f str> {
    let column = table.columns().position(|column| column.name.text == name);
    let names: Vec<_> = fields.iter().map(String::as_str).collect();
    column.map_or_else(|| nearest(name, &names), |index| Some(names[index]))
}
