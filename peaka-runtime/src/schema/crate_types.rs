//! Which types of other crates are which data type, each behind the feature of its crate's name.

#[cfg(feature = "chrono")]
mod chrono {
    crate::schema::std_types::column_types! {
        chrono::NaiveDate => Date,
        chrono::NaiveTime => Time,
        chrono::NaiveDateTime => Timestamp,
    }

    impl<Tz: chrono::TimeZone> crate::ColumnType for chrono::DateTime<Tz> {
        const DATA_TYPE: crate::DataType = crate::DataType::Timestamp;
    }
}

#[cfg(feature = "time")]
crate::schema::std_types::column_types! {
    time::Date => Date,
    time::Time => Time,
    time::PrimitiveDateTime => Timestamp,
    time::OffsetDateTime => Timestamp,
    time::UtcDateTime => Timestamp,
}

#[cfg(feature = "jiff")]
crate::schema::std_types::column_types! {
    jiff::civil::Date => Date,
    jiff::civil::Time => Time,
    jiff::civil::DateTime => Timestamp,
    jiff::Timestamp => Timestamp,
    jiff::Zoned => Timestamp,
}

#[cfg(feature = "uuid")]
crate::schema::std_types::column_types! {
    uuid::Uuid => Uuid,
}

#[cfg(feature = "rust_decimal")]
crate::schema::std_types::column_types! {
    rust_decimal::Decimal => Decimal,
}

#[cfg(feature = "bigdecimal")]
crate::schema::std_types::column_types! {
    bigdecimal::BigDecimal => Decimal,
}
