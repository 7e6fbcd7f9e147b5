//! `#[derive(FromCell)]` as a function of tokens: a newtype is read like its field, an enum from the text of a
//! variant.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Data, DataStruct, DeriveInput, Member, Type, parse_quote};

use crate::emit::{add_bounds, anonymous_const, implementation};
use crate::errors::Errors;
use crate::messages;
use crate::read::{EnumMessages, RuntimePath, Variant, is_skipped, type_attributes, unit_variants};

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let (runtime, rule) = type_attributes(&input, &errors);
    let cell = Ident::new("__peaka_cell", Span::mixed_site());
    let parts = match &input.data {
        Data::Struct(data) => match newtype(data, &errors) {
            Ok((inner, wrap)) => {
                let runtime = runtime.path();
                let read = quote!(<#inner as #runtime::FromCell>::from_cell(#cell)?);
                Some((Some(inner), wrap(read)))
            }
            Err(message) => {
                errors.on(&input.ident, message);
                None
            }
        },
        Data::Enum(data) => {
            let messages = EnumMessages {
                without_variants: messages::CELL_WITHOUT_VARIANTS,
                with_fields: messages::CELL_WITH_VARIANT_FIELDS,
            };
            let variants = unit_variants(&input, data, rule, &messages, &errors);
            Some((None, read_variant(&variants, &cell, &runtime)))
        }
        Data::Union(_) => {
            errors.on(&input.ident, messages::UNION_CELL);
            None
        }
    };
    let error = errors.finish().err().map(syn::Error::into_compile_error);
    let value = match (&error, parts) {
        (None, Some((inner, value))) => {
            let runtime = runtime.path();
            let bounds = inner.map(|inner| parse_quote!(#inner: #runtime::FromCell));
            add_bounds(&mut input.generics, bounds);
            quote!(::core::result::Result::Ok(#value))
        }
        // This is never run.
        _ => quote!(loop {}),
    };
    let path = runtime.path();
    let body = quote! {
        fn from_cell(
            #cell: &#path::Cell<'_>,
        ) -> ::core::result::Result<Self, #path::CellError> {
            let _ = &#cell;
            #value
        }
    };
    let implementation = implementation(&input, quote!(#path::FromCell), body);
    let block = anonymous_const(&runtime, implementation);
    quote!(#error #block)
}

/// Returns the type inside a newtype, and a function that wraps an expression of this type in the newtype; or else the
/// message.
fn newtype(
    data: &DataStruct,
    errors: &Errors,
) -> Result<(Type, impl FnOnce(TokenStream) -> TokenStream), &'static str> {
    let mut inner = None;
    let mut skipped = Vec::new();
    for (member, field) in data.fields.members().zip(&data.fields) {
        if is_skipped(field, errors) {
            skipped.push(member);
        } else if inner.replace((member, field.ty.clone())).is_some() {
            return Err(messages::CELL_WITH_FIELDS);
        }
    }
    let (member, ty): (Member, Type) = inner.ok_or(messages::CELL_WITHOUT_FIELD)?;
    let wrap = move |value| quote!(Self { #member: #value, #(#skipped: ::core::default::Default::default()),* });
    Ok((ty, wrap))
}

/// Returns an expression that reads a variant from its text.
fn read_variant(variants: &[Variant], cell: &Ident, runtime: &RuntimePath) -> TokenStream {
    let runtime = runtime.path();
    let idents = variants.iter().map(|variant| &variant.ident);
    let texts: Vec<_> = variants
        .iter()
        .map(|variant| variant.text.as_str())
        .collect();
    let expected = format!("one of {}", texts.join(", "));
    quote! {
        match #runtime::Cell::text(#cell) {
            #(::core::option::Option::Some(#texts) => Self::#idents,)*
            _ => return ::core::result::Result::Err(#runtime::CellError::expected(#expected)),
        }
    }
}
