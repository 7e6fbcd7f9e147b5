//! Parses `#[bitable(…)]`, and reports unknown and duplicate attributes.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::token::{Bracket, Paren};
use syn::{
    Attribute, Field, Ident, Lit, LitStr, MacroDelimiter, Meta, Path, Token, TypePath, bracketed,
    parenthesized,
};

use crate::errors::Errors;
use crate::messages;

/// The keys of entries with a list in parentheses.
const LIST_KEYS: &[&str] = &["flatten", "on"];

/// The keys of entries whose value is the path of a type's item, perhaps with generic arguments.
const TYPE_PATH_KEYS: &[&str] = &["references"];

/// One entry of `#[bitable(…)]`: `key`, `key = value` or `key(…)`.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    value: Option<Value>,
    list: Option<Vec<Entry>>,
}

/// The value of an entry.
pub(crate) enum Value {
    /// A literal, perhaps with a minus sign.
    Literal(Option<Token![-]>, Lit),
    /// The path of a constant, a variant or a module.
    Path(TypePath),
    /// Values in brackets.
    List(Bracket, Vec<Value>),
    /// Tokens that no attribute expects.
    Unreadable(TokenStream),
}

impl Value {
    /// Returns the span of the value; of a negative number, that of its digits.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Literal(_, lit) => lit.span(),
            Self::Path(path) => {
                let last = path.path.segments.last();
                last.map_or_else(Span::call_site, |last| last.ident.span())
            }
            Self::List(bracket, _) => bracket.span.join(),
            Self::Unreadable(tokens) => tokens.span(),
        }
    }
}

impl Value {
    /// Returns the value of an integer literal, unless it is too large.
    pub(crate) fn integer(&self) -> Option<i64> {
        let Self::Literal(minus, Lit::Int(number)) = self else {
            return None;
        };
        let minus = if minus.is_some() { "-" } else { "" };
        format!("{minus}{}", number.base10_digits()).parse().ok()
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Lit) || input.peek(Token![-]) && input.peek2(Lit) {
            Ok(Self::Literal(input.parse()?, input.parse()?))
        } else if input.peek(Token![<]) {
            input.parse().map(Self::Path)
        } else if input.peek(Ident::peek_any) || input.peek(Token![::]) {
            let path = input.call(Path::parse_mod_style)?;
            Ok(Self::Path(TypePath {
                attrs: Vec::new(),
                qself: None,
                path,
            }))
        } else if input.peek(Bracket) {
            let content;
            let bracket = bracketed!(content in input);
            let values = Punctuated::<Self, Token![,]>::parse_terminated(&content)?;
            Ok(Self::List(bracket, values.into_iter().collect()))
        } else {
            // It is reported where it is known what the attribute expects.
            Err(input.error(String::new()))
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
            Self::List(bracket, values) => bracket.surround(tokens, |tokens| {
                Punctuated::<_, Token![,]>::from_iter(values).to_tokens(tokens);
            }),
            Self::Unreadable(unreadable) => unreadable.to_tokens(tokens),
        }
    }
}

impl Entry {
    /// Returns the value of an entry that expects a string.
    pub(crate) fn string(self, errors: &Errors) -> Option<LitStr> {
        let message = messages::expected_string(&self.key.to_string());
        self.string_or(&message, errors)
    }

    /// Returns the value of an attribute that expects a string, or reports this message.
    pub(crate) fn string_or(self, message: &str, errors: &Errors) -> Option<LitStr> {
        match self.value(message, errors)? {
            Value::Literal(None, Lit::Str(text)) => Some(text),
            other => {
                errors.on(other, message);
                None
            }
        }
    }

    /// Returns the value of an entry that expects `true` or `false`, or reports this message.
    pub(crate) fn boolean_or(self, message: &str, errors: &Errors) -> Option<bool> {
        match self.value(message, errors)? {
            Value::Literal(None, Lit::Bool(truth)) => Some(truth.value),
            other => {
                errors.on(other, message);
                None
            }
        }
    }

    /// Returns the value of an entry that expects a string or a list of strings. A list is not empty.
    pub(crate) fn strings(self, errors: &Errors) -> Option<Vec<LitStr>> {
        let key = self.key.to_string();
        let message = messages::expected_strings(&key);
        let values = match self.value(&message, errors)? {
            Value::List(bracket, values) if values.is_empty() => {
                errors.at(bracket.span.join(), messages::empty_list(&key));
                return None;
            }
            Value::List(_, values) => values,
            value => vec![value],
        };
        let read = values.into_iter().map(|value| match value {
            Value::Literal(None, Lit::Str(text)) => Some(text),
            other => {
                errors.on(other, &message);
                None
            }
        });
        read.collect()
    }

    /// Returns the value of an entry that expects one, or reports this message.
    pub(crate) fn value(self, message: &str, errors: &Errors) -> Option<Value> {
        if self.value.is_none() {
            errors.on(&self.key, message);
        }
        self.value
    }

    /// Returns the entries of an entry that expects a list in parentheses; none after an error.
    pub(crate) fn list(self, errors: &Errors, message: &str) -> Vec<Self> {
        match (self.list, self.value) {
            (Some(list), _) if !list.is_empty() => return list,
            (_, Some(value)) => errors.on(value, message),
            _ => errors.on(&self.key, message),
        }
        Vec::new()
    }

    /// Returns the arguments of an entry that takes them instead of a value: those with a known key, and each
    /// key only once.
    pub(crate) fn arguments(self, keys: &[&str], errors: &Errors) -> Vec<Self> {
        if let Some(value) = self.value {
            errors.on(
                value,
                messages::expected_arguments(&self.key.to_string(), keys),
            );
        }
        let mut arguments = Vec::new();
        for argument in self.list.into_iter().flatten() {
            argument.add_to(&mut arguments, keys, errors);
        }
        arguments
    }

