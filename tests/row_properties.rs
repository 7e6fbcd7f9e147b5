//! Random rows of a struct with every type are read back equal: in all formats and spellings, and in pages.

use std::time::{Duration, SystemTime};

use bigdecimal::BigDecimal;
use peaka_emulator::{CellSpelling, Emulator, Profile, TimestampSpelling};
use peaka_runtime::__private::decode_rows;
use peaka_runtime::{BiRow, BiTable, ColumnType, FromCell};
use proptest::prelude::*;
use serde_json::{Value, json};
use tests::client_builder;

#[derive(Clone, Copy, Debug, PartialEq, ColumnType, FromCell)]
enum Kind {
    Click,
    View,
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::Click => "Click",
            Self::View => "View",
        }
    }
}

#[derive(Clone, Debug, PartialEq, ColumnType, FromCell)]
struct Visitor(uuid::Uuid);

#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
struct Price {
    net_price: BigDecimal,
    tax: Option<rust_decimal::Decimal>,
}

/// A row with every data type, as a value and as an `Option`.
#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
#[bitable(table = "events")]
struct Row {
    #[bitable(unique, not_null)]
    row_id: i64,
    note: Option<String>,
    remark: Box<str>,
    letter: char,
    kind: Kind,
    visitor: Option<Visitor>,
    small: Option<i8>,
    large: u32,
    paid: bool,
    human: Option<bool>,
    #[bitable(flatten)]
    price: Price,
    seen: jiff::Timestamp,
    sent: Option<SystemTime>,
    made: chrono::NaiveDateTime,
    day: jiff::civil::Date,
    hour: Option<time::Time>,
    #[bitable(skip)]
    cache: Vec<u8>,
}

/// Microseconds from the year 1 to the year 9999.
fn micros() -> impl Strategy<Value = i64> {
    -62_135_596_800_000_000_i64..253_402_300_800_000_000
}

fn system_time(micros: i64) -> SystemTime {
    let duration = Duration::from_micros(micros.unsigned_abs());
    if micros < 0 {
        SystemTime::UNIX_EPOCH - duration
    } else {
        SystemTime::UNIX_EPOCH + duration
    }
}

fn timestamp(micros: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(micros).unwrap()
}

fn row() -> impl Strategy<Value = Row> {
    let texts = (any::<Option<String>>(), any::<String>(), any::<char>());
    let kinds = (
        prop::sample::select(vec![Kind::Click, Kind::View]),
        prop::option::of(any::<u128>()),
    );
    let numbers = (
        any::<Option<i8>>(),
        any::<u32>(),
        any::<bool>(),
        any::<Option<bool>>(),
    );
    // 38 digits, and 28 that a `rust_decimal::Decimal` holds.
    let decimals = (
        -(10_i128.pow(38) - 1)..10_i128.pow(38),
        0_u32..=18,
        prop::option::of((any::<i64>(), 0_u32..=18)),
    );
    let times = (
        micros(),
        prop::option::of(micros()),
        micros(),
        prop::option::of((0_u8..24, 0_u8..60, 0_u8..60, 0_u32..1_000_000)),
    );
    (texts, kinds, numbers, decimals, times).prop_map(|(texts, kinds, numbers, decimals, times)| {
        let civil = jiff::tz::TimeZone::UTC.to_datetime(timestamp(times.0));
        Row {
            row_id: 0,
            note: texts.0,
            remark: texts.1.into(),
            letter: texts.2,
            kind: kinds.0,
            visitor: kinds
                .1
                .map(|visitor| Visitor(uuid::Uuid::from_u128(visitor))),
            small: numbers.0,
            large: numbers.1,
            paid: numbers.2,
            human: numbers.3,
            price: Price {
                net_price: BigDecimal::new(decimals.0.into(), decimals.1.into()),
                tax: decimals
                    .2
                    .map(|(digits, scale)| rust_decimal::Decimal::new(digits, scale)),
            },
            seen: timestamp(times.0),
            sent: times.1.map(system_time),
            made: chrono::DateTime::from_timestamp_micros(times.2)
                .unwrap()
                .naive_utc(),
            day: civil.date(),
            hour: times.3.map(|(hour, minute, second, micro)| {
                time::Time::from_hms_micro(hour, minute, second, micro).unwrap()
            }),
            cache: Vec::new(),
        }
    })
}

