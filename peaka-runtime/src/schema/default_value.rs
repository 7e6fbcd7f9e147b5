//! The default of a column, as a request spells it.

use std::fmt;

use serde::{Serialize, Serializer};

/// The default of a column, as a request spells it.
///
/// Peaka's documented exchange sends a BIGINT default as a number, while its description of the
/// API types every default as a string. So a BIGINT goes out as a number and all else as a string.
/// Answers always carry strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DefaultValue<'a> {
    /// The default of a BIGINT column.
    Bigint(i64),
    /// The default of a BOOLEAN column.
    Boolean(bool),
    /// The default of any other column, spelled as Trino spells it: `1.50`, `2024-01-31`,
    /// `2024-01-31 08:30:00`.
    Text(&'a str),
}

impl fmt::Display for DefaultValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bigint(number) => number.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl Serialize for DefaultValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bigint(number) => serializer.serialize_i64(*number),
            Self::Boolean(truth) => serializer.collect_str(truth),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}
