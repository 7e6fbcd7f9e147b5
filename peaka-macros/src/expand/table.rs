//! Generates the implementation of `BiTable`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::column::expand_column;
use super::flatten::{
    columns_static, expand_flattened_fields, expand_flattened_types, replace_self,
};
use super::golden_sql::{expand_golden_checks, expand_golden_sqls};
use super::reference::expand_reference_checks;
use super::snapshot::{checked_against_snapshot, snapshot_statics};
use crate::emit::{allow_deprecated, anonymous_const, implementation};
use crate::names::unraw;
use crate::read::{Column, FieldKind, KindLevel, Table};

pub(crate) fn expand_impl(
    input: &DeriveInput,
    table: &Table<'_>,
    has_registry: bool,
) -> TokenStream {
    let runtime = table.runtime.path();
    let columns = if table.flattened().next().is_none() {
        let columns = table
            .columns()
            .map(|column| expand_named_column(input, column, table));
        quote!(&#runtime::__private::name_columns([#(#columns),*]))
    } else {
        expand_flattened_columns(input, table)
    };
    let needs_check = |column: &&Column<'_>| needs_check(column, table);
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
    let flattened = expand_flattened_fields(input, table);
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
        .map(|column| (unraw(column.field), &column.name.text))
        .filter(|(field, name)| field != *name)
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

/// Returns the path of a column's constant.
fn expand_constant_path(input: &DeriveInput, column: &Column<'_>) -> TokenStream {
    let name = &column.constant;
    if input.generics.params.is_empty() {
        quote!(#name)
    } else {
        quote!(<Self as __PeakaColumns>::#name)
    }
}

/// Generates the columns of a struct with flattened fields.
///
/// From the first flattened field on, each field is added by a call of its own, so that the error about a
/// duplicate name is on that field. The fields before it were checked by the derive.
fn expand_flattened_columns(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let count = expand_count(input, table);
    let columns = Ident::new("__peaka_columns", Span::mixed_site());
    let is_column = |field: &&FieldKind<'_>| matches!(field, FieldKind::Column(_));
    let leading = table.fields.iter().take_while(is_column).count();
    let (leading, rest) = table.fields.split_at(leading);
    let leading = leading.iter().filter_map(|field| match field {
        FieldKind::Column(column) => Some(expand_named_column(input, column, table)),
        FieldKind::Flatten(_) => None,
    });
    let additions = rest.iter().map(|field| {
        let (span, added) = match field {
            FieldKind::Column(column) => {
                let named = expand_named_column(input, column, table);
                let columns = quote!(&#runtime::__private::name_columns([#named]));
                (column.name.span, columns)
            }
            FieldKind::Flatten(field) => {
                let columns = columns_static(field);
                (field.ty.span(), quote!(&#columns))
            }
        };
        let runtime = table.runtime.at(span);
        quote_spanned!(span=> #runtime::__private::ColumnListBuilder::add(&mut #columns, #added);)
    });
    quote! {{
        #count
        &const {
            let mut #columns = #runtime::__private::ColumnListBuilder::<__PEAKA_COUNT>::new();
            #runtime::__private::ColumnListBuilder::add(
                &mut #columns,
                &#runtime::__private::name_columns([#(#leading),*]),
            );
            #(#additions)*
            #columns.finish()
        }
    }}
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

/// Generates a constant with the number of all columns.
fn expand_count(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let own = Literal::usize_unsuffixed(table.columns().count());
    let flattened = expand_flattened_types(input, table);
    quote! {
        const __PEAKA_COUNT: ::core::primitive::usize =
            #own #(+ #flattened::COLUMNS.len())*;
    }
}

/// Returns the pair of a column's name and its declaration.
fn expand_named_column(input: &DeriveInput, column: &Column<'_>, table: &Table<'_>) -> TokenStream {
    let name = &column.name.text;
    let declared = if needs_check(column, table) {
        expand_constant_path(input, column)
    } else {
        expand_column(column, &table.runtime)
    };
    quote!((#name, #declared))
}

/// Returns whether the column has something that only the compiler can check.
fn needs_check(column: &Column<'_>, table: &Table<'_>) -> bool {
    column.default.is_some() || column.not_null.is_some() || table.has_snapshot_content()
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