    /// Adds the entry to a list, if its key is known and not in the list.
    fn add_to(self, entries: &mut Vec<Self>, keys: &[&str], errors: &Errors) {
        let key = &self.key;
        if !keys.iter().any(|known| key == known) {
            errors.on(key, messages::unknown_attribute(&key.to_string(), keys));
        } else if entries.iter().any(|known| known.key == *key) {
            errors.on(key, messages::duplicate_attribute(&key.to_string()));
        } else {
            entries.push(self);
        }
    }

    /// Returns the key of an entry that does not take a value.
    pub(crate) fn flag(self, errors: &Errors) -> Option<Ident> {
        if let Some(value) = self.value {
            errors.on(value, messages::unexpected_value(&self.key.to_string()));
            return None;
        }
        Some(self.key)
    }
}

/// Returns the entries of all `#[bitable(…)]` of one item: those with a known key, and each key only once.
pub(crate) fn entries(attrs: &[Attribute], keys: &[&str], errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::<Entry>::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("bitable")) {
        for entry in parse_entries(attr, messages::EXPECTED_PARENTHESES, errors) {
            entry.add_to(&mut entries, keys, errors);
        }
    }
    entries
}

/// Returns the entries of one `#[golden(…)]`.
pub(super) fn golden_entries(attr: &Attribute, keys: &[&str], errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    for entry in parse_entries(attr, messages::EXPECTED_GOLDEN, errors) {
        entry.add_to(&mut entries, keys, errors);
    }
    entries
}

fn parse_entries(attr: &Attribute, message: &str, errors: &Errors) -> Vec<Entry> {
    match &attr.meta {
        Meta::List(list) if matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
            let read =
                list.parse_args_with(|input: ParseStream<'_>| Ok(comma_separated(input, errors)));
            read.unwrap_or_else(|error| {
                errors.add(error);
                Vec::new()
            })
        }
        meta => {
            errors.on(meta, message);
            Vec::new()
        }
    }
}

/// Parses entries separated by commas. After an error, it continues after the next comma.
fn comma_separated(input: ParseStream<'_>, errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match parse_entry(input, errors) {
            Ok(entry) if input.is_empty() || input.peek(Token![,]) => entries.push(entry),
            // The tokens that follow change the meaning of the entry.
            Ok(Entry { key, value, list }) => match value {
                Some(Value::Unreadable(_)) => entries.push(Entry { key, value, list }),
                None => errors.add(input.error(messages::EXPECTED_EQUALS_OR_COMMA)),
                Some(_) if input.peek(Lit) || input.peek(Ident::peek_any) => {
                    errors.add(input.error(messages::EXPECTED_COMMA));
                }
                Some(value) if key == "default" => {
                    errors.add(input.error(expression_error(&value, input)));
                }
                Some(value) => entries.push(Entry {
                    key,
                    value: Some(Value::Unreadable(value.into_token_stream())),
                    list,
                }),
            },
            Err(error) => errors.add(error),
        }
        while !input.is_empty() && !input.peek(Token![,]) {
            let _: syn::Result<TokenTree> = input.parse();
        }
        let _: syn::Result<Token![,]> = input.parse();
    }
    entries
}

/// Returns the message about a default that is followed by tokens other than a comma.
fn expression_error(value: &Value, input: ParseStream<'_>) -> &'static str {
    let is_call = input.peek(Paren);
    match value {
        Value::Path(path) if is_call && path.path.is_ident("Some") => messages::DEFAULT_IS_SOME,
        Value::Path(_) if is_call => messages::DEFAULT_IS_CALL,
        _ => messages::DEFAULT_IS_EXPRESSION,
    }
}

fn parse_entry(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Entry> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(messages::EXPECTED_ATTRIBUTE));
    }
    let key = input.call(Ident::parse_any)?;
    if LIST_KEYS.iter().any(|list| key == list) && input.peek(Paren) {
        let content;
        parenthesized!(content in input);
        let list = comma_separated(&content, errors);
        return Ok(Entry {
            key,
            value: None,
            list: Some(list),
        });
    }
    let value = match input.parse::<Option<Token![=]>>()? {
        Some(_) if input.is_empty() || input.peek(Token![,]) => None,
        Some(_) => Some(parse_value(&key, input)),
        None if input.peek(Paren) => Some(Value::Unreadable(next_token(input))),
        None => None,
    };
    Ok(Entry {
        key,
        value,
        list: None,
    })
}

fn parse_value(key: &Ident, input: ParseStream<'_>) -> Value {
    let next = next_token(input);
    let value = if TYPE_PATH_KEYS.iter().any(|known| key == known) && !input.peek(Lit) {
        input.parse().map(Value::Path)
    } else {
        input.parse()
    };
    value.unwrap_or(Value::Unreadable(next))
}

/// Returns the next token, which stays in the input.
fn next_token(input: ParseStream<'_>) -> TokenStream {
    let next: syn::Result<TokenTree> = input.fork().parse();
    next.map(TokenTree::into_token_stream).unwrap_or_default()
}

/// Returns whether a field is marked with `skip`, such as a `PhantomData`.
pub(crate) fn is_skipped(field: &Field, errors: &Errors) -> bool {
    let entries = entries(&field.attrs, &["skip"], errors).into_iter();
    entries.filter_map(|entry| entry.flag(errors)).count() > 0
}
