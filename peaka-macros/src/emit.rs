//! Helpers that wrap generated code. Generated code uses full paths only.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Generics, Meta, WherePredicate};

use crate::read::RuntimePath;

/// Wraps generated code in an anonymous constant, so that it adds no names to the user's module.
pub(crate) fn anonymous_const(runtime: &RuntimePath, items: TokenStream) -> TokenStream {
    let import = runtime.import();
    quote!(const _: () = { #import #items };)
}

/// Returns an implementation of a trait for the input's type.
pub(crate) fn implementation(
    input: &DeriveInput,
    trait_path: TokenStream,
    body: TokenStream,
) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let allow_attribute = allow_deprecated(input);
    quote! {
        #allow_attribute
        #[automatically_derived]
        impl #impl_generics #trait_path for #ident #ty_generics #where_clause {
            #body
        }
    }
}

/// Adds bounds to the `where` clause of a generic type. Without type parameters, they hold or are errors elsewhere.
pub(crate) fn add_bounds(
    generics: &mut Generics,
    bounds: impl IntoIterator<Item = WherePredicate>,
) {
    if generics.type_params().next().is_some() {
        generics.make_where_clause().predicates.extend(bounds);
    }
}

/// Returns an `allow` of `deprecated` if the generated code may name deprecated items.
pub(crate) fn allow_deprecated(input: &DeriveInput) -> Option<TokenStream> {
    needs_allow_deprecated(input).then(|| quote!(#[allow(deprecated)]))
}

/// Returns whether the type is deprecated, or the user allows deprecated items on it or a field.
///
/// In all other cases there is no `allow`, because it is an error under the user's `forbid(deprecated)`.
fn needs_allow_deprecated(input: &DeriveInput) -> bool {
    let fields = match &input.data {
        Data::Struct(data) => Some(&data.fields),
        Data::Enum(_) | Data::Union(_) => None,
    };
    let fields = fields.into_iter().flatten();
    let is_allowed_on_field = fields.flat_map(|field| &field.attrs).any(allows_deprecated);
    let is_deprecated_or_allowed =
        |attr| allows_deprecated(attr) || attr.path().is_ident("deprecated");
    is_allowed_on_field || input.attrs.iter().any(is_deprecated_or_allowed)
}

fn allows_deprecated(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else {
        return false;
    };
    let is_allow_or_expect = list.path.is_ident("allow") || list.path.is_ident("expect");
    let mut lints = list.tokens.clone().into_iter();
    is_allow_or_expect && lints.any(|lint| lint.to_string() == "deprecated")
}
