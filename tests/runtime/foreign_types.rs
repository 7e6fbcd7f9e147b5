//! Column types of other crates, each behind the feature with the name of its crate.

use std::borrow::Cow;

use peaka_runtime::{BiTable, DataType, DefaultValue};

#[derive(BiTable)]
#[allow(dead_code)]
struct Everything<'a> {
    #[bitable(default = "2024-02-29")]
    chrono_date: chrono::NaiveDate,
    #[bitable(default = "08:30:00.5")]
    chrono_time: chrono::NaiveTime,
    chrono_date_time: chrono::NaiveDateTime,
    #[bitable(default = "2024-02-29T08:30:00")]
    chrono_utc: chrono::DateTime<chrono::Utc>,
    chrono_fixed: chrono::DateTime<chrono::FixedOffset>,
    time_date: time::Date,
    time_time: time::Time,
    time_primitive: time::PrimitiveDateTime,
    time_offset: time::OffsetDateTime,
    time_utc: time::UtcDateTime,
    jiff_date: jiff::civil::Date,
    jiff_time: jiff::civil::Time,
    jiff_date_time: jiff::civil::DateTime,
    jiff_timestamp: jiff::Timestamp,
    jiff_zoned: Option<jiff::Zoned>,
    #[bitable(default = "12345678-9abc-def0-1234-56789abcdef0")]
    key: Cow<'a, uuid::Uuid>,
    #[bitable(default = 1.50)]
    rust_decimal: rust_decimal::Decimal,
    #[bitable(default = -3)]
    big_decimal: Box<bigdecimal::BigDecimal>,
}

#[test]
fn foreign_types_have_the_documented_data_types() {
    let types: Vec<_> = Everything::COLUMNS
        .iter()
        .map(|column| column.data_type)
        .collect();
    use DataType::{Date, Decimal, Time, Timestamp, Uuid};
    assert_eq!(
        types,
        [
            Date, Time, Timestamp, Timestamp, Timestamp, Date, Time, Timestamp, Timestamp,
            Timestamp, Date, Time, Timestamp, Timestamp, Timestamp, Uuid, Decimal, Decimal,
        ]
    );
    let last = Everything::COLUMNS
        .last()
        .and_then(|column| column.default_value);
    assert_eq!(last, Some(DefaultValue::Text("-3")));
}
