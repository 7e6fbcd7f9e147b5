//! `#[bitable(…)]`: reads entries, whatever their keys, and knows unknown and doubled ones.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Lit, LitStr, MacroDelimiter, Meta, Token};

use crate::errors::Errors;
use crate::suggest::nearest;

/// One `key` or `key = value`.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    value: Option<Value>,
}

/// A literal, with its sign if it has one.
pub(crate) struct Value {
    pub(crate) minus: Option<Token![-]>,
    pub(crate) lit: Lit,
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !(input.peek(Lit) || input.peek(Token![-]) && input.peek2(Lit)) {
            return Err(input.error("expected a literal: a string, a number, `true` or `false`"));
        }
        Ok(Self {
            minus: input.parse()?,
            lit: input.parse()?,
        })
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.minus.to_tokens(tokens);
        self.lit.to_tokens(tokens);
    }
}

impl Entry {
    /// The value of a key that wants text.
    pub(crate) fn string(self, errors: &Errors) -> Option<LitStr> {
        let key = self.key.clone();
        match self.value(errors, "\"…\"")? {
            Value {
                minus: None,
                lit: Lit::Str(text),
            } => Some(text),
            other => {
                errors.on(
                    other,
                    format_args!("`{key}` wants a string: `{key} = \"…\"`"),
                );
                None
            }
        }
    }

    /// The value of a key that wants any literal; the example goes into the message.
    pub(crate) fn value(self, errors: &Errors, example: &str) -> Option<Value> {
        if self.value.is_none() {
            let key = &self.key;
            errors.on(
                key,
                format_args!("`{key}` wants a value: `{key} = {example}`"),
            );
        }
        self.value
    }

    /// A key that stands alone.
    pub(crate) fn flag(self, errors: &Errors) -> Option<Ident> {
        if let Some(value) = self.value {
            let key = &self.key;
            errors.on(
                value,
                format_args!("`{key}` takes no value: write `{key}`, or leave it out"),
            );
            return None;
        }
        Some(self.key)
    }
}

/// The entries of all `#[bitable(…)]` of one item, each with a key of `keys` and each key at most
/// once.
pub(crate) fn entries(attrs: &[Attribute], keys: &[&str], errors: &Errors) -> Vec<Entry> {
    let mut known = Vec::<Entry>::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("bitable")) {
        for entry in in_parentheses(attr, errors) {
            let key = &entry.key;
            if !keys.iter().any(|known| key == known) {
                errors.on(key, unknown(key, keys));
            } else if known.iter().any(|known| known.key == *key) {
                errors.on(key, format_args!("`{key}` is given twice: leave one out"));
            } else {
                known.push(entry);
            }
        }
    }
    known
}

fn unknown(key: &Ident, keys: &[&str]) -> String {
    let list = keys
        .iter()
        .map(|key| format!("`{key}`"))
        .collect::<Vec<_>>()
        .join(", ");
    match nearest(&key.to_string(), keys) {
        Some(meant) => {
            format!("there is no key `{key}` here, did you mean `{meant}`? Valid are {list}")
        }
        None => format!("there is no key `{key}` here, valid are {list}"),
    }
}

fn in_parentheses(attr: &Attribute, errors: &Errors) -> Vec<Entry> {
    match &attr.meta {
        Meta::List(list) if matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
            let read = list.parse_args_with(|input: ParseStream<'_>| Ok(separated(input, errors)));
            read.unwrap_or_else(|fault| {
                errors.add(fault);
                Vec::new()
            })
        }
        meta => {
            errors.on(meta, "expected parentheses: `#[bitable(…)]`");
            Vec::new()
        }
    }
}

/// Reads to the end, whatever comes: after a fault it goes on behind the next comma.
fn separated(input: ParseStream<'_>, errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match entry(input) {
            Ok(entry) => {
                if !input.is_empty() && !input.peek(Token![,]) {
                    let expected = if entry.value.is_some() {
                        "expected `,`"
                    } else {
                        "expected `=` or `,`"
                    };
                    errors.add(input.error(expected));
                }
                entries.push(entry);
            }
            Err(fault) => errors.add(fault),
        }
        while !input.is_empty() && !input.peek(Token![,]) {
            let _: syn::Result<TokenTree> = input.parse();
        }
        let _: syn::Result<Token![,]> = input.parse();
    }
    entries
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error("expected a key"));
    }
    let key = input.call(Ident::parse_any)?;
    let value = match input.parse::<Option<Token![=]>>()? {
        Some(_) => Some(input.parse()?),
        None => None,
    };
    Ok(Entry { key, value })
}
