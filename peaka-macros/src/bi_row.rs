//! `#[derive(BiRow)]` as a function of tokens: each field is read from the column with its name.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Field, Fields, Type, parse_quote};

use crate::emit::{self, anonymous_const, implementation};
use crate::errors::Errors;
use crate::messages;
use crate::names::unraw;
use crate::read::{
    CONTAINER_ATTRIBUTES, FIELD_ATTRIBUTES, RuntimePath, entries, prefix, rename_rule,
};
use crate::rename_rule::RenameRule;

/// How a field gets its value.
enum Source {
    /// From the column with this name.
    Column(String),
    /// From the same row, of columns whose names begin with this prefix.
    Flatten(String),
    Default,
}

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let mut runtime = RuntimePath::default();
    let mut rule = RenameRule::Keep;
    let mut snapshot = None;
    for entry in entries(&input.attrs, CONTAINER_ATTRIBUTES, &errors) {
        match unraw(&entry.key).as_str() {
            "crate" => runtime = RuntimePath::read(entry, &errors),
            "rename_all" => {
                rule = rename_rule(entry, &errors).unwrap_or(rule);
            }
            "snapshot" => snapshot = Some(entry.key),
            _ => {}
        }
    }
    let mut fields = Vec::new();
    match &input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => {
            for field in &data.fields {
                let source = source(field, rule, &errors);
                fields.extend(
                    field
                        .ident
                        .clone()
                        .map(|name| (name, field.ty.clone(), source)),
                );
            }
        }
        _ => errors.on(&input.ident, messages::NOT_A_ROW),
    }
    let body = match errors.finish() {
        Ok(()) => expand_body(&fields, &runtime),
        Err(error) => {
            let mut tokens = error.into_compile_error();
            tokens.extend(expand(&input, expand_stub(&runtime), &runtime));
            return tokens;
        }
    };
    let guard = snapshot.and_then(|key| expand_guard(&input, &key, &runtime));
    add_bounds(&mut input, &fields, &runtime);
    let row = expand(&input, body, &runtime);
    quote!(#row #guard)
}

fn source(field: &Field, rule: RenameRule, errors: &Errors) -> Source {
    let name = field.ident.as_ref().map(unraw).unwrap_or_default();
    let mut source = Source::Column(rule.apply(&name));
    for entry in entries(&field.attrs, FIELD_ATTRIBUTES, errors) {
        match unraw(&entry.key).as_str() {
            "skip" => source = Source::Default,
            "flatten" => {
                let prefix = prefix(entry, errors);
                source = Source::Flatten(prefix.map(|prefix| prefix.text).unwrap_or_default());
            }
            "name" => {
                if let (Source::Column(column), Some(name)) = (&mut source, entry.string(errors)) {
                    *column = name.value();
                }
            }
            _ => {}
        }
    }
    source
}

/// Adds a `where` clause to a generic struct: its field types must be readable.
fn add_bounds(input: &mut DeriveInput, fields: &[(Ident, Type, Source)], runtime: &RuntimePath) {
    let runtime = runtime.path();
    let bounds = fields.iter().map(|(_, ty, source)| match source {
        Source::Column(_) => parse_quote!(#ty: #runtime::FromCell),
        Source::Flatten(_) => parse_quote!(#ty: #runtime::BiRow),
        Source::Default => parse_quote!(#ty: ::core::default::Default),
    });
    emit::add_bounds(&mut input.generics, bounds);
}

fn expand_body(fields: &[(Ident, Type, Source)], runtime: &RuntimePath) -> TokenStream {
    let runtime = runtime.path();
    let columns = Ident::new("__peaka_columns", Span::mixed_site());
    let row = Ident::new("__peaka_row", Span::mixed_site());
    let added = fields.iter().map(|(_, ty, source)| match source {
        Source::Column(name) => quote!(#runtime::RowColumns::add(#columns, #name);),
        Source::Flatten(prefix) if prefix.is_empty() => {
            quote!(<#ty as #runtime::BiRow>::columns(#columns);)
        }
        Source::Flatten(prefix) => quote! {
            #runtime::RowColumns::add_prefixed(#columns, #prefix, <#ty as #runtime::BiRow>::columns);
        },
        Source::Default => TokenStream::new(),
    });
    // The fields are evaluated in this order, which is that of the columns.
    let values = fields.iter().map(|(name, ty, source)| match source {
        Source::Column(_) => quote!(#name: #runtime::RowReader::read::<#ty>(#row)?),
        Source::Flatten(_) => quote!(#name: <#ty as #runtime::BiRow>::from_row(#row)?),
        Source::Default => quote!(#name: <#ty as ::core::default::Default>::default()),
    });
    quote! {
        fn columns(#columns: &mut #runtime::RowColumns) {
            let _ = &#columns;
            #(#added)*
        }

        fn from_row(
            #row: &mut #runtime::RowReader<'_>,
        ) -> ::core::result::Result<Self, #runtime::RowError> {
            let _ = &#row;
            ::core::result::Result::Ok(Self { #(#values),* })
        }
    }
}

/// Generates the check that a struct with a snapshot is a table, whose derive compares the columns with the snapshot.
/// Without it, `snapshot` would have no effect.
fn expand_guard(
    input: &DeriveInput,
    key: &Ident,
    runtime_path: &RuntimePath,
) -> Option<TokenStream> {
    if !input.generics.params.is_empty() {
        return None;
    }
    let runtime = runtime_path.path();
    let mut ident = input.ident.clone();
    ident.set_span(key.span());
    let check = quote_spanned! {key.span()=> snapshot_needs_bi_table::<#ident>() };
    let guard = quote! {
        const fn snapshot_needs_bi_table<T: #runtime::BiTable>() {}
        const _: () = #check;
    };
    Some(anonymous_const(runtime_path, guard))
}

/// Generates the body that takes the place of the real one after an error, so that one mistake gives one
/// message. It is never run.
fn expand_stub(runtime: &RuntimePath) -> TokenStream {
    let runtime = runtime.path();
    quote! {
        fn columns(_: &mut #runtime::RowColumns) {}

        fn from_row(
            _: &mut #runtime::RowReader<'_>,
        ) -> ::core::result::Result<Self, #runtime::RowError> {
            loop {}
        }
    }
}

fn expand(input: &DeriveInput, body: TokenStream, runtime_path: &RuntimePath) -> TokenStream {
    let runtime = runtime_path.path();
    anonymous_const(
        runtime_path,
        implementation(input, quote!(#runtime::BiRow), body),
    )
}
