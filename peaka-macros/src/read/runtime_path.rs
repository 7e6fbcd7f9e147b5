//! The path of the runtime in generated code.

use std::cell::OnceCell;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Ident, Lit, Path};

use super::attribute::{Entry, Value};
use super::renamed_runtime::renamed_runtime;
use crate::errors::Errors;
use crate::messages;

/// The path of the runtime.
pub(crate) enum RuntimePath {
    /// `::peaka_runtime`, or the name that the package gives it in its `Cargo.toml`, which is read when it is needed.
    Dependency(OnceCell<String>),
    /// The path in `crate = …`; `None` if it is invalid.
    Declared(Option<Path>),
}

impl Default for RuntimePath {
    fn default() -> Self {
        Self::Dependency(OnceCell::new())
    }
}

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
        Self::Declared(path)
    }

    /// Returns the path for code in which no mistake of the user can cause an error.
    pub(crate) fn path(&self) -> TokenStream {
        self.at(Span::call_site())
    }

    /// Returns the path for code whose errors belong on the given span.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        match self {
            Self::Dependency(name) => {
                let name = Ident::new(name.get_or_init(dependency_name), span);
                quote_spanned!(span=> ::#name)
            }
            Self::Declared(Some(_)) => quote_spanned!(span=> __peaka_runtime),
            // The error is reported already.
            Self::Declared(None) => quote_spanned!(span=> ::peaka_runtime),
        }
    }

    /// Returns an import of the user's path. It is named only once, so that a wrong path gives one error.
    pub(crate) fn import(&self) -> Option<TokenStream> {
        let Self::Declared(Some(path)) = self else {
            return None;
        };
        Some(quote_spanned!(path.span()=> use #path as __peaka_runtime;))
    }
}

/// Returns the name under which the package depends on the runtime.
fn dependency_name() -> String {
    let is_identifier = |name: &String| syn::parse_str::<Ident>(name).is_ok();
    let name = renamed_runtime().filter(is_identifier);
    name.unwrap_or_else(|| "peaka_runtime".to_owned())
}
