//! The frame of the generated code: full paths, no macros, no names of the prelude.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;

/// The path of the runtime.
pub(crate) fn runtime() -> TokenStream {
    runtime_at(Span::call_site())
}

/// The same where the compiler's blame shall fall on a place of the input.
pub(crate) fn runtime_at(span: Span) -> TokenStream {
    quote_spanned!(span=> ::peaka_runtime)
}

/// One implementation of the trait.
pub(crate) struct BiTableImpl<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) table: &'a str,
    pub(crate) columns: TokenStream,
}

impl BiTableImpl<'_> {
    /// What stands in after an error: without it, every use of the struct as a table would be an
    /// error of its own.
    pub(crate) fn stub(input: &DeriveInput) -> TokenStream {
        BiTableImpl {
            input,
            table: "",
            columns: TokenStream::new(),
        }
        .emit()
    }

    pub(crate) fn emit(self) -> TokenStream {
        let Self {
            input,
            table,
            columns,
        } = self;
        let runtime = runtime();
        let ident = &input.ident;
        let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
        // Naming a deprecated struct in its own implementation is no use of it. Elsewhere an
        // `allow` would only collide with a `forbid`.
        let deprecated = input
            .attrs
            .iter()
            .find(|attr| attr.path().is_ident("deprecated"));
        let deprecated = deprecated.map(|_| quote!(#[allow(deprecated)]));
        quote! {
            const _: () = {
                #deprecated
                #[automatically_derived]
                impl #impl_generics #runtime::BiTable for #ident #ty_generics #where_clause {
                    const TABLE: &'static ::core::primitive::str = #table;
                    const COLUMNS: &'static [#runtime::ColumnRequest<'static>] = &[#columns];
                }
            };
        }
    }
}
