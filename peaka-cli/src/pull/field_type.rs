//! The Rust type of a field for each data type.

use clap::ValueEnum;
use peaka_runtime::DataType;

use crate::output::Error;

/// A crate whose types the fields can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum TypeCrate {
    Chrono,
    Time,
    Jiff,
    Uuid,
    RustDecimal,
    Bigdecimal,
}

impl TypeCrate {
    /// Returns the name of the crate.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chrono => "chrono",
            Self::Time => "time",
            Self::Jiff => "jiff",
            Self::Uuid => "uuid",
            Self::RustDecimal => "rust_decimal",
            Self::Bigdecimal => "bigdecimal",
        }
    }
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldType {
    /// A Rust type that maps to the data type.
    Native(&'static str),
    /// `String`, with the data type in an attribute.
    StringOf(DataType),
}

/// The types of the chosen crates.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FieldTypes {
    calendar: Option<Calendar>,
    decimal: Option<&'static str>,
    uuid: Option<&'static str>,
}

/// The types of a crate for dates and times.
#[derive(Clone, Copy, Debug)]
struct Calendar {
    date: &'static str,
    time: &'static str,
    timestamp: &'static str,
    timestamp_with_zone: &'static str,
}

const CHRONO: Calendar = Calendar {
    date: "chrono::NaiveDate",
    time: "chrono::NaiveTime",
    timestamp: "chrono::NaiveDateTime",
    timestamp_with_zone: "chrono::DateTime<chrono::Utc>",
};

const TIME: Calendar = Calendar {
    date: "time::Date",
    time: "time::Time",
    timestamp: "time::PrimitiveDateTime",
    timestamp_with_zone: "time::OffsetDateTime",
};

const JIFF: Calendar = Calendar {
    date: "jiff::civil::Date",
    time: "jiff::civil::Time",
    timestamp: "jiff::civil::DateTime",
    timestamp_with_zone: "jiff::Timestamp",
};

impl FieldTypes {
    /// Returns the types of the given crates. No two of them may have types for the same data type.
    pub(crate) fn of(crates: &[TypeCrate]) -> Result<Self, Error> {
        let mut types = Self::default();
        for type_crate in crates {
            let is_ambiguous = match type_crate {
                TypeCrate::Chrono => types.calendar.replace(CHRONO).is_some(),
                TypeCrate::Time => types.calendar.replace(TIME).is_some(),
                TypeCrate::Jiff => types.calendar.replace(JIFF).is_some(),
                TypeCrate::Uuid => types.uuid.replace("uuid::Uuid").is_some(),
                TypeCrate::RustDecimal => types.decimal.replace("rust_decimal::Decimal").is_some(),
                TypeCrate::Bigdecimal => types.decimal.replace("bigdecimal::BigDecimal").is_some(),
            };
            if is_ambiguous {
                return Err(Error::new(
                    "two crates of `--with` have types for the same columns",
                    "use at most one of chrono, time and jiff, and at most one of rust_decimal and \
                     bigdecimal",
                ));
            }
        }
        Ok(types)
    }

    /// Returns the field type of a data type. `listed` is its spelling in the column list, which may include a time
    /// zone.
    pub(crate) fn field_type(self, data_type: DataType, listed: &str) -> FieldType {
        let calendar = |of: fn(Calendar) -> &'static str| self.calendar.map(of);
        let chosen = match data_type {
            DataType::Varchar => Some("String"),
            DataType::Bigint => Some("i64"),
            DataType::Boolean => Some("bool"),
            DataType::Timestamp => calendar(if has_zone(listed) {
                |calendar| calendar.timestamp_with_zone
            } else {
                |calendar| calendar.timestamp
            })
            .or(Some("std::time::SystemTime")),
            DataType::Date => calendar(|calendar| calendar.date),
            DataType::Time => calendar(|calendar| calendar.time),
            DataType::Decimal => self.decimal,
            DataType::Uuid => self.uuid,
            // A type that is newer than this command is read as text.
            _ => None,
        };
        chosen.map_or(FieldType::StringOf(data_type), FieldType::Native)
    }
}

fn has_zone(listed: &str) -> bool {
    listed.to_ascii_lowercase().contains("with time zone")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_has_the_type_of_the_chosen_crate() {
        let types = FieldTypes::of(&[TypeCrate::Jiff, TypeCrate::Bigdecimal]).unwrap();
        for (listed, field_type) in [
            ("VARCHAR", FieldType::Native("String")),
            (
                "decimal(38,18)",
                FieldType::Native("bigdecimal::BigDecimal"),
            ),
            ("timestamp(6)", FieldType::Native("jiff::civil::DateTime")),
            (
                "timestamp(6) with time zone",
                FieldType::Native("jiff::Timestamp"),
            ),
            ("uuid", FieldType::StringOf(DataType::Uuid)),
        ] {
            let data_type = listed.parse().unwrap();
            assert_eq!(types.field_type(data_type, listed), field_type, "{listed}");
        }
        let types = [TypeCrate::Jiff, TypeCrate::Bigdecimal, TypeCrate::Uuid];
        let types = FieldTypes::of(&types).unwrap();
        for &data_type in DataType::ALL {
            let field_type = types.field_type(data_type, data_type.as_str());
            assert!(matches!(field_type, FieldType::Native(_)), "{data_type}");
        }
        for both in [
            [TypeCrate::Chrono, TypeCrate::Time],
            [TypeCrate::Uuid, TypeCrate::Uuid],
        ] {
            assert!(FieldTypes::of(&both).is_err(), "{both:?}");
        }
    }
}
