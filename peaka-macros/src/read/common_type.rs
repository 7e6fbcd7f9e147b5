//! The types of most columns, which the derive knows by their names.

use syn::{GenericArgument, Lit, PathArguments, PathSegment, Type, TypePath};

use super::attribute::Value;

/// A type that is certainly a column type, unless the program gives its name to another type.
///
/// Code that is generated for it may leave out what the compiler would check of another type. A type that only has
/// the name is checked nevertheless, but not before its table is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommonType {
    pub(crate) values: CommonValues,
    pub(crate) is_optional: bool,
}

/// The values of a [`CommonType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommonValues {
    Booleans,
    /// The integers from the first to the second, inclusive.
    Integers(i64, i64),
    Texts,
}

impl CommonType {
    /// Returns what the type is, if it is a common one.
    pub(crate) fn of(ty: &Type) -> Option<Self> {
        let Type::Path(TypePath {
            qself: None, path, ..
        }) = ty
        else {
            return None;
        };
        let segment = path.segments.first()?;
        if path.leading_colon.is_some() || path.segments.len() > 1 {
            return None;
        }
        let name = segment.ident.to_string();
        if segment.arguments.is_none() {
            let values = CommonValues::of_type(&name)?;
            return Some(Self {
                values,
                is_optional: false,
            });
        }
        match name.as_str() {
            "Box" => Self::of(inner_type(segment)?),
            "Option" => {
                let inner = Self::of(inner_type(segment)?)?;
                // Two `Option`s are an error.
                (!inner.is_optional).then_some(Self {
                    is_optional: true,
                    ..inner
                })
            }
            _ => None,
        }
    }

    /// Returns whether a default is certainly a value of the type.
    pub(crate) fn has_value(self, default: &Value) -> bool {
        match (self.values, default) {
            (CommonValues::Booleans, Value::Literal(None, Lit::Bool(_)))
            | (CommonValues::Texts, Value::Literal(None, Lit::Str(_))) => true,
            (CommonValues::Integers(min, max), Value::Literal(..)) => {
                let number = default.integer();
                number.is_some_and(|number| (min..=max).contains(&number))
            }
            _ => false,
        }
    }
}

impl CommonValues {
    fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "bool" => Self::Booleans,
            "i8" => Self::Integers(i8::MIN.into(), i8::MAX.into()),
            "i16" => Self::Integers(i16::MIN.into(), i16::MAX.into()),
            "i32" => Self::Integers(i32::MIN.into(), i32::MAX.into()),
            "i64" => Self::Integers(i64::MIN, i64::MAX),
            "u8" => Self::Integers(0, u8::MAX.into()),
            "u16" => Self::Integers(0, u16::MAX.into()),
            "u32" => Self::Integers(0, u32::MAX.into()),
            "String" | "str" => Self::Texts,
            _ => return None,
        })
    }
}

/// Returns the last type argument of a path segment.
pub(crate) fn inner_type(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments
        .args
        .iter()
        .rev()
        .find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_types_are_those_without_an_error() {
        let integers = CommonValues::Integers(-128, 127);
        for (ty, expected) in [
            ("bool", Some((CommonValues::Booleans, false))),
            ("i8", Some((integers, false))),
            ("Option<Box<i8>>", Some((integers, true))),
            ("Box<str>", Some((CommonValues::Texts, false))),
            ("Option<String>", Some((CommonValues::Texts, true))),
            ("Option<Option<String>>", None),
            ("Option<Box<Option<String>>>", None),
            ("Option", None),
            ("String<u8>", None),
            ("other::String", None),
            ("::String", None),
            ("<T as Trait>::String", None),
            ("f64", None),
            ("u64", None),
            ("Kind", None),
        ] {
            let found = CommonType::of(&syn::parse_str(ty).unwrap());
            let found = found.map(|common| (common.values, common.is_optional));
            assert_eq!(found, expected, "{ty}");
        }
    }

    #[test]
    fn default_must_be_a_value_of_the_type() {
        for (ty, default, expected) in [
            ("i8", "-128", true),
            ("i8", "-129", false),
            ("u8", "255", true),
            ("u8", "256", false),
            ("u8", "-1", false),
            ("i64", "9223372036854775808", false),
            ("u32", "0x10", true),
            ("u32", "true", false),
            ("u32", "MAX", false),
            ("bool", "true", true),
            ("bool", "0", false),
            ("Option<String>", r#""text""#, true),
            ("String", "3", false),
        ] {
            let common = CommonType::of(&syn::parse_str(ty).unwrap()).unwrap();
            let default = syn::parse_str(default).unwrap();
            assert_eq!(common.has_value(&default), expected, "{ty}");
        }
    }
}
