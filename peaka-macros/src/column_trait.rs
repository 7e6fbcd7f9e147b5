//! Chooses the trait that gives a field's type its column.
//!
//! Each of these traits has the same implementations as `ColumnType`. They differ only in the error for a
//! type that is not a column type, which names the remedy for this kind of type. So a type alias or a
//! type with a familiar name still works, and at worst gets the error for another kind.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Path, Type};

use crate::read::{RuntimePath, inner_type};

/// Crates whose types are column types with a feature of the runtime, and the trait of each.
const CRATES: [(&str, &str); 6] = [
    ("bigdecimal", "BigDecimalColumn"),
    ("chrono", "ChronoColumn"),
    ("jiff", "JiffColumn"),
    ("rust_decimal", "RustDecimalColumn"),
    ("time", "TimeColumn"),
    ("uuid", "UuidColumn"),
];

/// Types whose name alone identifies their crate.
const CRATE_TYPES: [(&str, &str); 9] = [
    ("BigDecimal", "bigdecimal"),
    ("NaiveDate", "chrono"),
    ("NaiveDateTime", "chrono"),
    ("NaiveTime", "chrono"),
    ("OffsetDateTime", "time"),
    ("PrimitiveDateTime", "time"),
    ("UtcDateTime", "time"),
    ("Uuid", "uuid"),
    ("Zoned", "jiff"),
];

const COLLECTIONS: [&str; 9] = [
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "HashMap",
    "HashSet",
    "LinkedList",
    "Value",
    "Vec",
    "VecDeque",
];

const WRAPPERS: [&str; 5] = ["Arc", "Box", "Cow", "Option", "Rc"];

/// Returns the path of the trait for this type.
pub(crate) fn column_trait(ty: &Type, runtime: &RuntimePath) -> TokenStream {
    let runtime = runtime.path();
    match diagnostic_trait(ty) {
        None => quote!(#runtime::ColumnType),
        Some(name) => {
            let name = Ident::new(name, Span::call_site());
            quote!(#runtime::diagnostics::#name)
        }
    }
}

fn diagnostic_trait(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Array(_) | Type::Slice(_) => Some("CollectionColumn"),
        Type::Tuple(tuple) if !tuple.elems.is_empty() => Some("CollectionColumn"),
        Type::Reference(reference) => diagnostic_trait(&reference.elem),
        Type::Paren(inner) => diagnostic_trait(&inner.elem),
        Type::Group(inner) => diagnostic_trait(&inner.elem),
        Type::Path(path) if path.qself.is_none() => diagnostic_trait_of_path(&path.path),
        _ => None,
    }
}

fn diagnostic_trait_of_path(path: &Path) -> Option<&'static str> {
    let first = path.segments.first()?.ident.to_string();
    let last = path.segments.last()?;
    let name = last.ident.to_string();
    let krate = match CRATE_TYPES.iter().find(|(known, _)| *known == name) {
        Some((_, krate)) if path.segments.len() == 1 => *krate,
        _ => first.as_str(),
    };
    if let Some((_, name)) = CRATES.iter().find(|(known, _)| *known == krate) {
        return Some(name);
    }
    match name.as_str() {
        name if WRAPPERS.contains(&name) => diagnostic_trait(inner_type(last)?),
        name if COLLECTIONS.contains(&name) => Some("CollectionColumn"),
        "f32" | "f64" => Some("FloatColumn"),
        "u64" | "usize" | "i128" | "u128" => Some("WideIntegerColumn"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnostic_trait_depends_on_the_innermost_type() {
        for (ty, expected) in [
            ("i64", None),
            ("String", None),
            ("Option<String>", None),
            ("T::Item", None),
            ("<T as Iterator>::Item", None),
            ("Vec<u8>", Some("CollectionColumn")),
            ("Option<Vec<u8>>", Some("CollectionColumn")),
            (
                "std::collections::HashMap<String, i64>",
                Some("CollectionColumn"),
            ),
            ("serde_json::Value", Some("CollectionColumn")),
            ("[u8; 4]", Some("CollectionColumn")),
            ("&'static [u8]", Some("CollectionColumn")),
            ("(i64, i64)", Some("CollectionColumn")),
            ("f64", Some("FloatColumn")),
            ("Box<Option<f32>>", Some("FloatColumn")),
            ("u64", Some("WideIntegerColumn")),
            ("core::primitive::u128", Some("WideIntegerColumn")),
            ("chrono::DateTime<chrono::Utc>", Some("ChronoColumn")),
            ("NaiveDate", Some("ChronoColumn")),
            ("Option<uuid::Uuid>", Some("UuidColumn")),
            ("my::Uuid", None),
            ("time::Date", Some("TimeColumn")),
            ("jiff::Zoned", Some("JiffColumn")),
            ("rust_decimal::Decimal", Some("RustDecimalColumn")),
            ("BigDecimal", Some("BigDecimalColumn")),
        ] {
            assert_eq!(
                diagnostic_trait(&syn::parse_str(ty).unwrap()),
                expected,
                "{ty}"
            );
        }
    }
}
