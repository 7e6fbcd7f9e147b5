//! From what is declared to the tokens that users compile.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Lit};

use crate::attr::Value;
use crate::emit::{BiTableImpl, runtime};
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
    // These two can be wrong for the type. The fault belongs on what is written there.
    let not_null = not_null
        .as_ref()
        .map(|key| quote_spanned!(key.span()=> .not_null()));
    let default = default.as_ref().map(|value| {
        let literal = literal(value);
        quote_spanned!(value.lit.span()=> .default_value(#literal))
    });
    quote! {
        #runtime::__private::column(#name, <#ty as #runtime::ColumnType>::FACTS)
            #display_name #default #not_null #unique
            .request()
    }
}

/// The default as the runtime checks it against the type of the field.
fn literal(value: &Value) -> TokenStream {
    let runtime = runtime();
    let literal = quote!(#runtime::__private::Literal);
    let sign = if value.minus.is_some() { "-" } else { "" };
    match &value.lit {
        Lit::Int(number) => {
            let digits = format!("{sign}{}", number.base10_digits());
            match digits.parse::<i128>() {
                Ok(number) => {
                    let number = Literal::i128_unsuffixed(number);
                    quote!(#literal::Integer(#number, #digits))
                }
                // No integer type holds it, but a DECIMAL may.
                Err(_) => quote!(#literal::Float(#digits)),
            }
        }
        Lit::Float(number) => {
            let digits = format!("{sign}{}", number.base10_digits());
            quote!(#literal::Float(#digits))
        }
        Lit::Bool(truth) => quote!(#literal::Boolean(#truth)),
        other => quote!(#literal::Text(#other)),
    }
}
