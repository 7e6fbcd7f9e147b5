//! Implementations of `ColumnType` for types of other crates, each behind a feature with the crate's name.
//!
//! The features are on modules: an attribute on the call of a macro does not reach its expansion, and the docs would not
//! say that the implementations need the feature.

// Unused if all features are off.
#[allow(unused_imports)]
use super::std_types::column_types;

#[cfg(feature = "chrono")]
mod chrono_types {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

    use super::*;
    use crate::schema::column_type::ColumnType;
    use crate::schema::data_type::DataType;

    column_types! {
        NaiveDate => Date,
        NaiveTime => Time,
        NaiveDateTime => Timestamp,
    }

    impl<Tz: TimeZone> ColumnType for DateTime<Tz> {
        const DATA_TYPE: DataType = DataType::Timestamp;
    }
}

#[cfg(feature = "time")]
mod time_types {
    use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

    use super::*;

    column_types! {
        Date => Date,
        Time => Time,
        PrimitiveDateTime => Timestamp,
        OffsetDateTime => Timestamp,
        UtcDateTime => Timestamp,
    }
}

#[cfg(feature = "jiff")]
mod jiff_types {
    use jiff::civil::{Date, DateTime, Time};
    use jiff::{Timestamp, Zoned};

    use super::*;

    column_types! {
        Date => Date,
        Time => Time,
        DateTime => Timestamp,
        Timestamp => Timestamp,
        Zoned => Timestamp,
    }
}

#[cfg(feature = "uuid")]
mod uuid_types {
    use super::*;

    column_types! {
        uuid::Uuid => Uuid,
    }
}

#[cfg(feature = "rust_decimal")]
mod rust_decimal_types {
    use super::*;

    column_types! {
        rust_decimal::Decimal => Decimal,
    }
}

#[cfg(feature = "bigdecimal")]
mod bigdecimal_types {
    use super::*;

    column_types! {
        bigdecimal::BigDecimal => Decimal,
    }
}
