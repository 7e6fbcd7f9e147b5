//! `ColumnType` as a function of tokens: a newtype is what it holds, and an enum is text.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataEnum, DeriveInput, Field, Fields, Type, parse_quote};

use crate::attr::entries;
use crate::emit::{block, implementation};
use crate::errors::Errors;
use crate::faults;
use crate::runtime::Runtime;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(fault) => return fault.into_compile_error(),
    };
    let errors = Errors::new();
    let mut runtime = Runtime::default();
    for entry in entries(&input.attrs, &["crate"], &errors) {
        runtime = Runtime::read(entry, &errors);
    }
    let held = held(&input, &errors);
    match errors.finish() {
        Ok(()) => expand(input, held, &runtime),
        Err(fault) => {
            let mut tokens = fault.into_compile_error();
            tokens.extend(expand(input, None, &runtime));
            tokens
        }
    }
}

/// The type that a newtype holds; an enum holds none.
fn held(input: &DeriveInput, errors: &Errors) -> Option<Type> {
    let fault = match &input.data {
        Data::Struct(data) => {
            let mut held = data
                .fields
                .iter()
                .filter(|field| !is_skipped(field, errors));
            match (held.next(), held.next()) {
                (Some(field), None) => return Some(field.ty.clone()),
                _ => faults::NO_NEWTYPE,
            }
        }
        Data::Enum(data) => return is_plain(input, data, errors),
        Data::Union(_) => faults::UNION_COLUMN,
    };
    errors.on(&input.ident, fault);
    None
}

/// A newtype may have fields without a value, such as a `PhantomData`.
fn is_skipped(field: &Field, errors: &Errors) -> bool {
    let entries = entries(&field.attrs, &["skip"], errors).into_iter();
    entries.filter_map(|entry| entry.flag(errors)).count() > 0
}

fn is_plain(input: &DeriveInput, data: &DataEnum, errors: &Errors) -> Option<Type> {
    if data.variants.is_empty() {
        errors.on(&input.ident, faults::NO_VARIANTS);
    }
    for variant in &data.variants {
        entries(&variant.attrs, &[], errors);
        if !matches!(variant.fields, Fields::Unit) {
            errors.on(&variant.fields, faults::FIELDS_IN_ENUM);
        }
    }
    None
}

fn expand(mut input: DeriveInput, held: Option<Type>, of_runtime: &Runtime) -> TokenStream {
    let runtime = of_runtime.path();
    let body = match &held {
        Some(ty) => quote! {
            const COLUMN: #runtime::__private::Column = <#ty as #runtime::ColumnType>::COLUMN;
            const DATA_TYPE: #runtime::DataType = <Self as #runtime::ColumnType>::COLUMN.data_type();
            const NULLABLE: ::core::primitive::bool = <Self as #runtime::ColumnType>::COLUMN.is_nullable();
        },
        None => quote!(const DATA_TYPE: #runtime::DataType = #runtime::DataType::Varchar;),
    };
    if let Some(ty) = held.filter(|_| input.generics.type_params().next().is_some()) {
        let bound = parse_quote!(#ty: #runtime::ColumnType);
        input.generics.make_where_clause().predicates.push(bound);
    }
    let implementation = implementation(&input, quote!(#runtime::ColumnType), body);
    block(of_runtime, implementation)
}
