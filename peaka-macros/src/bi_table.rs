//! The derive as a function of tokens, so that it can be tested outside a compiler.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::check::check;
use crate::emit::BiTableImpl;
use crate::errors::Errors;
use crate::expand::expand;
use crate::model::Table;

/// Read, check, expand. After a fault a stub stands in, so that one mistake is one message.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(fault) => return fault.into_compile_error(),
    };
    match checked(&input) {
        Ok(table) => expand(&input, &table),
        Err(fault) => {
            let mut tokens = fault.into_compile_error();
            tokens.extend(BiTableImpl::stub(&input));
            tokens
        }
    }
}

fn checked(input: &DeriveInput) -> syn::Result<Table<'_>> {
    let errors = Errors::new();
    let table = Table::read(input, &errors);
    if let Some(table) = &table {
        check(input, table, &errors);
    }
    errors.finish()?;
    table.ok_or_else(|| syn::Error::new_spanned(&input.ident, "this is not a table"))
}
