//! Generates the implementation of `BiTable`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::column::expand_column;
use super::flatten::{
    expand_flattened_checks, expand_flattened_fields, expand_flattened_types, replace_self,
};
use super::golden_sql::{expand_golden_checks, expand_golden_sqls};
use super::joined_columns::expand_joined_columns;
use super::named_columns::{expand_named_columns, with_column_type};
use super::reference::expand_reference_checks;
use super::snapshot::{checked_against_snapshot, snapshot_statics};
use crate::emit::{allow_deprecated, anonymous_const, implementation};
use crate::read::{Column, KindLevel, Table};

pub(crate) fn expand_impl(
    input: &DeriveInput,
    table: &Table<'_>,
    has_registry: bool,
) -> TokenStream {
    let columns = if table.flattened().next().is_none() {
        let columns = expand_named_columns(input, table.columns(), table);
        with_column_type(table, quote!(&#columns))
    } else {
        expand_joined_columns(input, table)
    };
    let needs_check = |column: &&Column<'_>| table.needs_check(column);
    let flattened = expand_flattened_fields(input, table);
    let checked = expand_checked_columns(input, table, table.columns().filter(needs_check));
    let snapshot = expand_snapshot(table);
    let metadata = expand_metadata(input, table);
    let columns = expand_columns_constant(table, columns);
    let implementation = expand_bi_table(input, table, quote!(#metadata #columns));
    let checks = [
        expand_reference_checks(input, table),
        expand_golden_checks(input, table),
    ];
    let registration = has_registry.then(|| expand_registration(input, table));
    anonymous_const(
        &table.runtime,
        quote!(#flattened #snapshot #checked #implementation #(#checks)* #registration),
    )
}

/// Generates the implementation that takes the place of the real one after an error. Without it, every
/// use of the struct as a table would be an error too. The fields without errors are still checked
/// against their types, so that one build shows all errors.
pub(crate) fn expand_stub(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let flattened = expand_flattened_checks(input, table);
    let checked = expand_checked_columns(input, table, table.columns());
    let snapshot = expand_snapshot(table);
    let columns = expand_columns_constant(table, quote!(&[]));
    let implementation = expand_bi_table(input, table, columns);
    let checks = expand_reference_checks(input, table);
    anonymous_const(
        &table.runtime,
        quote!(#flattened #snapshot #checked #implementation #checks),
    )
}

/// Generates the constant with the columns.
fn expand_columns_constant(table: &Table<'_>, columns: TokenStream) -> TokenStream {
    let runtime = table.runtime.path();
    let flattened = table.flattened().next();
    // With thousands of columns, the evaluation exceeds what the compiler allows without a lint.
    let allow_attribute = flattened.map(|_| quote!(#[allow(long_running_const_eval)]));
    quote! {
        #allow_attribute
        const COLUMNS: &'static [#runtime::ColumnRequest<'static>] = #columns;
    }
}

/// Generates the implementation of `BiTable`, given the constants that depend on the fields.
fn expand_bi_table(input: &DeriveInput, table: &Table<'_>, fields: TokenStream) -> TokenStream {
    let runtime = table.runtime.path();
    let name = &table.name.text;
    let description = table.description.as_ref().map(|text| {
        quote! {
            const DESCRIPTION: ::core::option::Option<&'static ::core::primitive::str> =
                ::core::option::Option::Some(#text);
        }
    });
    let snapshot = table.snapshot.as_ref().map(|_| {
        quote! {
            const SNAPSHOT_LOCATION: ::core::option::Option<&'static #runtime::SnapshotLocation> =
                ::core::option::Option::Some(&__PEAKA_SNAPSHOT_LOCATION);
        }
    });
    let content = table.has_snapshot_content().then(|| {
        quote! {
            const SNAPSHOT: ::core::option::Option<&'static #runtime::Snapshot> =
                ::core::option::Option::Some(&__PEAKA_SNAPSHOT);
        }
    });
    let levels = (!table.levels.is_empty()).then(|| {
        let levels = expand_levels(table);
        quote! {
            const LEVELS: &'static [(#runtime::DriftKind, #runtime::Level)] = #levels;
        }
    });
    let body = quote! {
        const TABLE: &'static ::core::primitive::str = #name;
        #description
        #snapshot
        #content
        #levels
        #fields
    };
    let implemented = implementation(input, quote!(#runtime::BiTable), body);
    let flatten = implementation(
        input,
        quote!(#runtime::Flatten),
        quote!(
            type Table = Self;
        ),
    );
    quote!(#implemented #flatten)
}

/// Generates the constants with metadata, other than descriptions.
fn expand_metadata(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let use_with_ai = table.use_with_ai.map(|is_used| {
        quote! {
            const USE_WITH_AI: ::core::option::Option<::core::primitive::bool> =
                ::core::option::Option::Some(#is_used);
        }
    });
    let golden_sqls = expand_golden_sqls(input, table);
    let renamed: Vec<_> = table
        .columns()
        .map(|column| (&column.field_name, &column.name.text))
        .filter(|(field, name)| field != name)
        .map(|(field, name)| quote!((#field, #name)))
        .collect();
    let renamed_fields = (!renamed.is_empty()).then(|| {
        let text = quote!(&'static ::core::primitive::str);
        quote! {
            const RENAMED_FIELDS: &'static [(#text, #text)] = &[#(#renamed),*];
        }
    });
    quote!(#use_with_ai #golden_sqls #renamed_fields)
}

/// Returns the levels of drift as a slice.
fn expand_levels(table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let pairs = table.levels.iter().map(
        |KindLevel { kind, level }| quote!((#runtime::DriftKind::#kind, #runtime::Level::#level)),
    );
    quote!(&[#(#pairs),*])
}

/// Returns the snapshot, if there is one, and the checks of flattened columns against it.
fn expand_snapshot(table: &Table<'_>) -> Option<TokenStream> {
    let snapshot = table.snapshot.as_ref()?;
    Some(snapshot_statics(
        snapshot,
        expand_levels(table),
        table.flattened(),
        &table.runtime,
    ))
}

/// Generates one constant for each column, because the compiler stops at the first error in a constant,
/// and does not evaluate a constant with a type error.
fn expand_checked_columns<'a>(
    input: &DeriveInput,
    table: &Table<'_>,
    columns: impl Iterator<Item = &'a Column<'a>>,
) -> TokenStream {
    let (names, values): (Vec<_>, Vec<_>) = columns
        .map(|column| (&column.constant, expand_checked_column(column, table)))
        .unzip();
    if names.is_empty() {
        return TokenStream::new();
    }
    let runtime = table.runtime.path();
    let column = quote!(#runtime::__private::UnnamedColumn);
    let allow_attribute = allow_deprecated(input);
    let constants = quote!(#(#allow_attribute const #names: #column = #values;)*);
    if input.generics.params.is_empty() {
        return replace_self(constants, &input.ident);
    }
    // Generic parameters are in scope only in an implementation.
    let implementation = implementation(input, quote!(__PeakaColumns), constants);
    quote! {
        trait __PeakaColumns {
            #(const #names: #column;)*
        }
        #implementation
    }
}

/// Generates the registration of the table. A struct with type or const parameters is not registered,
/// because it stands for any number of tables.
fn expand_registration(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let allow_attribute = allow_deprecated(input);
    let register = |span: Span, entry: TokenStream| {
        let runtime = table.runtime.at(span);
        quote_spanned! {span=>
            #runtime::__private::register! {
                #allow_attribute { #runtime::__private::RegistryEntry::#entry }
            }
        }
    };
    let types = table.flattened().zip(expand_flattened_types(input, table));
    let flattened = types.map(|(field, ty)| {
        let span = field.ty.span();
        register(span, quote_spanned!(span=> flattened::<#ty::Table>()))
    });
    let is_single_table = input.generics.type_params().next().is_none()
        && input.generics.const_params().next().is_none();
    let own = (is_single_table && !table.is_unregistered).then(|| {
        let ident = &input.ident;
        let lifetimes = input.generics.lifetimes().map(|_| quote!('static));
        let has_table_attribute = table.has_table_attribute;
        let entry = quote!(table::<#ident<#(#lifetimes),*>>(#has_table_attribute));
        register(Span::call_site(), entry)
    });
    quote!(#own #(#flattened)*)
}

/// Returns the declaration, with a check against the snapshot if there is one.
fn expand_checked_column(column: &Column<'_>, table: &Table<'_>) -> TokenStream {
    let declared = expand_column(column, &table.runtime);
    if table.has_snapshot_content() {
        checked_against_snapshot(column, declared, &table.runtime)
    } else {
        declared
    }
}
