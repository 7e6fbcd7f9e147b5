//! The path under which the generated code finds the runtime.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
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

    /// The path for all places that the compiler does not blame.
    pub(crate) fn path(&self) -> TokenStream {
        self.at(Span::call_site())
    }

    /// The path where the compiler's blame shall fall on a place of the input.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        match &self.0 {
            None => quote_spanned!(span=> ::peaka_runtime),
            Some(_) => quote_spanned!(span=> __peaka_runtime),
        }
    }

    /// What makes a path of the user's known: it is named once, so that a wrong one is one fault.
    pub(crate) fn import(&self) -> Option<TokenStream> {
        let path = self.0.as_ref()?;
        Some(quote_spanned!(path.span()=> use #path as __peaka_runtime;))
    }
}
