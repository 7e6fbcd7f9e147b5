//! From what is declared to the tokens that users compile.

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Lit};

use crate::attr::Value;
use crate::emit::{allowed, block, implementation};
use crate::hold::{hold, in_snapshot};
use crate::model::{Column, Name, Part, Table};
use crate::runtime::Runtime;

pub(crate) fn expand(input: &DeriveInput, table: &Table<'_>, has_registry: bool) -> TokenStream {
    let runtime = table.runtime.path();
    let columns = if table.flattened().next().is_none() {
        let columns = table.columns().map(|column| named(input, column, table));
        quote!(&#runtime::__private::columns([#(#columns),*]))
    } else {
        flat(input, table)
    };
    let is_checked = |column: &&Column<'_>| is_checked(column, table);
    let checked = checks(input, table, table.columns().filter(is_checked));
    let held = held(input, table);
    let implementation = bi_table(input, table, columns);
    let registration = has_registry.then(|| registration(input, table));
    block(
        &table.runtime,
        quote!(#held #checked #implementation #registration),
    )
}

/// What stands in after a fault: without an implementation, every use of the struct as a table
/// would be a fault of its own. The fields without faults are still held to their types, so that
/// one build shows all there is to mend.
pub(crate) fn stub(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let checked = checks(input, table, table.columns());
    let count = table.flattened().next().map(|_| count(input, table));
    let held = held(input, table);
    let implementation = bi_table(input, table, quote!(&[]));
    block(
        &table.runtime,
        quote!(#held #checked #count #implementation),
    )
}

fn bi_table(input: &DeriveInput, table: &Table<'_>, columns: TokenStream) -> TokenStream {
    let runtime = table.runtime.path();
    let name = &table.name.text;
    // Thousands of names are more work than the compiler lets a constant do unasked.
    let flattened = table.flattened().next();
    let allowed = flattened.map(|_| quote!(#[allow(long_running_const_eval)]));
    let description = table.description.as_ref().map(|text| {
        quote! {
            const DESCRIPTION: ::core::option::Option<&'static ::core::primitive::str> =
                ::core::option::Option::Some(#text);
        }
    });
    let snapshot = table.snapshot.as_ref().map(|_| {
        quote! {
            const SNAPSHOT: ::core::option::Option<&'static #runtime::Snapshot> =
                ::core::option::Option::Some(&__PEAKA_SNAPSHOT);
        }
    });
    let body = quote! {
        const TABLE: &'static ::core::primitive::str = #name;
        #description
        #snapshot
        #allowed
        const COLUMNS: &'static [#runtime::ColumnRequest<'static>] = #columns;
    };
    implementation(input, quote!(#runtime::BiTable), body)
}

/// The snapshot, if there is one, and the columns of other structs held to it.
fn held(input: &DeriveInput, table: &Table<'_>) -> Option<TokenStream> {
    let snapshot = table.snapshot.as_ref()?;
    let flattened = flattened_anywhere(input, table);
    Some(hold(snapshot, flattened, allowed(input), &table.runtime))
}

/// A constant of its own for each of the columns: the compiler stops at the first fault of a
/// constant, and does not evaluate one whose types are wrong.
fn checks<'a>(
    input: &DeriveInput,
    table: &Table<'_>,
    columns: impl Iterator<Item = &'a Column<'a>>,
) -> TokenStream {
    let (names, values): (Vec<_>, Vec<_>) = columns
        .map(|column| (column.constant(), checked(column, table)))
        .unzip();
    if names.is_empty() {
        return TokenStream::new();
    }
    let runtime = table.runtime.path();
    let column = quote!(#runtime::__private::Column);
    let allowed = allowed(input);
    let constants = quote!(#(#allowed const #names: #column = #values;)*);
    if input.generics.params.is_empty() {
        return without_self(constants, &input.ident);
    }
    // Only the constants of an implementation know the parameters.
    let implementation = implementation(input, quote!(__PeakaChecked), constants);
    quote! {
        trait __PeakaChecked {
            #(const #names: #column;)*
        }
        #implementation
    }
}

/// How the columns name their constant.
fn constant(input: &DeriveInput, column: &Column<'_>) -> TokenStream {
    let name = column.constant();
    if input.generics.params.is_empty() {
        quote!(#name)
    } else {
        quote!(<Self as __PeakaChecked>::#name)
    }
}

/// Outside the implementation `Self` has no meaning, and the struct's name has the same.
fn without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut name = ident.clone();
            name.set_span(word.span());
            TokenTree::Ident(name)
        }
        TokenTree::Group(group) => {
            let mut replaced = Group::new(group.delimiter(), without_self(group.stream(), ident));
            replaced.set_span(group.span());
            TokenTree::Group(replaced)
        }
        other => other,
    });
    replaced.collect()
}

/// The columns of a struct that takes in those of others. From the first of those on, each field is
/// added by a call of its own, so that the compiler's blame for a name that is taken falls on it;
/// before that no name can be.
fn flat(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let count = count(input, table);
    let columns = Ident::new("__peaka_columns", Span::mixed_site());
    let is_column = |part: &&Part<'_>| matches!(part, Part::Column(_));
    let leading = table.parts.iter().take_while(is_column).count();
    let (leading, rest) = table.parts.split_at(leading);
    let leading = leading.iter().filter_map(|part| match part {
        Part::Column(column) => Some(named(input, column, table)),
        Part::Flatten(_) => None,
    });
    let additions = rest.iter().map(|part| {
        let (span, added) = match part {
            Part::Column(column) => {
                let named = named(input, column, table);
                let columns = quote!(&#runtime::__private::columns([#named]));
                (column.name.span, columns)
            }
            Part::Flatten(ty) => (ty.span(), quote!(<#ty as #runtime::BiTable>::COLUMNS)),
        };
        let runtime = table.runtime.at(span);
        quote_spanned!(span=> #runtime::__private::Columns::add(&mut #columns, #added);)
    });
    quote! {{
        #count
        &const {
            let mut #columns = #runtime::__private::Columns::<__PEAKA_COUNT>::new();
            #runtime::__private::Columns::add(
                &mut #columns,
                &#runtime::__private::columns([#(#leading),*]),
            );
            #(#additions)*
            #columns.finish()
        }
    }}
}

/// The types that are flattened, as they are written outside the implementation, which alone knows
/// the parameters: so lifetimes are any, and types and constants are refused before.
fn flattened_anywhere(input: &DeriveInput, table: &Table<'_>) -> impl Iterator<Item = TokenStream> {
    table
        .flattened()
        .map(|ty| with_any_lifetime(without_self(ty.to_token_stream(), &input.ident)))
}

/// What makes the table known to the registry, if one struct is one table: of what has type or const
/// parameters nobody can say which tables a program has. A lifetime makes no other table.
fn registration(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let allowed = allowed(input);
    let register = |made: TokenStream| {
        quote!(#runtime::__private::register! {
            #allowed { #runtime::__private::Registered::#made }
        })
    };
    let parts = flattened_anywhere(input, table).map(|ty| register(quote!(part::<#ty>())));
    let is_one = input.generics.type_params().next().is_none()
        && input.generics.const_params().next().is_none();
    let own = (is_one && !table.is_unregistered).then(|| {
        let ident = &input.ident;
        let lifetimes = input.generics.lifetimes().map(|_| quote!('static));
        let is_named = table.is_named;
        register(quote!(table::<#ident<#(#lifetimes),*>>(#is_named)))
    });
    quote!(#own #(#parts)*)
}

/// The number of all columns, as a constant that stands within the implementation.
fn count(input: &DeriveInput, table: &Table<'_>) -> TokenStream {
    let runtime = table.runtime.path();
    let own = Literal::usize_unsuffixed(table.columns().count());
    let flattened = flattened_anywhere(input, table);
    quote! {
        const __PEAKA_COUNT: ::core::primitive::usize =
            #own #(+ <#flattened as #runtime::BiTable>::COLUMNS.len())*;
    }
}

/// The type with each lifetime that it names replaced by `'static`.
fn with_any_lifetime(tokens: TokenStream) -> TokenStream {
    let mut is_lifetime = false;
    let replaced = tokens.into_iter().map(|token| {
        let follows_quote = std::mem::replace(
            &mut is_lifetime,
            matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\''),
        );
        match token {
            TokenTree::Ident(name) if follows_quote => {
                TokenTree::Ident(Ident::new("static", name.span()))
            }
            TokenTree::Group(group) => {
                let inner = with_any_lifetime(group.stream());
                let mut replaced = Group::new(group.delimiter(), inner);
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            other => other,
        }
    });
    replaced.collect()
}

/// A column's name, and what its type and its keys say.
fn named(input: &DeriveInput, column: &Column<'_>, table: &Table<'_>) -> TokenStream {
    let name = &column.name.text;
    let declared = if is_checked(column, table) {
        constant(input, column)
    } else {
        declared(column, &table.runtime)
    };
    quote!((#name, #declared))
}

/// Whether what is declared can be wrong for what only the compiler knows.
fn is_checked(column: &Column<'_>, table: &Table<'_>) -> bool {
    column.default.is_some() || column.not_null.is_some() || table.snapshot.is_some()
}

/// What is declared, held to the snapshot if there is one.
fn checked(column: &Column<'_>, table: &Table<'_>) -> TokenStream {
    let declared = declared(column, &table.runtime);
    match &table.snapshot {
        Some(_) => in_snapshot(column, declared, &table.runtime),
        None => declared,
    }
}

/// What the type says, and the keys; first those that can be wrong for the type. The compiler blames
/// the whole call, so the whole call stands where the key or the value is written.
fn declared(column: &Column<'_>, runtime: &Runtime) -> TokenStream {
    let mut declared = of_type(column, runtime);
    if let Some(key) = &column.not_null {
        let span = key.span();
        let runtime = runtime.at(span);
        declared = quote_spanned!(span=> #runtime::__private::Column::not_null(#declared));
    }
    if let Some(value) = &column.default {
        let span = value.span();
        let literal = literal(value, runtime);
        let runtime = runtime.at(span);
        declared = quote_spanned! {span=>
            #runtime::__private::Column::default_value(#declared, #literal)
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
    if let Some(text) = &column.description {
        declared.extend(quote!(.description(#text)));
    }
    declared
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
            #runtime::__private::Nullable::<#ty>::__PEAKA_IS_OPTION
        }},
    };
    quote!(#runtime::__private::Column::new(#runtime::DataType::#data_type, #nullable))
}

/// The default as the runtime checks it against the type of the field.
fn literal(value: &Value, runtime: &Runtime) -> TokenStream {
    let path = runtime.path();
    let (minus, lit) = match value {
        Value::Literal(minus, lit) => (minus.is_some(), lit),
        Value::Path(constant) => {
            let span = value.span();
            let runtime = runtime.at(span);
            return quote_spanned!(span=> #runtime::__private::Constant(#constant).integer_bool_or_str());
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
