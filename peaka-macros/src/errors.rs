//! All faults of one input, gathered so that one build shows them all.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// Gathers faults until [`finish`](Self::finish). A fault always has a place.
pub(crate) struct Errors(RefCell<Option<Vec<syn::Error>>>);

impl Errors {
    pub(crate) fn new() -> Self {
        Self(RefCell::new(Some(Vec::new())))
    }

    /// A fault of these tokens.
    pub(crate) fn on(&self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// A fault at a place that is kept without its tokens.
    pub(crate) fn at(&self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    pub(crate) fn add(&self, fault: syn::Error) {
        if let Some(faults) = self.0.borrow_mut().as_mut() {
            faults.push(fault);
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.borrow().as_ref().map_or(0, Vec::len)
    }

    /// All faults as one, if there are any.
    pub(crate) fn finish(self) -> Result<(), syn::Error> {
        let faults = self.0.take().unwrap_or_default();
        match faults.into_iter().reduce(|mut all, fault| {
            all.combine(fault);
            all
        }) {
            Some(all) => Err(all),
            None => Ok(()),
        }
    }
}

/// Faults that nobody reads would let a wrong struct compile.
impl Drop for Errors {
    fn drop(&mut self) {
        if self.0.borrow().is_some() && !std::thread::panicking() {
            panic!("the faults were not read");
        }
    }
}
