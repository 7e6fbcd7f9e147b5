//! The frame of the generated code: full paths, no macros, no names of the prelude.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Meta};

use crate::runtime::Runtime;

/// The block that all generated code stands in.
pub(crate) fn block(runtime: &Runtime, items: TokenStream) -> TokenStream {
    let import = runtime.import();
    quote!(const _: () = { #import #items };)
}

/// An implementation of the trait for the input's type.
pub(crate) fn implementation(
    input: &DeriveInput,
    of: TokenStream,
    body: TokenStream,
) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let allowed = allowed(input);
    quote! {
        #allowed
        #[automatically_derived]
        impl #impl_generics #of for #ident #ty_generics #where_clause {
            #body
        }
    }
}

/// What the lints must not blame the generated code for.
pub(crate) fn allowed(input: &DeriveInput) -> Option<TokenStream> {
    is_deprecated(input).then(|| quote!(#[allow(deprecated)]))
}

/// Naming a deprecated type in its own implementation is no use of it, and naming that of a field
/// is none that the field does not make. Elsewhere an `allow` would only collide with a `forbid`.
fn is_deprecated(input: &DeriveInput) -> bool {
    let fields = match &input.data {
        Data::Struct(data) => Some(&data.fields),
        Data::Enum(_) | Data::Union(_) => None,
    };
    let fields = fields.into_iter().flatten();
    let of_fields = fields.flat_map(|field| &field.attrs).any(allows_deprecated);
    let of_input = |attr| allows_deprecated(attr) || attr.path().is_ident("deprecated");
    of_fields || input.attrs.iter().any(of_input)
}

fn allows_deprecated(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else {
        return false;
    };
    let is_lenient = list.path.is_ident("allow") || list.path.is_ident("expect");
    let mut lints = list.tokens.clone().into_iter();
    is_lenient && lints.any(|lint| lint.to_string() == "deprecated")
}
