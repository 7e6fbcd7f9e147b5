//! `#[derive(ColumnType)]` as a function of tokens: a newtype is like its field, and an enum is VARCHAR.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataEnum, DeriveInput, Field, Fields, Type, parse_quote};

use crate::column_trait::column_trait;
use crate::emit::{block, implementation};
use crate::errors::Errors;
use crate::messages;
use crate::read::{RuntimePath, entries};

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let mut runtime = RuntimePath::default();
    for entry in entries(&input.attrs, &["crate"], &errors) {
        runtime = RuntimePath::read(entry, &errors);
    }
    let inner = inner_type(&input, &errors);
    match errors.finish() {
        Ok(()) => expand(input, inner, &runtime),
        Err(error) => {
            let mut tokens = error.into_compile_error();
            tokens.extend(expand(input, None, &runtime));
            tokens
        }
    }
}

/// Returns the type inside a newtype; `None` for an enum.
fn inner_type(input: &DeriveInput, errors: &Errors) -> Option<Type> {
    let message = match &input.data {
        Data::Struct(data) => {
            let mut fields = data
                .fields
                .iter()
                .filter(|field| !is_skipped(field, errors));
            match (fields.next(), fields.next()) {
                (Some(field), None) => return Some(field.ty.clone()),
                _ => messages::NOT_A_NEWTYPE,
            }
        }
        Data::Enum(data) => {
            check_enum(input, data, errors);
            return None;
        }
        Data::Union(_) => messages::UNION_COLUMN,
    };
    errors.on(&input.ident, message);
    None
}

/// Returns whether a field is marked with `skip`, such as a `PhantomData`.
fn is_skipped(field: &Field, errors: &Errors) -> bool {
    let entries = entries(&field.attrs, &["skip"], errors).into_iter();
    entries.filter_map(|entry| entry.flag(errors)).count() > 0
}

fn check_enum(input: &DeriveInput, data: &DataEnum, errors: &Errors) {
    if data.variants.is_empty() {
        errors.on(&input.ident, messages::NO_VARIANTS);
    }
    for variant in &data.variants {
        entries(&variant.attrs, &[], errors);
        if !matches!(variant.fields, Fields::Unit) {
            errors.on(&variant.fields, messages::ENUM_WITH_FIELDS);
        }
    }
}

fn expand(mut input: DeriveInput, inner: Option<Type>, runtime_path: &RuntimePath) -> TokenStream {
    let runtime = runtime_path.path();
    let body = match &inner {
        Some(ty) => {
            let column_trait = column_trait(ty, runtime_path);
            quote! {
                const COLUMN: #runtime::__private::Column = <#ty as #column_trait>::COLUMN;
                const DATA_TYPE: #runtime::DataType = <Self as #runtime::ColumnType>::COLUMN.data_type();
                const NULLABLE: ::core::primitive::bool = <Self as #runtime::ColumnType>::COLUMN.is_nullable();
            }
        }
        None => quote!(const DATA_TYPE: #runtime::DataType = #runtime::DataType::Varchar;),
    };
    if let Some(ty) = inner.filter(|_| input.generics.type_params().next().is_some()) {
        let bound = parse_quote!(#ty: #runtime::ColumnType);
        input.generics.make_where_clause().predicates.push(bound);
    }
    let implementation = implementation(&input, quote!(#runtime::ColumnType), body);
    block(runtime_path, implementation)
}
