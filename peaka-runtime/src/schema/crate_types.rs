//! Implementations of `ColumnType` for types of other crates, each behind a feature with the crate's name.
//!
//! The features are on modules: an attribute on the call of a macro does not reach its expansion, and the docs would not
//! say that the implementations need the feature.

// Unused if all features are off.
#[allow(unused_imports)]
use super::std_types::column_types;

#[cfg(feature = "chrono")]
mod chrono_types {
    use super::*;
    use crate::schema::column_type::ColumnType;
    use crate::schema::data_type::DataType;

    column_types! {
        chrono::NaiveDate => Date,
        chrono::NaiveTime => Time,
        chrono::NaiveDateTime => Timestamp,
    }

    impl<Tz: chrono::TimeZone> ColumnType for chrono::DateTime<Tz> {
        const DATA_TYPE: DataType = DataType::Timestamp;
    }
}

#[cfg(feature = "time")]
mod time_types {
    use super::*;

    column_types! {
        time::Date => Date,
        time::Time => Time,
        time::PrimitiveDateTime => Timestamp,
        time::OffsetDateTime => Timestamp,
        time::UtcDateTime => Timestamp,
    }
}

#[cfg(feature = "jiff")]
mod jiff_types {
    use super::*;

    column_types! {
        jiff::civil::Date => Date,
        jiff::civil::Time => Time,
        jiff::civil::DateTime => Timestamp,
        jiff::Timestamp => Timestamp,
        jiff::Zoned => Timestamp,
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
