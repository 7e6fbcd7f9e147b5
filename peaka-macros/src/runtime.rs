//! The path under which the generated code finds the runtime.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Lit, Path};

use crate::attr::{Entry, Value};
use crate::errors::Errors;
use crate::faults;

/// `::peaka_runtime`, or what `crate = …` says.
#[derive(Default)]
pub(crate) struct Runtime(Option<Path>);

impl Runtime {
    /// Reads `crate = path`, or the path as a string, as other derives have it.
    pub(crate) fn read(entry: Entry, errors: &Errors) -> Self {
        let path = entry.value(errors, "crate::peaka").and_then(|value| {
            let read = match &value {
                Value::Path(path) => Some(path.clone()),
                Value::Literal(None, Lit::Str(text)) => text.parse_with(Path::parse_mod_style).ok(),
                Value::Literal(..) => None,
            };
            if read.is_none() {
                errors.on(value, faults::CRATE_IS_NO_PATH);
            }
            read
        });
        Self(path)
    }

    /// The path as it stands.
    pub(crate) fn path(&self) -> TokenStream {
        self.at(Span::call_site())
    }

    /// The path where the compiler's blame shall fall on a place of the input. What it names does
    /// not change.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        match &self.0 {
            None => quote_spanned!(span=> ::peaka_runtime),
            Some(path) => {
                let tokens = path.to_token_stream().into_iter().map(|mut token| {
                    token.set_span(token.span().located_at(span));
                    token
                });
                tokens.collect()
            }
        }
    }
}
