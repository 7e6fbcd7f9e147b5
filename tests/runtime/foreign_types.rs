//! Column types of other crates, each behind the feature with the name of its crate, and the values of all column types.

use std::borrow::Cow;
use std::num::{NonZero, Saturating, Wrapping};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use peaka_emulator::Emulator;
use peaka_runtime::{
    BiRow, BiTable, Binding, ColumnType, DataType, DefaultValue, FromCell, ToBinding,
};
use serde_json::Value;
use tests::start_emulator;

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

/// Declares the struct with a column of each type, and the functions that return its values as they are stored, as a
/// struct, and as they are bound.
macro_rules! columns {
    ($($field:ident: $type:ty = $stored:literal => $value:expr,)+) => {
        #[derive(Debug, PartialEq, BiTable, BiRow)]
        #[bitable(table = "values")]
        struct Values {
            $($field: $type,)+
        }

        fn stored_values() -> Value {
            Value::Object([$((stringify!($field).to_owned(), $stored.into()),)+].into_iter().collect())
        }

        fn values() -> Values {
            Values { $($field: $value,)+ }
        }

        /// Returns the filter for each column, with the value to bind.
        fn filters(values: &Values) -> Vec<(&'static str, Binding)> {
            vec![$((concat!(stringify!($field), " = ?"), bind(&values.$field)),)+]
        }
    };
}

/// Accepts only types that are declared, read and bound.
fn bind<T: ColumnType + FromCell + ToBinding>(value: &T) -> Binding {
    value.to_binding()
}

// The owned types in the docs of `ColumnType`, except chrono's `DateTime<Local>`, which needs another feature of chrono.
columns! {
    string: String = "it's" => "it's".to_owned(),
    character: char = "\u{e4}" => '\u{e4}',
    integer8: i8 = "-128" => i8::MIN,
    integer16: i16 = "-32768" => i16::MIN,
    integer32: i32 = "-2147483648" => i32::MIN,
    integer64: i64 = "-9223372036854775808" => i64::MIN,
    size: isize = "9223372036854775807" => isize::MAX,
    unsigned8: u8 = "255" => u8::MAX,
    unsigned16: u16 = "65535" => u16::MAX,
    unsigned32: u32 = "4294967295" => u32::MAX,
    nonzero8: NonZero<i8> = "-1" => NonZero::new(-1).unwrap(),
    nonzero16: NonZero<i16> = "-1" => NonZero::new(-1).unwrap(),
    nonzero32: NonZero<i32> = "-1" => NonZero::new(-1).unwrap(),
    nonzero64: NonZero<i64> = "-1" => NonZero::new(-1).unwrap(),
    nonzerosize: NonZero<isize> = "-1" => NonZero::new(-1).unwrap(),
    nonzerounsigned8: NonZero<u8> = "1" => NonZero::<u8>::MIN,
    nonzerounsigned16: NonZero<u16> = "1" => NonZero::<u16>::MIN,
    nonzerounsigned32: NonZero<u32> = "1" => NonZero::<u32>::MIN,
    wrapping: Wrapping<i64> = "7" => Wrapping(7),
    saturating: Saturating<u32> = "7" => Saturating(7),
    flag: bool = "true" => true,
    systemtime: SystemTime = "1970-01-01 00:00:01.5" => SystemTime::UNIX_EPOCH + Duration::from_millis(1500),
    option: Option<i64> = "7" => Some(7),
    boxed: Box<i64> = "7" => Box::new(7),
    counted: Rc<i64> = "7" => Rc::new(7),
    shared: Arc<i64> = "7" => Arc::new(7),
    copied: Cow<'static, i64> = "7" => Cow::Owned(7),
    boxedstr: Box<str> = "a" => "a".into(),
    countedstr: Rc<str> = "a" => "a".into(),
    sharedstr: Arc<str> = "a" => "a".into(),
    copiedstr: Cow<'static, str> = "a" => "a".into(),
    chronodate: chrono::NaiveDate = "2024-02-29" => "2024-02-29".parse().unwrap(),
    chronotime: chrono::NaiveTime = "08:30:00.5" => "08:30:00.5".parse().unwrap(),
    chronotimestamp: chrono::NaiveDateTime = "2024-02-29 08:30:00.5" => "2024-02-29T08:30:00.5".parse().unwrap(),
    chronoutc: chrono::DateTime<chrono::Utc> = "2024-02-29 08:30:00.5" => "2024-02-29T08:30:00.5Z".parse().unwrap(),
    chronofixed: chrono::DateTime<chrono::FixedOffset> = "2024-02-29 08:30:00.5" => "2024-02-29T08:30:00.5Z".parse().unwrap(),
    timedate: time::Date = "2024-02-29" => TIMESTAMP.date(),
    timetime: time::Time = "08:30:00.5" => TIMESTAMP.time(),
    timetimestamp: time::PrimitiveDateTime = "2024-02-29 08:30:00.5" => TIMESTAMP,
    timeoffset: time::OffsetDateTime = "2024-02-29 08:30:00.5" => TIMESTAMP.assume_utc(),
    timeutc: time::UtcDateTime = "2024-02-29 08:30:00.5" => TIMESTAMP.as_utc(),
    jiffdate: jiff::civil::Date = "2024-02-29" => "2024-02-29".parse().unwrap(),
    jifftime: jiff::civil::Time = "08:30:00.5" => "08:30:00.5".parse().unwrap(),
    jifftimestamp: jiff::civil::DateTime = "2024-02-29 08:30:00.5" => "2024-02-29T08:30:00.5".parse().unwrap(),
    jiffinstant: jiff::Timestamp = "2024-02-29 08:30:00.5" => "2024-02-29T08:30:00.5Z".parse().unwrap(),
    jiffzoned: jiff::Zoned = "1970-01-01 00:00:01.5" => jiff::Timestamp::new(1, 500_000_000).unwrap().to_zoned(jiff::tz::TimeZone::UTC),
    uuid: uuid::Uuid = "12345678-9abc-def0-1234-56789abcdef0" => uuid::Uuid::from_u128(0x1234_5678_9abc_def0_1234_5678_9abc_def0),
    rustdecimal: rust_decimal::Decimal = "-1.50" => rust_decimal::Decimal::new(-150, 2),
    bigdecimal: bigdecimal::BigDecimal = "-1.50" => bigdecimal::BigDecimal::new((-150).into(), 2),
}

/// The timestamp in the columns of the crate `time`.
const TIMESTAMP: time::PrimitiveDateTime = {
    let date = time::Date::from_ordinal_date(2024, 31 + 29);
    let time = time::Time::from_hms_milli(8, 30, 0, 500);
    match (date, time) {
        (Ok(date), Ok(time)) => time::PrimitiveDateTime::new(date, time),
        _ => panic!("a valid timestamp"),
    }
};

#[tokio::test]
async fn every_column_type_is_read_and_bound() {
    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    Values::sync_columns(&peaka)
        .create_table(true)
        .await
        .unwrap();
    emulator
        .insert_rows("emulator", "values", &[stored_values()])
        .unwrap();
    let read = Values::select(&peaka).fetch_one().await.unwrap();
    assert_eq!(read, values());
    for (filter, value) in filters(&read) {
        let bound = Values::select(&peaka).filter(filter).bind(value);
        assert_eq!(bound.fetch_one().await.unwrap(), values(), "{filter}");
    }
}
