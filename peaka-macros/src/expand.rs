//! From what is declared to the tokens that users compile.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Lit};

use crate::attr::Value;
use crate::emit::implementation;
use crate::model::{Column, Name, Part, Table};
use crate::runtime::Runtime;

pub(crate) fn expand(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let name = &table.name.text;
    let columns = if table.flattened().next().is_none() {
        let columns = table
            .columns()
            .map(|column| declared(column, &table.runtime));
        quote!(&#runtime::__private::columns([#(#columns),*]))
    } else {
        flat(table)
    };
    implementation(
        input,
        quote!(#runtime::BiTable),
        quote! {
            const TABLE: &'static ::core::primitive::str = #name;
            const COLUMNS: &'static [#runtime::ColumnRequest<'static>] = #columns;
        },
    )
}

/// What stands in after an error: without it, every use of the struct as a table would be an error
/// of its own.
pub(crate) fn stub(input: &DeriveInput, runtime: &Runtime) -> TokenStream {
    let runtime = runtime.path();
    implementation(
        input,
        quote!(#runtime::BiTable),
        quote! {
            const TABLE: &'static ::core::primitive::str = "";
            const COLUMNS: &'static [#runtime::ColumnRequest<'static>] = &[];
        },
    )
}

/// The columns of a struct that takes in those of others. Each is added by a call of its own, so
/// that the compiler's blame for a name that is taken falls on the field.
fn flat(table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let own = Literal::usize_unsuffixed(table.columns().count());
    let flattened = table.flattened();
    let columns = Ident::new("columns", Span::mixed_site());
    let additions = table.parts.iter().map(|part| match part {
        Part::Column(column) => {
            let declared = declared(column, &table.runtime);
            let column_list = quote!(#runtime::__private::columns([#declared]));
            quote_spanned!(column.name.span=> #columns.add(&#column_list);)
        }
        Part::Flatten(ty) => {
            let runtime = table.runtime.at(ty.span());
            quote_spanned!(ty.span()=> #columns.add(<#ty as #runtime::BiTable>::COLUMNS);)
        }
    });
    quote! {{
        const COUNT: ::core::primitive::usize =
            #own #(+ <#flattened as #runtime::BiTable>::COLUMNS.len())*;
        &const {
            let mut #columns = #runtime::__private::Columns::<COUNT>::new();
            #(#additions)*
            #columns.finish()
        }
    }}
}

/// A column's name, and what its type and its keys say.
fn declared(column: &Column<'_>, runtime: &Runtime) -> TokenStream {
    let name = &column.name.text;
    let mut declared = of_type(column, runtime);
    // These two can be wrong for the type. The compiler blames the whole call, so the whole call
    // stands where the key or the value is written. A `const` of its own for each lets one build
    // show all of them.
    if let Some(key) = &column.not_null {
        let span = key.span();
        let runtime = runtime.at(span);
        declared =
            quote_spanned!(span=> const { #runtime::__private::Column::not_null(#declared) });
    }
    if let Some(value) = &column.default {
        let span = value.span();
        let literal = literal(value, runtime);
        let runtime = runtime.at(span);
        declared = quote_spanned! {span=>
            const { #runtime::__private::Column::default_value(#declared, #literal) }
        };
    }
    if let Some(text) = &column.display_name {
        declared.extend(quote!(.display_name(#text)));
    }
    if column.unique {
        declared.extend(quote!(.unique()));
    }
    if let Some(Name { text, .. }) = &column.renamed_from {
        declared.extend(quote!(.renamed_from(#text)));
    }
    quote!((#name, #declared))
}

/// What the field's type says, or `data_type` in its place.
fn of_type(column: &Column<'_>, runtime: &Runtime) -> TokenStream {
    let runtime = runtime.path();
    let ty = column.ty;
    let Some(data_type) = &column.data_type else {
        return quote!(<#ty as #runtime::ColumnType>::COLUMN);
    };
    // The type may be no column's, but an Option of it can be null all the same.
    let nullable = match &column.not_null {
        None => quote!(false),
        Some(_) => quote! {{
            use #runtime::__private::Plain as _;
            #runtime::__private::Nullable::<#ty>::IS
        }},
    };
    quote!(#runtime::__private::Column::of(#runtime::DataType::#data_type, #nullable))
}

/// The default as the runtime checks it against the type of the field.
fn literal(value: &Value, runtime: &Runtime) -> TokenStream {
    let path = runtime.path();
    let (minus, lit) = match value {
        Value::Literal(minus, lit) => (minus.is_some(), lit),
        Value::Path(constant) => {
            let span = value.span();
            let runtime = runtime.at(span);
            return quote_spanned!(span=> #runtime::__private::Constant(#constant).literal());
        }
    };
    let literal = quote!(#path::__private::Literal);
    let signed = |digits: &str| format!("{}{digits}", if minus { "-" } else { "" });
    match lit {
        Lit::Int(number) => {
            let digits = signed(number.base10_digits());
            // What no integer type holds is out of any range, but a DECIMAL may hold its digits.
            let beyond = if minus { i128::MIN } else { i128::MAX };
            let number = Literal::i128_unsuffixed(digits.parse().unwrap_or(beyond));
            quote!(#literal::Integer(#number, #digits))
        }
        Lit::Float(number) => {
            let digits = signed(number.base10_digits());
            quote!(#literal::Float(#digits))
        }
        Lit::Bool(truth) => quote!(#literal::Boolean(#truth)),
        other => quote!(#literal::Text(#other)),
    }
}
