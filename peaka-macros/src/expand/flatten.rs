//! Generates the columns of flattened fields, as statics outside the implementation.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use crate::emit::allow_deprecated;
use crate::read::{Flattened, Table};

/// Generates a static with the columns of each flattened field.
///
/// They are statics because the compiler evaluates a constant again wherever it is used. A prefix needs two more: one
/// with the text of all names, and one with the old names of all columns, which are parts of that text.
pub(super) fn expand_flattened_fields(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let allow_attribute = allow_deprecated(input);
    let types = expand_flattened_types(input, table);
    let fields = table.flattened().zip(types).map(|(field, ty)| {
        let name = columns_static(field);
        let span = field.ty.span();
        let runtime = table.runtime.path();
        let spanned = table.runtime.at(span);
        let columns = quote_spanned!(span=> #ty::COLUMNS);
        let flattened = quote_spanned! {span=>
            #spanned::__private::flatten_columns(#columns, #ty::OPTION_DEPTH)
        };
        let (prefixed, flattened) = match &field.prefix {
            None => (TokenStream::new(), flattened),
            Some(prefix) => {
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
    table.flattened().map(|field| {
        let ty = outside_impl(field.ty, &input.ident);
        let span = field.ty.span();
        let runtime = table.runtime.at(span);
        quote_spanned!(span=> <#ty as #runtime::Flatten>)
    })
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
