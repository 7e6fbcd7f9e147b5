//! `#[bitable(…)]`: reads entries, whatever their keys, and knows unknown and doubled ones.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Lit, LitStr, MacroDelimiter, Meta, Path, Token};

use crate::errors::Errors;
use crate::faults;

/// One `key` or `key = value`.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    value: Option<Value>,
}

/// What may stand after a key.
pub(crate) enum Value {
    /// A literal, with its sign if it has one.
    Literal(Option<Token![-]>, Lit),
    /// The path of a constant or a module.
    Path(Path),
}

impl Value {
    /// Where the value stands; of a negative number, its digits.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Literal(_, lit) => lit.span(),
            Self::Path(path) => path
                .segments
                .last()
                .map_or_else(Span::call_site, |last| last.ident.span()),
        }
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Lit) || input.peek(Token![-]) && input.peek2(Lit) {
            Ok(Self::Literal(input.parse()?, input.parse()?))
        } else if input.peek(Ident::peek_any) || input.peek(Token![::]) {
            input.call(Path::parse_mod_style).map(Self::Path)
        } else {
            Err(input.error(faults::NO_VALUE))
        }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(minus, lit) => {
                minus.to_tokens(tokens);
                lit.to_tokens(tokens);
            }
            Self::Path(path) => path.to_tokens(tokens),
        }
    }
}

impl Entry {
    /// The value of a key that wants text.
    pub(crate) fn string(self, errors: &Errors) -> Option<LitStr> {
        let key = self.key.to_string();
        match self.value(errors, "\"…\"")? {
            Value::Literal(None, Lit::Str(text)) => Some(text),
            other => {
                errors.on(other, faults::wants_string(&key));
                None
            }
        }
    }

    /// The value of a key that wants any; the example goes into the message.
    pub(crate) fn value(self, errors: &Errors, example: &str) -> Option<Value> {
        if self.value.is_none() {
            errors.on(
                &self.key,
                faults::wants_value(&self.key.to_string(), example),
            );
        }
        self.value
    }

    /// A key that stands alone.
    pub(crate) fn flag(self, errors: &Errors) -> Option<Ident> {
        if let Some(value) = self.value {
            errors.on(value, faults::takes_no_value(&self.key.to_string()));
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
                errors.on(key, faults::unknown_key(&key.to_string(), keys));
            } else if known.iter().any(|known| known.key == *key) {
                errors.on(key, faults::doubled_key(&key.to_string()));
            } else {
                known.push(entry);
            }
        }
    }
    known
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
            errors.on(meta, faults::NO_PARENTHESES);
            Vec::new()
        }
    }
}

/// Reads to the end, whatever comes: after a fault it goes on behind the next comma.
fn separated(input: ParseStream<'_>, errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match entry(input) {
            Ok(entry) if input.is_empty() || input.peek(Token![,]) => entries.push(entry),
            // What goes on after it makes the entry mean something else: it is not looked into.
            Ok(entry) => errors.add(input.error(match entry.value {
                None => faults::NO_EQUALS_OR_COMMA,
                Some(_) if input.peek(Lit) || input.peek(Ident::peek_any) => faults::NO_COMMA,
                Some(_) => faults::NO_EXPRESSION,
            })),
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
        return Err(input.error(faults::NO_KEY));
    }
    let key = input.call(Ident::parse_any)?;
    let value = match input.parse::<Option<Token![=]>>()? {
        Some(_) => Some(input.parse()?),
        None => None,
    };
    Ok(Entry { key, value })
}
