//! The rules that a table as a whole must obey.

use std::collections::HashMap;

use syn::{Data, DeriveInput, Fields};

use crate::errors::Errors;
use crate::faults;
use crate::model::{Column, Table};
use crate::names::{column_fault, fold, table_fault};

pub(crate) fn check(input: &DeriveInput, table: &Table<'_>, errors: &Errors) {
    has_columns(input, table, errors);
    table_name_is_possible(table, errors);
    column_names_are_possible(table, errors);
    column_names_are_distinct(table, errors);
    renamed_columns_had_another_name(table, errors);
}

/// A table without columns of its own has nothing to prove.
fn has_columns(input: &DeriveInput, table: &Table<'_>, errors: &Errors) {
    let named =
        matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)));
    if named && table.parts.is_empty() && !table.is_incomplete {
        errors.on(&input.ident, faults::NO_COLUMNS);
    }
}

/// The name becomes part of a path.
fn table_name_is_possible(table: &Table<'_>, errors: &Errors) {
    if let Some(fault) = table_fault(&table.name.text) {
        errors.at(table.name.span, fault);
    }
}

/// The name becomes part of a path, and some names are the service's own.
fn column_names_are_possible(table: &Table<'_>, errors: &Errors) {
    let before = table
        .columns()
        .filter_map(|column| column.renamed_from.as_ref());
    for name in table.columns().map(|column| &column.name).chain(before) {
        if let Some(fault) = column_fault(&name.text) {
            errors.at(name.span, fault);
        }
    }
}

/// Two names that the service stores as one would be one column. What is flattened comes to the
/// check where its columns are known: when the generated code is compiled.
fn column_names_are_distinct(table: &Table<'_>, errors: &Errors) {
    let mut first = HashMap::<String, &str>::new();
    for Column { name, .. } in table.columns() {
        if column_fault(&name.text).is_some() {
            // A name that cannot be is taken by nobody.
            continue;
        }
        let stored = fold(&name.text);
        match first.get(&stored) {
            Some(other) if **other == *name.text => {
                errors.at(name.span, faults::same_name(&name.text));
            }
            Some(other) => {
                errors.at(
                    name.span,
                    faults::same_stored_name(other, &name.text, &stored),
                );
            }
            None => {
                first.insert(stored, &name.text);
            }
        }
    }
}

/// A name can have been one column's alone, and only of one that has another name now.
fn renamed_columns_had_another_name(table: &Table<'_>, errors: &Errors) {
    let names: Vec<_> = table
        .columns()
        .map(|column| fold(&column.name.text))
        .collect();
    let mut before = Vec::new();
    for Column {
        name, renamed_from, ..
    } in table.columns()
    {
        let Some(old) = renamed_from else { continue };
        let stored = fold(&old.text);
        if column_fault(&old.text).is_some() {
            // That is told already, and nothing more can be said of such a name.
        } else if stored == fold(&name.text) {
            errors.at(old.span, faults::RENAMED_FROM_ITSELF);
        } else if names.contains(&stored) {
            errors.at(old.span, faults::RENAMED_FROM_ANOTHER);
        } else if before.contains(&stored) {
            errors.at(old.span, faults::RENAMED_TWICE);
        }
        before.push(stored);
    }
}
