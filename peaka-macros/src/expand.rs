//! From what is declared to the tokens that users compile.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Lit};

use crate::attr::Value;
use crate::emit::{BiTableImpl, runtime, runtime_at};
use crate::model::{Column, Table};

pub(crate) fn expand(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let columns = table.columns.iter().map(column);
    BiTableImpl {
        input,
        table: &table.name.text,
        columns: quote!(#(#columns),*),
    }
    .emit()
}

fn column(column: &Column<'_>) -> TokenStream {
    let runtime = runtime();
    let Column {
        name,
        ty,
        display_name,
        default,
        unique,
        not_null,
    } = column;
    let name = &name.text;
    let display_name = display_name
        .as_ref()
        .map(|text| quote!(.display_name(#text)));
    let unique = unique.then(|| quote!(.unique()));
    let mut column = quote! {
        #runtime::__private::column(#name, <#ty as #runtime::ColumnType>::FACTS)
    };
    // These two can be wrong for the type. The compiler blames the whole call, so the whole call
    // stands where the key or the literal is written. A `const` of its own for each lets one build
    // show all of them.
    if let Some(key) = not_null {
        let runtime = runtime_at(key.span());
        column =
            quote_spanned!(key.span()=> const { #runtime::__private::Column::not_null(#column) });
    }
    if let Some(value) = default {
        let span = value.lit.span();
        let (runtime, literal) = (runtime_at(span), literal(value));
        column = quote_spanned! {span=>
            const { #runtime::__private::Column::default_value(#column, #literal) }
        };
    }
    quote!(#column #display_name #unique .request())
}

/// The default as the runtime checks it against the type of the field.
fn literal(value: &Value) -> TokenStream {
    let runtime = runtime();
    let literal = quote!(#runtime::__private::Literal);
    let sign = if value.minus.is_some() { "-" } else { "" };
    match &value.lit {
        Lit::Int(number) => {
            let digits = format!("{sign}{}", number.base10_digits());
            // What no integer type holds is out of any range, but a DECIMAL may hold its digits.
            let beyond = if value.minus.is_some() {
                i128::MIN
            } else {
                i128::MAX
            };
            let number = Literal::i128_unsuffixed(digits.parse().unwrap_or(beyond));
            quote!(#literal::Integer(#number, #digits))
        }
        Lit::Float(number) => {
            let digits = format!("{sign}{}", number.base10_digits());
            quote!(#literal::Float(#digits))
        }
        Lit::Bool(truth) => quote!(#literal::Boolean(#truth)),
        other => quote!(#literal::Text(#other)),
    }
}
