//! Implementations of `ColumnType` for types of other crates, each behind a feature with the crate's name.

#[cfg(feature = "chrono")]
use super::column_type::ColumnType;
#[cfg(feature = "chrono")]
use super::data_type::DataType;
// Unused if all features are off.
#[allow(unused_imports)]
use super::std_types::column_types;

#[cfg(feature = "chrono")]
column_types! {
    chrono::NaiveDate => Date,
    chrono::NaiveTime => Time,
    chrono::NaiveDateTime => Timestamp,
}

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> ColumnType for chrono::DateTime<Tz> {
    const DATA_TYPE: DataType = DataType::Timestamp;
}

#[cfg(feature = "time")]
column_types! {
    time::Date => Date,
    time::Time => Time,
    time::PrimitiveDateTime => Timestamp,
    time::OffsetDateTime => Timestamp,
    time::UtcDateTime => Timestamp,
}

#[cfg(feature = "jiff")]
column_types! {
    jiff::civil::Date => Date,
    jiff::civil::Time => Time,
    jiff::civil::DateTime => Timestamp,
    jiff::Timestamp => Timestamp,
    jiff::Zoned => Timestamp,
}

#[cfg(feature = "uuid")]
column_types! {
    uuid::Uuid => Uuid,
}

#[cfg(feature = "rust_decimal")]
column_types! {
    rust_decimal::Decimal => Decimal,
}

#[cfg(feature = "bigdecimal")]
column_types! {
    bigdecimal::BigDecimal => Decimal,
}
