//! The path of a field of another struct: `Customer::id`.

use proc_macro2::Span;
use syn::{Ident, Path, PathArguments, Type, TypePath};

use super::attribute::{Entry, Value};
use crate::errors::Errors;
use crate::messages;

/// A struct and the name of one of its fields.
pub(crate) struct FieldPath {
    pub(crate) target: StructPath,
    pub(crate) field: Ident,
}

/// The path of a struct.
#[derive(Clone)]
pub(crate) struct StructPath {
    pub(crate) ty: TypePath,
    /// The path as messages show it: without generic arguments.
    pub(crate) text: String,
}

impl FieldPath {
    /// Reads `references = Customer::id`.
    pub(crate) fn read(entry: Entry, errors: &Errors) -> Option<Self> {
        let value = entry.value(messages::EXPECTED_FIELD_PATH, errors)?;
        let path = match &value {
            Value::Path(path) => Self::split(path.clone()),
            Value::Literal(..) | Value::List(..) | Value::Unreadable(_) => None,
        };
        if path.is_none() {
            errors.on(value, messages::EXPECTED_FIELD_PATH);
        }
        path
    }

    /// Splits a path before its last segment.
    fn split(mut path: TypePath) -> Option<Self> {
        let last = path.path.segments.pop()?;
        path.path.segments.pop_punct();
        if !matches!(last.arguments, PathArguments::None) {
            return None;
        }
        let target = match path.qself.take() {
            // `<Customer<'static>>::id`
            Some(qself) if path.path.segments.is_empty() => match *qself.ty {
                Type::Path(inner) => StructPath::new(inner),
                _ => return None,
            },
            // `<T as Trait>::Customer::id`
            Some(qself) if path.path.segments.len() > qself.position => {
                path.qself = Some(qself);
                StructPath::new(path)
            }
            Some(_) => return None,
            None if path.path.segments.is_empty() => return None,
            None => StructPath::new(path),
        };
        Some(Self {
            target,
            field: last.ident,
        })
    }

    /// Returns the span of the field's name.
    pub(crate) fn span(&self) -> Span {
        self.field.span()
    }
}

impl StructPath {
    pub(crate) fn new(ty: TypePath) -> Self {
        let text = path_text(&ty.path);
        Self { ty, text }
    }

    /// Returns whether the path is `Self`.
    pub(crate) fn is_self(&self) -> bool {
        self.ty.qself.is_none() && self.ty.path.is_ident("Self")
    }
}

fn path_text(path: &Path) -> String {
    let names: Vec<_> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    names.join("::")
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    #[test]
    fn last_segment_is_the_field() {
        for (path, expected) in [
            ("Customer::id", Some(("Customer", "Customer", "id"))),
            ("Self::r#type", Some(("Self", "Self", "r#type"))),
            (
                "crate::x::Customer<'static>::id",
                Some((
                    "crate :: x :: Customer < 'static >",
                    "crate::x::Customer",
                    "id",
                )),
            ),
            (
                "<Customer<'static>>::id",
                Some(("Customer < 'static >", "Customer", "id")),
            ),
            (
                "<A as Trait>::Customer::id",
                Some(("< A as Trait > :: Customer", "Trait::Customer", "id")),
            ),
            ("Customer", None),
            ("<A as Trait>::id", None),
            ("<[u8]>::id", None),
            ("Customer::id<u8>", None),
        ] {
            let split = FieldPath::split(syn::parse_str(path).unwrap());
            let split = split.map(|FieldPath { target, field }| {
                let ty = target.ty.to_token_stream().to_string();
                (ty, target.text, field.to_string())
            });
            let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
            assert_eq!(split, expected, "{path}");
        }
    }
}
