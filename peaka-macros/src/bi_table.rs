//! `BiTable` as a function of tokens, so that it can be tested outside a compiler.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::check::check;
use crate::errors::Errors;
use crate::expand::{expand, stub};
use crate::model::Table;

/// Read, check, expand. After a fault a stub stands in, so that one mistake is one message.
pub(crate) fn derive(input: TokenStream, has_registry: bool) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(fault) => return fault.into_compile_error(),
    };
    let errors = Errors::new();
    let table = Table::read(&input, &errors);
    check(&input, &table, &errors);
    match errors.finish() {
        Ok(()) => expand(&input, &table, has_registry),
        Err(fault) => {
            let mut tokens = fault.into_compile_error();
            tokens.extend(stub(&input, &table));
            tokens
        }
    }
}
