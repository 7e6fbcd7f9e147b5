//! Generates the columns of a struct with flattened fields, and the check of their names.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::flatten::{expand_flattened_columns, expand_flattened_types};
use super::named_columns::{expand_named_columns, with_column_type};
use crate::names::name_hashes;
use crate::read::{Column, FieldKind, Flattened, Table};

/// Generates the columns of a struct with flattened fields.
///
/// Only the check of the names is evaluated where the compiler checks a crate. From the first flattened field on, each
/// field is added by a call of its own, so that the error about a duplicate name is on that field. The fields before it
/// were checked by the derive.
pub(super) fn expand_joined_columns(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let count = expand_count(input, table);
    let check = expand_name_check(input, table);
    let columns = Ident::new("__peaka_columns", Span::mixed_site());
    let (leading, rest) = table.fields.split_at(leading_count(table));
    let leading = leading.iter().filter_map(|field| match field {
        FieldKind::Column(column) => Some(&**column),
        FieldKind::Flatten(_) => None,
    });
    let leading = expand_named_columns(input, leading, table);
    let additions = rest.iter().map(|field| match field {
        FieldKind::Column(column) => {
            let named = expand_named_columns(input, std::iter::once(&**column), table);
            quote!(#columns.add(&#named);)
        }
        FieldKind::Flatten(field) => {
            let flattened = expand_flattened_columns(input, field, table);
            quote!(#columns.add_flattened(#flattened);)
        }
    });
    let joined = quote! {
        #check
        &{
            let mut #columns = #runtime::__private::ColumnListBuilder::<{ #count }>::new();
            #columns.add(&#leading);
            #(#additions)*
            #columns.finish()
        }
    };
    with_column_type(table, joined)
}

/// Returns the number of columns before the first flattened field.
fn leading_count(table: &Table<'_>) -> usize {
    let is_column = |field: &&FieldKind<'_>| matches!(field, FieldKind::Column(_));
    table.fields.iter().take_while(is_column).count()
}

/// Generates the check of the names of a struct with flattened fields.
fn expand_name_check(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let names = Ident::new("__peaka_names", Span::mixed_site());
    let (leading, rest) = table.fields.split_at(leading_count(table));
    let leading: Vec<_> = leading
        .iter()
        .filter_map(|field| match field {
            FieldKind::Column(column) => Some(column),
            FieldKind::Flatten(_) => None,
        })
        .collect();
    // Other names are hashed by the compiler.
    let is_ascii = leading.iter().all(|column| column.name.text.is_ascii());
    let (hashed, unhashed) = leading.split_at(if is_ascii { leading.len() } else { 0 });
    let hashes = Literal::byte_string(&name_hashes(hashed.iter().map(|column| &column.name)));
    let hashed_names = hashed.iter().map(|column| &column.name.text);
    let renamed: Vec<_> = hashed
        .iter()
        .filter(|column| !column.renamed_from.is_empty())
        .map(|column| {
            let (name, old_names) = (&column.name.text, expand_old_names(column));
            quote!((#name, #old_names))
        })
        .collect();
    let add = |column: &Column<'_>| {
        let span = column.name.span;
        let runtime = table.runtime.at(span);
        let (name, old_names) = (&column.name.text, expand_old_names(column));
        quote_spanned!(span=> #runtime::__private::ColumnNames::add(&mut #names, #name, #old_names);)
    };
    let leading = quote! {
        #runtime::__private::LeadingNames::new(&[#(#hashed_names),*], #hashes, &[#(#renamed),*])
    };
    if let (Some(flattened), [], true) = (only_flattened(rest), unhashed, renamed.is_empty()) {
        let span = flattened.ty.span();
        let spanned = table.runtime.at(span);
        let flattened = expand_flattened_columns(input, flattened, table);
        let columns = Ident::new("__peaka_columns", Span::mixed_site());
        let check = quote_spanned! {span=>
            #spanned::__private::LeadingNames::check_flattened(&#names, #flattened)
        };
        return quote! {
            const {
                let #names = #leading;
                let #columns = #check;
                #runtime::__private::LeadingNames::check_old_names(&#names, #columns)
            };
        };
    }
    let unhashed = unhashed.iter().map(|column| add(column));
    let additions = rest.iter().map(|field| match field {
        FieldKind::Column(column) => add(column),
        FieldKind::Flatten(field) => {
            let span = field.ty.span();
            let runtime = table.runtime.at(span);
            let flattened = expand_flattened_columns(input, field, table);
            quote_spanned! {span=>
                #runtime::__private::ColumnNames::add_flattened(&mut #names, #flattened);
            }
        }
    });
    let hashed_count = Literal::usize_unsuffixed(hashed.len());
    let count = expand_count(input, table);
    quote! {
        const {
            let mut #names = #runtime::__private::ColumnNames::<{ #count - #hashed_count }>::new(
                #leading,
            );
            #(#unhashed)*
            #(#additions)*
            #runtime::__private::ColumnNames::check_old_names(&#names)
        };
    }
}

/// Returns the flattened field, if it is the only one, is the last field, and has no prefix. Its columns have different
/// names, and so do those before it.
fn only_flattened<'t, 'a>(rest: &'t [FieldKind<'a>]) -> Option<&'t Flattened<'a>> {
    match rest {
        [FieldKind::Flatten(field)] if field.prefix.is_none() => Some(field),
        _ => None,
    }
}

fn expand_old_names(column: &Column<'_>) -> TokenStream {
    let names = column.renamed_from.iter().map(|name| &name.text);
    quote!(&[#(#names),*])
}

/// Returns the number of all columns.
fn expand_count(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let own = Literal::usize_unsuffixed(table.columns().count());
    let flattened = expand_flattened_types(input, table);
    quote!(#own #(+ #flattened::COLUMNS.len())*)
}
