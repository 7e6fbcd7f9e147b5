//! Generates the columns of flattened fields, as statics outside the implementation.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Type};

use crate::emit::allow_deprecated;
use crate::names::Name;
use crate::read::{Flattened, Table};

/// Generates a static with the columns of each flattened field that needs one.
///
/// They are statics because the compiler evaluates a constant again wherever it is used. A prefix needs two more: one
/// with the text of all names, and one with the old names of all columns, which are parts of that text.
pub(super) fn expand_flattened_fields(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    expand_statics(input, table, |field| needs_static(field, table))
}

/// Generates a static with the columns of each flattened field, as a check of its type.
pub(super) fn expand_flattened_checks(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    expand_statics(input, table, |_| true)
}

fn expand_statics(
    input: &DeriveInput,
    table: &Table<'_>,
    is_needed: impl Fn(&Flattened<'_>) -> bool,
) -> TokenStream {
    let allow_attribute = allow_deprecated(input);
    let types = expand_flattened_types(input, table);
    let fields = table.flattened().zip(types);
    let fields = fields.filter(|(field, _)| is_needed(field));
    let fields = fields.map(|(field, ty)| {
        let name = columns_static(field);
        let span = field.ty.span();
        let runtime = table.runtime.path();
        let spanned = table.runtime.at(span);
        let columns = quote_spanned!(span=> #ty::COLUMNS);
        if !needs_array(field, table) {
            let flattened = quote_spanned! {span=>
                #spanned::__private::FlattenedColumns::new(#columns, #ty::OPTION_DEPTH)
            };
            return quote! {
                #allow_attribute
                static #name: #runtime::__private::FlattenedColumns = #flattened;
            };
        }
        let flattened = quote_spanned! {span=>
            #spanned::__private::flatten_columns(#columns, #ty::OPTION_DEPTH)
        };
        let (prefixed, flattened) = match &field.prefix {
            None => (TokenStream::new(), flattened),
            Some(prefix) => expand_prefixed(input, table, field, prefix, &columns, &flattened),
        };
        quote! {
            #prefixed
            #allow_attribute
            #[allow(long_running_const_eval)]
            static #name: [#runtime::ColumnRequest<'static>; #columns.len()] = #flattened;
        }
    });
    fields.collect()
}

/// Returns the statics that a prefix needs, and the columns with the prefix.
fn expand_prefixed(
    input: &DeriveInput,
    table: &Table<'_>,
    field: &Flattened<'_>,
    prefix: &Name,
    columns: &TokenStream,
    flattened: &TokenStream,
) -> (TokenStream, TokenStream) {
    let allow_attribute = allow_deprecated(input);
    let runtime = table.runtime.path();
    let text = format_ident!("__PEAKA_TEXT_{}", field.index);
    let old_names = format_ident!("__PEAKA_OLD_NAMES_{}", field.index);
    let span = prefix.span;
    let prefix = &prefix.text;
    let statics = quote! {
        #allow_attribute
        #[allow(long_running_const_eval)]
        static #text: [
            ::core::primitive::u8;
            #runtime::__private::prefixed_text_length(#prefix, #columns)
        ] = #runtime::__private::prefixed_text(#prefix, #columns);
        #allow_attribute
        #[allow(long_running_const_eval)]
        static #old_names: [
            &::core::primitive::str;
            #runtime::__private::old_name_count(#columns)
        ] = #runtime::__private::prefixed_old_names(#prefix, #columns, &#text);
    };
    let spanned = table.runtime.at(span);
    let prefixed = quote_spanned! {span=>
        #spanned::__private::prefix_columns(#flattened, #prefix, &#text, &#old_names)
    };
    (statics, prefixed)
}

/// Returns whether the columns of a flattened field differ from those of its struct by more than being nullable, or are
/// compared with a snapshot, so that the static with them is an array.
fn needs_array(field: &Flattened<'_>, table: &Table<'_>) -> bool {
    field.prefix.is_some() || table.has_snapshot_content()
}

/// Returns whether a flattened field has a static with its columns. A struct without arguments needs none: its columns are
/// as cheap as the static.
fn needs_static(field: &Flattened<'_>, table: &Table<'_>) -> bool {
    let has_arguments = match field.ty {
        Type::Path(path) => {
            path.qself.is_some()
                || path
                    .path
                    .segments
                    .iter()
                    .any(|part| !part.arguments.is_none())
        }
        _ => true,
    };
    has_arguments || needs_array(field, table)
}

/// Returns the columns of a flattened field.
pub(super) fn expand_flattened_columns(
    input: &DeriveInput,
    field: &Flattened<'_>,
    table: &Table<'_>,
) -> TokenStream {
    if !needs_static(field, table) {
        let ty = expand_flattened_type(input, field, table);
        let span = field.ty.span();
        let runtime = table.runtime.at(span);
        return quote_spanned! {span=>
            #runtime::__private::FlattenedColumns::new(#ty::COLUMNS, #ty::OPTION_DEPTH)
        };
    }
    let name = columns_static(field);
    if needs_array(field, table) {
        let runtime = table.runtime.path();
        quote!(#runtime::__private::FlattenedColumns::new(&#name, 0))
    } else {
        quote!(#name)
    }
}

/// Returns the name of the static with the columns of a flattened field.
pub(super) fn columns_static(field: &Flattened<'_>) -> Ident {
    format_ident!("__PEAKA_FLATTENED_{}", field.index)
}

/// Returns the flattened types as implementations of `Flatten`, outside the implementation of the struct. Type and const
/// parameters were rejected before.
///
/// All tokens have the span of the field's type, so that a type without columns gives one error.
pub(super) fn expand_flattened_types(
    input: &DeriveInput,
    table: &Table<'_>,
) -> impl Iterator<Item = TokenStream> {
    table
        .flattened()
        .map(|field| expand_flattened_type(input, field, table))
}

fn expand_flattened_type(
    input: &DeriveInput,
    field: &Flattened<'_>,
    table: &Table<'_>,
) -> TokenStream {
    let ty = outside_impl(field.ty, &input.ident);
    let span = field.ty.span();
    let runtime = table.runtime.at(span);
    quote_spanned!(span=> <#ty as #runtime::Flatten>)
}

/// Returns a type in a form that is valid outside the implementation of the struct: without `Self`, and with `'static`
/// for every lifetime.
pub(super) fn outside_impl(ty: impl ToTokens, ident: &Ident) -> TokenStream {
    replace_lifetimes(replace_self(ty.to_token_stream(), ident))
}

/// Replaces `Self`, which has no meaning outside the implementation, with the struct's name.
pub(super) fn replace_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut name = ident.clone();
            name.set_span(word.span());
            TokenTree::Ident(name)
        }
        TokenTree::Group(group) => {
            let mut replaced = Group::new(group.delimiter(), replace_self(group.stream(), ident));
            replaced.set_span(group.span());
            TokenTree::Group(replaced)
        }
        other => other,
    });
    replaced.collect()
}

/// Replaces each lifetime in a type with `'static`.
fn replace_lifetimes(tokens: TokenStream) -> TokenStream {
    let mut is_after_quote = false;
    let replaced = tokens.into_iter().map(|token| {
        let follows_quote = std::mem::replace(
            &mut is_after_quote,
            matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\''),
        );
        match token {
            TokenTree::Ident(name) if follows_quote => {
                TokenTree::Ident(Ident::new("static", name.span()))
            }
            TokenTree::Group(group) => {
                let inner = replace_lifetimes(group.stream());
                let mut replaced = Group::new(group.delimiter(), inner);
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            other => other,
        }
    });
    replaced.collect()
}