/// Returns the row as a test inserts it, by declared names.
fn inserted(row: &Row) -> Value {
    let micros = |time: SystemTime| match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()).unwrap(),
        Err(before) => -i64::try_from(before.duration().as_micros()).unwrap(),
    };
    json!({
        "row_id": row.row_id,
        "note": row.note,
        "remark": row.remark,
        "letter": row.letter,
        "kind": row.kind.text(),
        "visitor": row.visitor.as_ref().map(|visitor| visitor.0.to_string()),
        "small": row.small,
        "large": row.large,
        "paid": row.paid,
        "human": row.human,
        "net_price": row.price.net_price.to_plain_string(),
        "tax": row.price.tax.map(|tax| tax.to_string()),
        "seen": row.seen.to_string(),
        "sent": row.sent.map(|sent| timestamp(micros(sent)).to_string()),
        "made": row.made.to_string(),
        "day": row.day.to_string(),
        "hour": row.hour.map(|hour| {
            let (hour, minute, second, micro) = hour.as_hms_micro();
            format!("{hour:02}:{minute:02}:{second:02}.{micro:06}")
        }),
    })
}

async fn read_back(
    written: &[Row],
    profile: Profile,
    cells: CellSpelling,
    timestamps: TimestampSpelling,
) {
    let builder = Emulator::builder().profile(profile).cells(cells);
    let emulator = builder.timestamps(timestamps).start().await.unwrap();
    let peaka = client_builder(&emulator).build().unwrap();
    Row::sync_columns(&peaka).create_table(true).await.unwrap();
    let rows: Vec<_> = written.iter().map(inserted).collect();
    let stored = rows.iter().map(|row| {
        let fields = row.as_object().unwrap().clone().into_iter();
        let name = |name: String| match profile {
            Profile::Observed => name.replace('_', ""),
            Profile::Documented => name,
            _ => panic!("{profile}"),
        };
        Value::Object(fields.map(|(field, value)| (name(field), value)).collect())
    });
    let stored: Vec<_> = stored.collect();
    emulator.insert_rows("emulator", "events", &stored).unwrap();

    let selected = Row::select(&peaka).fetch_all().await.unwrap();
    assert_eq!(selected, written);
    let paged = Row::select(&peaka).page_by("row_id").page_size(2);
    assert_eq!(paged.fetch_all().await.unwrap(), written);
    let http = reqwest::Client::new();
    for format in ["CELL_TYPED", "SIMPLE", "COMPACT"] {
        let url = format!(
            "{}/data/projects/emulator/queries/execute?format={format}",
            emulator.base_url()
        );
        let request = http.post(url).bearer_auth(emulator.api_key());
        let sql = "SELECT * FROM peaka.bitable.events";
        let response = request
            .json(&json!({"statement": sql}))
            .send()
            .await
            .unwrap();
        let body = response.bytes().await.unwrap();
        assert_eq!(decode_rows::<Row>(&body).unwrap(), written, "{format}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_rows_are_read_back_equal(
        mut rows in prop::collection::vec(row(), 0..6),
        first in any::<i32>(),
        profile in prop::sample::select(vec![Profile::Documented, Profile::Observed]),
        cells in prop::sample::select(vec![CellSpelling::Strings, CellSpelling::Numbers]),
        timestamps in prop::sample::select(vec![
            TimestampSpelling::Plain,
            TimestampSpelling::Utc,
            TimestampSpelling::Iso,
        ]),
    ) {
        for (row_id, row) in (i64::from(first) << 30..).zip(&mut rows) {
            row.row_id = row_id;
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(read_back(&rows, profile, cells, timestamps));
    }
}
