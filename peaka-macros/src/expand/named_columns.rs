//! Generates the columns of a struct itself, with their names.

use proc_macro2::{Punct, Spacing, TokenStream};
use quote::{TokenStreamExt as _, quote};
use syn::DeriveInput;

use super::column::expand_inline_column;
use crate::read::{Column, Table};

/// Returns the columns with their names, as an array. It is to be used [with the trait `ColumnType`](with_column_type).
pub(super) fn expand_named_columns<'c>(
    input: &DeriveInput,
    columns: impl Iterator<Item = &'c Column<'c>> + Clone,
    table: &Table<'_>,
) -> TokenStream {
    let runtime = table.runtime.path();
    let names = columns.clone().map(|column| &column.name.text);
    let column_type = quote!(as __PeakaColumnType>::COLUMN);
    let mut declared = TokenStream::new();
    for column in columns.clone() {
        if table.needs_check(column) {
            declared.extend(expand_constant_path(input, column));
        } else {
            expand_inline_column(column, &table.runtime, &column_type, &mut declared);
        }
        declared.append(Punct::new(',', Spacing::Alone));
    }
    quote!(#runtime::__private::name_columns([#(#names),*], &mut [#declared]))
}

/// Returns a block in which the trait `ColumnType` has a short name, if a column uses it.
pub(super) fn with_column_type(table: &Table<'_>, columns: TokenStream) -> TokenStream {
    let uses_trait = |column: &Column<'_>| {
        !table.needs_check(column) && column.data_type.is_none() && column.common_type.is_some()
    };
    let runtime = table.runtime.path();
    let import = table
        .columns()
        .any(uses_trait)
        .then(|| quote!(use #runtime::ColumnType as __PeakaColumnType;));
    quote!({ #import #columns })
}

/// Returns the path of a column's constant.
fn expand_constant_path(input: &DeriveInput, column: &Column<'_>) -> TokenStream {
    let name = &column.constant;
    if input.generics.params.is_empty() {
        quote!(#name)
    } else {
        quote!(<Self as __PeakaColumns>::#name)
    }
}
