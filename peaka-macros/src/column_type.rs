//! `#[derive(ColumnType)]` as a function of tokens: a newtype is like its field, and an enum is VARCHAR.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Type, parse_quote};

use crate::column_trait::column_trait;
use crate::emit::{add_bounds, allow_deprecated, anonymous_const, implementation};
use crate::errors::Errors;
use crate::messages;
use crate::read::{EnumMessages, RuntimePath, Variant, is_skipped, type_attributes, unit_variants};
use crate::rename_rule::RenameRule;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let (runtime, rule) = type_attributes(&input, &errors);
    let column = ColumnSource::read(&input, rule, &errors);
    match errors.finish() {
        Ok(()) => expand(input, column, &runtime),
        Err(error) => {
            let mut tokens = error.into_compile_error();
            tokens.extend(expand(input, ColumnSource::Unknown, &runtime));
            tokens
        }
    }
}

/// Where the column of a type comes from.
enum ColumnSource {
    /// The type inside a newtype.
    Newtype(Box<Type>),
    /// The variants of an enum.
    Enum(Vec<Variant>),
    /// The type has an error.
    Unknown,
}

impl ColumnSource {
    fn read(input: &DeriveInput, rule: RenameRule, errors: &Errors) -> Self {
        let message = match &input.data {
            Data::Struct(data) => {
                let mut fields = data
                    .fields
                    .iter()
                    .filter(|field| !is_skipped(field, errors));
                match (fields.next(), fields.next()) {
                    (Some(field), None) => return Self::Newtype(Box::new(field.ty.clone())),
                    (None, _) => messages::COLUMN_WITHOUT_FIELD,
                    (Some(_), Some(_)) => messages::NOT_A_NEWTYPE,
                }
            }
            Data::Enum(data) => {
                let messages = EnumMessages {
                    without_variants: messages::NO_VARIANTS,
                    with_fields: messages::ENUM_WITH_FIELDS,
                };
                return Self::Enum(unit_variants(input, data, rule, &messages, errors));
            }
            Data::Union(_) => messages::UNION_COLUMN,
        };
        errors.on(&input.ident, message);
        Self::Unknown
    }
}

fn expand(mut input: DeriveInput, column: ColumnSource, runtime_path: &RuntimePath) -> TokenStream {
    let runtime = runtime_path.path();
    let data_type = quote!(const DATA_TYPE: #runtime::DataType = #runtime::DataType::Varchar;);
    let mut other = TokenStream::new();
    let body = match column {
        ColumnSource::Newtype(ty) => {
            let column_trait = column_trait(&ty, runtime_path);
            let span = ty.span();
            let spanned = runtime_path.at(span);
            let column = quote_spanned! {span=>
                #spanned::__private::UnnamedColumn::of_type(<#ty as #column_trait>::COLUMN)
            };
            let bound = parse_quote!(#ty: #runtime::ColumnType);
            add_bounds(&mut input.generics, [bound]);
            quote! {
                const COLUMN: #runtime::__private::UnnamedColumn = #column;
                const DATA_TYPE: #runtime::DataType = <Self as #runtime::ColumnType>::COLUMN.data_type();
                const NULLABLE: ::core::primitive::bool = <Self as #runtime::ColumnType>::COLUMN.is_nullable();
            }
        }
        ColumnSource::Enum(variants) => {
            other = default_constant(&input, &variants, runtime_path);
            let variants = variants.iter().map(|variant| {
                let text = &variant.text;
                let description = variant.description.iter();
                quote!(#runtime::Variant::new(#text) #(.description(#description))*)
            });
            quote! {
                #data_type
                const COLUMN: #runtime::__private::UnnamedColumn =
                    #runtime::__private::UnnamedColumn::of_enum(&[#(#variants),*]);
            }
        }
        ColumnSource::Unknown => data_type,
    };
    let implementation = implementation(&input, quote!(#runtime::ColumnType), body);
    anonymous_const(runtime_path, quote!(#implementation #other))
}

/// Generates what allows a variant as a default: a type that returns the text of a variant in a constant.
fn default_constant(
    input: &DeriveInput,
    variants: &[Variant],
    runtime_path: &RuntimePath,
) -> TokenStream {
    let runtime = runtime_path.path();
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    // A deprecated variant would cause a warning at its own span.
    let names = variants.iter().map(|variant| {
        let mut name = variant.ident.clone();
        name.set_span(Span::call_site());
        name
    });
    let texts = variants.iter().map(|variant| &variant.text);
    let implementation = implementation(
        input,
        quote!(#runtime::DefaultConstant),
        quote! {
            type Reader = __PeakaVariants;
            const READER: __PeakaVariants = __PeakaVariants;
        },
    );
    let allow_attribute = allow_deprecated(input);
    quote! {
        #implementation
        pub struct __PeakaVariants;
        #allow_attribute
        #[automatically_derived]
        impl __PeakaVariants {
            pub const fn input #impl_generics (
                self,
                variant: &#ident #ty_generics,
            ) -> #runtime::__private::DefaultInput #where_clause {
                match variant {
                    #(#ident::#names => #runtime::__private::DefaultInput::Text(#texts),)*
                }
            }
        }
    }
}
