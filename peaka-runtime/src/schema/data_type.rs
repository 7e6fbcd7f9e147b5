//! The eight data types of a BI table, and which Rust type is which.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::bytes::{split, without_suffix};

/// A data type that a column of a BI table can have.
///
/// Peaka documents these eight; a BI table has no JSON and no floating point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataType {
    /// Text.
    Varchar,
    /// A signed integer of 64 bits.
    Bigint,
    /// True or false.
    Boolean,
    /// A decimal number of fixed precision.
    Decimal,
    /// A date with a time of day.
    Timestamp,
    /// A time of day.
    Time,
    /// A calendar date.
    Date,
    /// A universally unique identifier.
    Uuid,
}

impl DataType {
    /// All data types, in the order in which Peaka documents them.
    pub const ALL: [Self; 8] = [
        Self::Varchar,
        Self::Bigint,
        Self::Boolean,
        Self::Decimal,
        Self::Timestamp,
        Self::Time,
        Self::Date,
        Self::Uuid,
    ];

    /// The name in a request: upper case, as in Peaka's description of the API.
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

    /// Reads a type as [`FromStr`] does, also while the program is compiled.
    pub(crate) const fn read(text: &str) -> Option<Self> {
        let name = match split(text.as_bytes(), b"(") {
            (name, Some(_)) => name.trim_ascii(),
            (text, None) => without_zone(text.trim_ascii()),
        };
        let mut i = 0;
        while i < Self::ALL.len() {
            let known = Self::ALL[i].as_str().as_bytes();
            if known.eq_ignore_ascii_case(name) {
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

/// The text is none of the eight data types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDataType(String);

impl fmt::Display for UnknownDataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is none of Peaka's data types: ",
            self.0.escape_debug()
        )?;
        let names = DataType::ALL.map(DataType::as_str);
        f.write_str(&names.join(", "))
    }
}

impl std::error::Error for UnknownDataType {}

/// Reads a type as requests and answers spell it: in any case, with or without what Trino
/// writes after the name (`decimal(38,18)`, `timestamp(6) with time zone`).
impl FromStr for DataType {
    type Err = UnknownDataType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text).ok_or_else(|| UnknownDataType(text.to_owned()))
    }
}

/// Trino leaves the precision out where it is the default, but never the zone.
const fn without_zone(text: &[u8]) -> &[u8] {
    match without_suffix(text, b" with time zone") {
        Some(name) => name,
        None => match without_suffix(text, b" without time zone") {
            Some(name) => name,
            None => text,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_answer_is_read() {
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
    fn what_is_no_type_is_refused_with_the_valid_ones() {
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
            let fault = text.parse::<DataType>().unwrap_err().to_string();
            assert!(
                fault.ends_with(
                    "is none of Peaka's data types: \
                     VARCHAR, BIGINT, BOOLEAN, DECIMAL, TIMESTAMP, TIME, DATE, UUID"
                ),
                "{fault}"
            );
        }
    }
}
