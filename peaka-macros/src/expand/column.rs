//! Generates the declaration of a column.

use proc_macro2::{Literal, Punct, Spacing, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote, quote_spanned};
use syn::Lit;
use syn::spanned::Spanned;

use super::reference::expand_reference;
use crate::column_trait::column_trait;
use crate::read::{Column, RuntimePath, Value};

/// Returns the declaration of a column that needs no constant of its own, as short as possible: the compiler spends most
/// of its time for a struct on the generated code.
///
/// `column_type` is the name under which the trait `ColumnType` is imported.
pub(super) fn expand_inline_column(
    column: &Column<'_>,
    runtime: &RuntimePath,
    column_type: &TokenStream,
    declared: &mut TokenStream,
) {
    if column.data_type.is_some() {
        declared.extend(expand_column_of_type(column, runtime));
    } else if column.common_type.is_some() {
        let ty = column.ty;
        declared.append(Punct::new('<', Spacing::Alone));
        ty.to_tokens(declared);
        column_type.to_tokens(declared);
        if column.not_null.is_some() {
            declared.extend(quote!(.not_null()));
        }
        if let Some(value) = &column.default {
            declared.extend(expand_common_default(value));
        }
    } else {
        // The compiler evaluates a reference to a constant also where it only checks a crate.
        let path = runtime.path();
        let column = expand_column_of_type(column, runtime);
        declared.extend(quote!(#path::__private::UnnamedColumn::copied(&{ #column })));
    }
    expand_further_attributes(column, runtime, declared);
}

/// Returns the call that sets a default of a common type.
fn expand_common_default(value: &Value) -> TokenStream {
    match (value.integer(), value) {
        (Some(number), _) => {
            let number = Literal::i64_unsuffixed(number);
            quote!(.default_integer(#number))
        }
        (None, Value::Literal(_, lit @ Lit::Bool(_))) => quote!(.default_boolean(#lit)),
        (None, Value::Literal(_, lit)) => quote!(.default_text(#lit)),
        (None, _) => TokenStream::new(),
    }
}

/// Returns the declaration of a column: its type, then its attributes. Those that may contradict the type
/// come first. The compiler reports an error on the whole call, so the call gets the span of the
/// attribute's key or value.
pub(super) fn expand_column(column: &Column<'_>, runtime: &RuntimePath) -> TokenStream {
    let mut declared = expand_column_of_type(column, runtime);
    if let Some(key) = &column.not_null {
        let span = key.span();
        let runtime = runtime.at(span);
        declared = quote_spanned!(span=> #runtime::__private::UnnamedColumn::not_null(#declared));
    }
    if let Some(value) = &column.default {
        let span = value.span();
        let input = expand_default(value, runtime);
        let runtime = runtime.at(span);
        declared = quote_spanned! {span=>
            #runtime::__private::UnnamedColumn::default_value(#declared, #input)
        };
    }
    expand_further_attributes(column, runtime, &mut declared);
    declared
}

/// Adds the attributes that do not depend on the type.
fn expand_further_attributes(
    column: &Column<'_>,
    runtime: &RuntimePath,
    declared: &mut TokenStream,
) {
    if let Some(text) = &column.display_name {
        declared.extend(quote!(.display_name(#text)));
    }
    if column.is_unique {
        declared.extend(quote!(.unique()));
    }
    if !column.renamed_from.is_empty() {
        let names = column.renamed_from.iter().map(|name| &name.text);
        declared.extend(quote!(.renamed_from(&[#(#names),*])));
    }
    if let Some(reference) = &column.references {
        let reference = expand_reference(reference, runtime);
        declared.extend(quote!(.references(#reference)));
    }
    if let Some(text) = &column.description {
        declared.extend(quote!(.description(#text)));
    }
    if column.is_pending {
        declared.extend(quote!(.pending()));
    }
}

/// Returns the column that the field's type declares, or `data_type` instead of it.
fn expand_column_of_type(column: &Column<'_>, runtime: &RuntimePath) -> TokenStream {
    let ty = column.ty;
    let Some(data_type) = &column.data_type else {
        let column_trait = column_trait(ty, runtime);
        let span = ty.span();
        let runtime = runtime.at(span);
        return quote_spanned! {span=>
            #runtime::__private::UnnamedColumn::of_type(<#ty as #column_trait>::COLUMN)
        };
    };
    let runtime = runtime.path();
    // The type need not be a `ColumnType`, but an `Option` of it can be NULL nevertheless.
    let nullable = match &column.not_null {
        None => quote!(false),
        Some(_) => quote! {{
            use #runtime::__private::IsOptionFallback as _;
            #runtime::__private::IsOption::<#ty>::__PEAKA_IS_OPTION
        }},
    };
    quote!(#runtime::__private::UnnamedColumn::new(#runtime::DataType::#data_type, #nullable))
}

/// Returns the default in the form that the runtime checks against the field's type.
fn expand_default(value: &Value, runtime: &RuntimePath) -> TokenStream {
    let path = runtime.path();
    let (minus, lit) = match value {
        Value::Literal(minus, lit) => (minus.is_some(), lit),
        Value::List(..) | Value::Unreadable(_) => return TokenStream::new(),
        Value::Path(constant) => {
            let span = value.span();
            let spanned = runtime.at(span);
            // The array below makes the compiler infer `Self` of `NONE` from the constant, and report an unsupported type
            // at this span.
            let none = quote_spanned!(span=> #spanned::DefaultConstant::NONE);
            // With the same span, both errors are one.
            let located = constant.to_token_stream().into_iter().map(|mut token| {
                token.set_span(token.span().located_at(span));
                token
            });
            let located: TokenStream = located.collect();
            let reader = quote_spanned!(span=> #spanned::__private::constant(&#located));
            return quote! {{
                let _ = [#none, ::core::option::Option::Some(#constant)];
                #reader.input(&#constant)
            }};
        }
    };
    let input = quote!(#path::__private::DefaultInput);
    let signed = |digits: &str| format!("{}{digits}", if minus { "-" } else { "" });
    match lit {
        Lit::Int(number) => {
            let digits = signed(number.base10_digits());
            // An integer beyond `i128` is out of range, except for DECIMAL, which uses the digits.
            let out_of_range = if minus { i128::MIN } else { i128::MAX };
            let number = Literal::i128_unsuffixed(digits.parse().unwrap_or(out_of_range));
            quote!(#input::IntegerLiteral(#number, #digits))
        }
        Lit::Float(number) => {
            let digits = signed(number.base10_digits());
            quote!(#input::FloatLiteral(#digits))
        }
        Lit::Bool(truth) => quote!(#input::Boolean(#truth)),
        other => quote!(#input::Text(#other)),
    }
}
