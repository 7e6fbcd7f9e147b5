//! The path of the runtime in generated code.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Lit, Path};

use super::attribute::{Entry, Value};
use crate::errors::Errors;
use crate::messages;

/// `::peaka_runtime`, or the path in `crate = …`.
#[derive(Default)]
pub(crate) struct RuntimePath(Option<Path>);

impl RuntimePath {
    /// Reads `crate = path`, or the path as a string, which other derives expect.
    pub(crate) fn read(entry: Entry, errors: &Errors) -> Self {
        let path = entry
            .value(messages::EXPECTED_CRATE_PATH, errors)
            .and_then(|value| {
                let path = match &value {
                    Value::Path(path) if path.qself.is_none() => Some(path.path.clone()),
                    Value::Literal(None, Lit::Str(text)) => {
                        text.parse_with(Path::parse_mod_style).ok()
                    }
                    Value::Path(_)
                    | Value::Literal(..)
                    | Value::List(..)
                    | Value::Unreadable(_) => None,
                };
                if path.is_none() {
                    errors.on(value, messages::EXPECTED_CRATE_PATH);
                }
                path
            });
        Self(path)
    }

    /// Returns the path for code in which no mistake of the user can cause an error.
    pub(crate) fn path(&self) -> TokenStream {
        self.at(Span::call_site())
    }

    /// Returns the path for code whose errors belong on the given span.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        match &self.0 {
            None => quote_spanned!(span=> ::peaka_runtime),
            Some(_) => quote_spanned!(span=> __peaka_runtime),
        }
    }

    /// Returns an import of the user's path. It is named only once, so that a wrong path gives one error.
    pub(crate) fn import(&self) -> Option<TokenStream> {
        let path = self.0.as_ref()?;
        Some(quote_spanned!(path.span()=> use #path as __peaka_runtime;))
    }
}
