//! The rules that a table as a whole must obey.

use std::collections::HashMap;

use syn::DeriveInput;

use crate::errors::Errors;
use crate::model::Table;
use crate::names::{column_fault, fold, table_fault};

pub(crate) fn check(input: &DeriveInput, table: &Table<'_>, errors: &Errors) {
    has_columns(input, table, errors);
    table_name_is_possible(table, errors);
    column_names_are_possible(table, errors);
    column_names_are_distinct(table, errors);
}

/// A table without columns of its own has nothing to prove.
fn has_columns(input: &DeriveInput, table: &Table<'_>, errors: &Errors) {
    if table.columns.is_empty() {
        errors.on(
            &input.ident,
            "this table has no columns: give it a field that is not skipped",
        );
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
    for column in &table.columns {
        if let Some(fault) = column_fault(&column.name.text) {
            errors.at(column.name.span, fault);
        }
    }
}

/// Two names that the service stores as one would be one column.
fn column_names_are_distinct(table: &Table<'_>, errors: &Errors) {
    let mut first = HashMap::new();
    for column in &table.columns {
        let name = &column.name.text;
        let stored = fold(name);
        match first.get(&stored) {
            Some(other) if *other == name => errors.at(
                column.name.span,
                format_args!("there is a column `{name}` already: choose another name"),
            ),
            Some(other) => errors.at(
                column.name.span,
                format_args!(
                    "`{other}` and `{name}` are one column to the service, which stores both as \
                     `{stored}`: choose another name"
                ),
            ),
            None => {
                first.insert(stored, name);
            }
        }
    }
}
