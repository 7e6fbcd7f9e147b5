//! Accumulates the errors of one input, so that one build shows them all.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

use crate::printable::one_line;

/// Accumulates errors until [`finish`](Self::finish).
pub(crate) struct Errors(RefCell<Option<Vec<syn::Error>>>);

impl Errors {
    pub(crate) fn new() -> Self {
        Self(RefCell::new(Some(Vec::new())))
    }

    /// Adds an error on tokens.
    pub(crate) fn on(&self, tokens: impl ToTokens, message: impl Display) {
        let message = one_line(&message.to_string());
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// Adds an error on a span whose tokens are no longer at hand.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        let message = one_line(&message.to_string());
        self.add(syn::Error::new(span, message));
    }

    pub(crate) fn add(&self, error: syn::Error) {
        if let Some(errors) = self.0.borrow_mut().as_mut() {
            errors.push(error);
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.0.borrow().as_ref().map_or(0, Vec::len)
    }

    /// Returns all errors as one, if there are any.
    pub(crate) fn finish(self) -> Result<(), syn::Error> {
        let errors = self.0.take().unwrap_or_default();
        match errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        }) {
            Some(all) => Err(all),
            None => Ok(()),
        }
    }
}

/// Dropping errors that were not read would let an invalid struct compile.
impl Drop for Errors {
    fn drop(&mut self) {
        if self.0.borrow().is_some() && !std::thread::panicking() {
            panic!("errors were dropped without `finish`");
        }
    }
}
