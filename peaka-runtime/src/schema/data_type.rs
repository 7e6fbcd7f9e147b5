//! The eight data types of a BI table.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::bytes::{is_equal_ignoring_case, split_at_any, strip_suffix_ignoring_case};
use crate::text::quoted;

/// The data type of a column.
///
/// These eight are documented. A BI table has no JSON and no floating-point columns. The service may get more types, so
/// a `match` needs a `_` arm.
///
/// # Examples
///
/// ```
/// use peaka_runtime::DataType;
///
/// let data_type: DataType = "BIGINT".parse()?;
/// assert_eq!(data_type, DataType::Bigint);
/// # Ok::<(), peaka_runtime::UnknownDataType>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataType {
    /// Text.
    Varchar,
    /// A 64-bit signed integer.
    Bigint,
    /// True or false.
    Boolean,
    /// A decimal number of fixed precision, observed as `decimal(38,18)`.
    Decimal,
    /// A date and time.
    Timestamp,
    /// A time of day.
    Time,
    /// A calendar date.
    Date,
    /// A universally unique identifier.
    Uuid,
}

impl DataType {
    /// All data types, in the documented order.
    pub const ALL: &'static [Self] = &[
        Self::Varchar,
        Self::Bigint,
        Self::Boolean,
        Self::Decimal,
        Self::Timestamp,
        Self::Time,
        Self::Date,
        Self::Uuid,
    ];

    /// Returns the upper-case name that requests use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Varchar => "VARCHAR",
            Self::Bigint => "BIGINT",
            Self::Boolean => "BOOLEAN",
            Self::Decimal => "DECIMAL",
            Self::Timestamp => "TIMESTAMP",
            Self::Time => "TIME",
            Self::Date => "DATE",
            Self::Uuid => "UUID",
        }
    }

    /// The `const` form of [`FromStr`]. Returns `None` for an unknown data type.
    pub(crate) const fn parse(text: &str) -> Option<Self> {
        let name = match split_at_any(text.as_bytes(), b"(") {
            (name, Some(_)) => name.trim_ascii(),
            (text, None) => without_time_zone(text.trim_ascii()),
        };
        let mut i = 0;
        while i < Self::ALL.len() {
            let known = Self::ALL[i].as_str().as_bytes();
            if is_equal_ignoring_case(known, name) {
                return Some(Self::ALL[i]);
            }
            i += 1;
        }
        None
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for DataType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The error returned when a text is not a data type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDataType(String);

impl fmt::Display for UnknownDataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown data type {}; expected one of ", quoted(&self.0))?;
        let names: Vec<_> = DataType::ALL.iter().map(|known| known.as_str()).collect();
        f.write_str(&names.join(", "))
    }
}

impl std::error::Error for UnknownDataType {}

/// Parses a data type as requests and responses spell it: in any case, with or without Trino's parameters
/// and time zone (`decimal(38,18)`, `timestamp(6) with time zone`).
impl FromStr for DataType {
    type Err = UnknownDataType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or_else(|| UnknownDataType(text.to_owned()))
    }
}

/// Removes the time zone of a type that is spelled without a precision.
const fn without_time_zone(text: &[u8]) -> &[u8] {
    match strip_suffix_ignoring_case(text, b" with time zone") {
        Some(name) => name,
        None => match strip_suffix_ignoring_case(text, b" without time zone") {
            Some(name) => name,
            None => text,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_in_a_response_is_parsed() {
        for (text, data_type) in [
            ("VARCHAR", DataType::Varchar),
            ("varchar", DataType::Varchar),
            ("varchar(255)", DataType::Varchar),
            ("bigint", DataType::Bigint),
            ("Boolean", DataType::Boolean),
            ("decimal(38,18)", DataType::Decimal),
            ("timestamp(6)", DataType::Timestamp),
            ("timestamp(6) with time zone", DataType::Timestamp),
            ("timestamp with time zone", DataType::Timestamp),
            ("TIMESTAMP WITHOUT TIME ZONE", DataType::Timestamp),
            ("time (3)", DataType::Time),
            (" date ", DataType::Date),
            ("uuid", DataType::Uuid),
        ] {
            assert_eq!(text.parse(), Ok(data_type), "{text}");
        }
    }

    #[test]
    fn error_for_an_unknown_data_type_lists_the_known_ones() {
        for text in [
            "",
            "JSON",
            "double",
            "bigint2",
            "(6)",
            "big int",
            "ſ",
            "ı with time zone",
        ] {
            let error = text.parse::<DataType>().unwrap_err().to_string();
            let expected = format!(
                "unknown data type `{text}`; expected one of VARCHAR, BIGINT, BOOLEAN, DECIMAL, \
                 TIMESTAMP, TIME, DATE, UUID"
            );
            assert_eq!(error, expected);
        }
    }
}
