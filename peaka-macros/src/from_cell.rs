//! `#[derive(FromCell)]` as a function of tokens: a newtype is read like its field, an enum from the text of a
//! variant. The type is bound to placeholders in the same way.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Data, DataStruct, DeriveInput, Member, Type, parse_quote};

use crate::emit::{add_bounds, anonymous_const, implementation};
use crate::errors::Errors;
use crate::messages;
use crate::read::{EnumMessages, RuntimePath, Variant, is_skipped, type_attributes, unit_variants};

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let (runtime, rule) = type_attributes(&input, &errors);
    let source = match &input.data {
        Data::Struct(data) => CellSource::newtype(&input.ident, data, &errors),
        Data::Enum(data) => {
            let messages = EnumMessages {
                without_variants: messages::CELL_WITHOUT_VARIANTS,
                with_fields: messages::CELL_WITH_VARIANT_FIELDS,
            };
            CellSource::Enum(unit_variants(&input, data, rule, &messages, &errors))
        }
        Data::Union(_) => {
            errors.on(&input.ident, messages::UNION_CELL);
            CellSource::Unknown
        }
    };
    match errors.finish() {
        Ok(()) => expand(&input, &source, &runtime),
        Err(error) => {
            let mut tokens = error.into_compile_error();
            tokens.extend(expand(&input, &CellSource::Unknown, &runtime));
            tokens
        }
    }
}

/// What a cell is read into.
enum CellSource {
    /// The field of a newtype. The other fields are skipped.
    Newtype {
        member: Member,
        ty: Box<Type>,
        skipped: Vec<Member>,
    },
    /// The variants of an enum.
    Enum(Vec<Variant>),
    /// The type has an error.
    Unknown,
}

impl CellSource {
    fn newtype(ident: &Ident, data: &DataStruct, errors: &Errors) -> Self {
        let mut inner = None;
        let mut skipped = Vec::new();
        for (member, field) in data.fields.members().zip(&data.fields) {
            if is_skipped(field, errors) {
                skipped.push(member);
            } else if inner.replace((member, field.ty.clone())).is_some() {
                errors.on(ident, messages::CELL_WITH_FIELDS);
                return Self::Unknown;
            }
        }
        match inner {
            Some((member, ty)) => Self::Newtype {
                member,
                ty: Box::new(ty),
                skipped,
            },
            None => {
                errors.on(ident, messages::CELL_WITHOUT_FIELD);
                Self::Unknown
            }
        }
    }
}

fn expand(input: &DeriveInput, source: &CellSource, runtime_path: &RuntimePath) -> TokenStream {
    let from_cell = expand_from_cell(input, source, runtime_path);
    let to_binding = expand_to_binding(input, source, runtime_path);
    anonymous_const(runtime_path, quote!(#from_cell #to_binding))
}

fn expand_from_cell(
    input: &DeriveInput,
    source: &CellSource,
    runtime_path: &RuntimePath,
) -> TokenStream {
    let mut input = input.clone();
    let runtime = runtime_path.path();
    let cell = Ident::new("__peaka_cell", Span::mixed_site());
    let value = match source {
        CellSource::Newtype {
            member,
            ty,
            skipped,
        } => {
            let bound = parse_quote!(#ty: #runtime::FromCell);
            add_bounds(&mut input.generics, [bound]);
            quote! {
                ::core::result::Result::Ok(Self {
                    #member: <#ty as #runtime::FromCell>::from_cell(#cell)?,
                    #(#skipped: ::core::default::Default::default()),*
                })
            }
        }
        CellSource::Enum(variants) => {
            let variant = read_variant(variants, &cell, runtime_path);
            quote!(::core::result::Result::Ok(#variant))
        }
        // This is never run.
        CellSource::Unknown => quote!(loop {}),
    };
    let body = quote! {
        fn from_cell(
            #cell: &#runtime::Cell<'_>,
        ) -> ::core::result::Result<Self, #runtime::CellError> {
            let _ = &#cell;
            #value
        }
    };
    implementation(&input, quote!(#runtime::FromCell), body)
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

fn expand_to_binding(
    input: &DeriveInput,
    source: &CellSource,
    runtime_path: &RuntimePath,
) -> TokenStream {
    let mut input = input.clone();
    let runtime = runtime_path.path();
    let binding = match source {
        CellSource::Newtype { member, ty, .. } => {
            // A type that can only be read must not fail the build of its newtype. The lifetime defers the check of
            // the bound until a value is bound.
            let bound = parse_quote!(for<'__peaka> #ty: #runtime::ToBinding);
            let predicates = &mut input.generics.make_where_clause().predicates;
            predicates.push(bound);
            quote!(<#ty as #runtime::ToBinding>::to_binding(&self.#member))
        }
        CellSource::Enum(variants) => {
            let idents = variants.iter().map(|variant| &variant.ident);
            let texts = variants.iter().map(|variant| &variant.text);
            quote!(#runtime::ToBinding::to_binding(match self { #(Self::#idents => #texts,)* }))
        }
        // This is never run.
        CellSource::Unknown => quote!(loop {}),
    };
    let body = quote! {
        fn to_binding(&self) -> #runtime::Binding {
            #binding
        }
    };
    implementation(&input, quote!(#runtime::ToBinding), body)
}
