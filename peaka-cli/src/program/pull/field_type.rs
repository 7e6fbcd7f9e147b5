//! Which Rust type a field has for a data type.

use clap::ValueEnum;
use peaka_runtime::DataType;

use crate::error::Error;

/// A crate whose types fields can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum With {
    Chrono,
    Time,
    Jiff,
    Uuid,
    RustDecimal,
    Bigdecimal,
}

impl With {
    /// The crate as it is named in the option, and everywhere.
    pub(super) fn name(self) -> &'static str {
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
pub(super) enum FieldType {
    /// It says the data type.
    Says(&'static str),
    /// It is a text, and the data type has to be said.
    Text(DataType),
}

/// The types that were chosen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Types {
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

impl Types {
    /// The types of these crates, which must not have two for one data type.
    pub(super) fn of(crates: &[With]) -> Result<Self, Error> {
        let mut types = Self::default();
        for with in crates {
            let is_taken = match with {
                With::Chrono => types.calendar.replace(CHRONO).is_some(),
                With::Time => types.calendar.replace(TIME).is_some(),
                With::Jiff => types.calendar.replace(JIFF).is_some(),
                With::Uuid => types.uuid.replace("uuid::Uuid").is_some(),
                With::RustDecimal => types.decimal.replace("rust_decimal::Decimal").is_some(),
                With::Bigdecimal => types.decimal.replace("bigdecimal::BigDecimal").is_some(),
            };
            if is_taken {
                return Err(Error::new(
                    "two of the crates of `--with` have types for the same columns: name one of \
                     chrono, time and jiff, one of rust_decimal and bigdecimal, and each once",
                ));
            }
        }
        Ok(types)
    }

    /// The type for a data type, which a list spells in a way of its own.
    pub(super) fn field_type(self, data_type: DataType, listed: &str) -> FieldType {
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
        };
        chosen.map_or(FieldType::Text(data_type), FieldType::Says)
    }
}

fn has_zone(listed: &str) -> bool {
    listed.to_ascii_lowercase().contains("with time zone")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_the_type_of_the_chosen_crate() {
        let types = Types::of(&[With::Jiff, With::Bigdecimal]).unwrap();
        for (listed, field_type) in [
            ("VARCHAR", FieldType::Says("String")),
            ("decimal(38,18)", FieldType::Says("bigdecimal::BigDecimal")),
            ("timestamp(6)", FieldType::Says("jiff::civil::DateTime")),
            (
                "timestamp(6) with time zone",
                FieldType::Says("jiff::Timestamp"),
            ),
            ("uuid", FieldType::Text(DataType::Uuid)),
        ] {
            let data_type = listed.parse().unwrap();
            assert_eq!(types.field_type(data_type, listed), field_type, "{listed}");
        }
        for both in [[With::Chrono, With::Time], [With::Uuid, With::Uuid]] {
            assert!(Types::of(&both).is_err(), "{both:?}");
        }
    }
}
