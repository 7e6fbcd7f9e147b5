//! The frame of the generated code: full paths, no macros, no names of the prelude.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// An implementation of the trait for the input's type.
pub(crate) fn implementation(
    input: &DeriveInput,
    of: TokenStream,
    body: TokenStream,
) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    // Naming a deprecated type in its own implementation is no use of it. Elsewhere an `allow`
    // would only collide with a `forbid`.
    let deprecated = input
        .attrs
        .iter()
        .find(|attr| attr.path().is_ident("deprecated"));
    let deprecated = deprecated.map(|_| quote!(#[allow(deprecated)]));
    quote! {
        const _: () = {
            #deprecated
            #[automatically_derived]
            impl #impl_generics #of for #ident #ty_generics #where_clause {
                #body
            }
        };
    }
}
