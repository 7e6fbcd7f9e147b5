//! Generates references, and the checks of the fields that references and golden SQLs name.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::flatten::outside_impl;
use crate::column_trait::column_trait;
use crate::emit::allow_deprecated;
use crate::names::unraw;
use crate::read::{Column, FieldPath, RuntimePath, StructPath, Table};

/// Returns the column that a field refers to.
pub(super) fn expand_reference(reference: &FieldPath, runtime: &RuntimePath) -> TokenStream {
    let target = expand_target(
        &reference.target.ty,
        &unraw(&reference.field),
        reference.span(),
        runtime,
    );
    let runtime = runtime.path();
    quote!(#runtime::Reference::new(|| #target))
}

/// Returns the target of a field of a struct.
pub(super) fn expand_target(
    ty: impl ToTokens,
    field: &str,
    span: Span,
    runtime: &RuntimePath,
) -> TokenStream {
    let runtime = runtime.at(span);
    quote_spanned!(span=> #runtime::ReferenceTarget::of::<#ty>(#field))
}

/// Generates the checks of the references, each in a constant of its own: two structs may refer to each other, so that
/// the constant with the columns of one must not depend on those of the other.
///
/// What depends on a parameter of the struct is not known there, and not checked.
pub(super) fn expand_reference_checks(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let checks = table.columns().filter_map(|column| {
        let reference = column.references.as_ref()?;
        if table.depends_on_parameters(&reference.target.ty) {
            return None;
        }
        let span = reference.span();
        let ty = outside_impl(&reference.target.ty, &input.ident);
        let fields = expand_struct_fields(input, &reference.target, &ty, span, &table.runtime);
        let (field, name) = (unraw(&reference.field), &column.name.text);
        let data_type = expand_data_type(input, column, table);
        let target = expand_target(&ty, &field, span, &table.runtime);
        let runtime = table.runtime.at(span);
        let check = quote_spanned! {span=>
            #runtime::__private::StructFields::check_reference(&#fields, #field, #name, #data_type)
        };
        Some(expand_check_constant(input, &target, &check))
    });
    checks.collect()
}

/// Generates a constant that evaluates a check.
///
/// `target` is the same call as in the implementation. Without it, a type that is not a table would give two errors.
pub(super) fn expand_check_constant(
    input: &DeriveInput,
    target: &TokenStream,
    check: &TokenStream,
) -> TokenStream {
    let allow_attribute = allow_deprecated(input);
    quote! {
        #allow_attribute
        const _: () = {
            let _ = #target;
            #check
        };
    }
}

/// Returns the fields of a struct, given its type as it is written at this place.
pub(super) fn expand_struct_fields(
    input: &DeriveInput,
    target: &StructPath,
    ty: impl ToTokens,
    span: Span,
    runtime: &RuntimePath,
) -> TokenStream {
    let text = if target.is_self() {
        unraw(&input.ident)
    } else {
        target.text.clone()
    };
    let runtime = runtime.at(span);
    quote_spanned! {span=>
        #runtime::__private::StructFields::new(
            #text,
            <#ty as #runtime::BiTable>::COLUMNS,
            <#ty as #runtime::BiTable>::RENAMED_FIELDS,
        )
    }
}

/// Returns the data type of a column, if it does not depend on a parameter of the struct.
fn expand_data_type(input: &DeriveInput, column: &Column<'_>, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    if let Some(data_type) = &column.data_type {
        return quote!(::core::option::Option::Some(#runtime::DataType::#data_type));
    }
    if table.depends_on_parameters(column.ty) {
        return quote!(::core::option::Option::None);
    }
    let column_trait = column_trait(column.ty, &table.runtime);
    let span = column.ty.span();
    let ty = outside_impl(column.ty, &input.ident);
    let unnamed = quote_spanned!(span=> <#ty as #column_trait>::COLUMN);
    quote!(::core::option::Option::Some(#unnamed.data_type()))
}
