//! `#[derive(BiTable)]` as a function of tokens, so that it can be tested outside a compiler.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::check::check;
use crate::errors::Errors;
use crate::expand::{expand_impl, expand_stub};
use crate::read::{Table, name_constants};

/// Reads the struct, checks it, and generates the implementation. After an error, a stub takes its
/// place, so that one mistake gives one message.
pub(crate) fn derive(input: TokenStream, has_registry: bool) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let mut table = Table::read(&input, &errors);
    check(&input, &table, &errors);
    match errors.finish() {
        Ok(()) => {
            if table.has_checked_columns() {
                name_constants(&mut table);
            }
            expand_impl(&input, &table, has_registry)
        }
        Err(error) => {
            name_constants(&mut table);
            let mut tokens = error.into_compile_error();
            tokens.extend(expand_stub(&input, &table));
            tokens
        }
    }
}
