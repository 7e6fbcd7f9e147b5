//! Queries over HTTP: rows are read into structs, tuples and dynamic rows, in both profiles and both spellings.

use std::time::{Duration, SystemTime};

use peaka_emulator::{CellSpelling, Emulator, Fault, Operation, Profile, TimestampSpelling};
use peaka_runtime::{
    BiRow, BiTable, BindingsKey, Client, ColumnType, Error, FromCell, Row, ToBinding,
};
use serde_json::{Value, json};
use tests::client_builder;

#[derive(Clone, Copy, Debug, PartialEq, ColumnType, FromCell)]
enum Kind {
    Click,
    View,
}

#[derive(Clone, Debug, PartialEq, ColumnType, FromCell)]
struct VisitorId(uuid::Uuid);

#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
struct Price {
    net_price: bigdecimal::BigDecimal,
    tax: Option<rust_decimal::Decimal>,
}

/// Every data type, with names that the observed profile stores without underscores.
#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
#[bitable(table = "events")]
struct Event {
    #[bitable(default = 0)]
    id: i64,
    kind: Kind,
    visitor_id: Option<VisitorId>,
    #[bitable(name = "remark")]
    note: Option<String>,
    is_paid: bool,
    #[bitable(flatten)]
    price: Price,
    seen_at: chrono::NaiveDateTime,
    sent_at: chrono::DateTime<chrono::Utc>,
    read_at: Option<jiff::Timestamp>,
    stored_at: SystemTime,
    made_at: time::OffsetDateTime,
    day: chrono::NaiveDate,
    hour: time::Time,
    #[bitable(skip)]
    cache: Vec<u8>,
}

const ALL: &str = r#"SELECT * FROM "peaka"."bitable"."events""#;

fn client(emulator: &Emulator) -> Client {
    client_builder(emulator).build().unwrap()
}

/// Returns rows of the table under the names that the profile stores.
fn stored(profile: Profile, row: Value) -> Value {
    let Value::Object(fields) = row else {
        return row;
    };
    let fields = fields.into_iter().map(|(name, value)| match profile {
        Profile::Observed => (name.replace('_', ""), value),
        Profile::Documented => (name, value),
        _ => panic!("{profile}"),
    });
    Value::Object(fields.collect())
}

/// Starts an emulator with two columns and three rows.
async fn small(builder: peaka_emulator::Builder) -> (Emulator, Client) {
    #[derive(BiTable)]
    #[bitable(table = "events")]
    #[allow(dead_code)]
    struct Small {
        id: i64,
        note: Option<String>,
    }

    let emulator = builder.start().await.unwrap();
    let peaka = client(&emulator);
    Small::sync_columns(&peaka)
        .create_table(true)
        .await
        .unwrap();
    let rows = [
        json!({"id": 1, "note": "a"}),
        json!({"id": 2}),
        json!({"id": 3, "note": "it's ?"}),
    ];
    emulator.insert_rows("emulator", "events", &rows).unwrap();
    emulator.take_requests();
    (emulator, peaka)
}

fn row() -> Value {
    json!({
        "id": "9007199254740993",
        "kind": "View",
        "visitor_id": "12345678-9ABC-DEF0-1234-56789ABCDEF0",
        "remark": "ä \"\\\n",
        "is_paid": true,
        "net_price": "12345678901234567890.123456789012345678",
        "tax": "1.5000000000",
        "seen_at": "2024-01-31 08:30:00.123456",
        "sent_at": "2024-01-31 08:30:00.123456",
        "read_at": "1969-12-31 23:59:59.999999",
        "stored_at": "2024-01-31 08:30:00",
        "made_at": "2024-02-29T23:59:59.5Z",
        "day": "2024-02-29",
        "hour": "23:59:59.000001",
    })
}

fn event() -> Event {
    let civil = |text: &str| text.parse::<jiff::civil::DateTime>().unwrap();
    let instant = |text| {
        civil(text)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .unwrap()
            .timestamp()
    };
    let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    let seen = day.and_hms_micro_opt(8, 30, 0, 123_456).unwrap();
    Event {
        id: 9_007_199_254_740_993,
        kind: Kind::View,
        visitor_id: Some(VisitorId(uuid::Uuid::from_u128(
            0x1234_5678_9abc_def0_1234_5678_9abc_def0,
        ))),
        note: Some("ä \"\\\n".to_owned()),
        is_paid: true,
        price: Price {
            net_price: "12345678901234567890.123456789012345678".parse().unwrap(),
            tax: Some(rust_decimal::Decimal::new(15, 1)),
        },
        seen_at: seen,
        sent_at: seen.and_utc(),
        read_at: Some(instant("1969-12-31T23:59:59.999999")),
        stored_at: SystemTime::UNIX_EPOCH + Duration::from_secs(1_706_689_800),
        made_at: time::OffsetDateTime::from_unix_timestamp_nanos(1_709_251_199_500_000_000)
            .unwrap(),
        day: chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        hour: time::Time::from_hms_micro(23, 59, 59, 1).unwrap(),
        cache: Vec::new(),
    }
}

#[tokio::test]
async fn every_type_is_read_without_loss_in_both_profiles_and_every_format() {
    for profile in [Profile::Documented, Profile::Observed] {
        for cells in [CellSpelling::Strings, CellSpelling::Numbers] {
            for timestamps in [
                TimestampSpelling::Plain,
                TimestampSpelling::Utc,
                TimestampSpelling::Iso,
            ] {
                let builder = Emulator::builder().profile(profile).cells(cells);
                let emulator = builder.timestamps(timestamps).start().await.unwrap();
                let peaka = client(&emulator);
                Event::sync_columns(&peaka)
                    .create_table(true)
                    .await
                    .unwrap();
                let rows = [stored(profile, row())];
                emulator.insert_rows("emulator", "events", &rows).unwrap();
                let events: Vec<Event> = peaka.query(ALL).fetch_all().await.unwrap();
                assert_eq!(events, [event()], "{profile} {cells:?} {timestamps:?}");
            }
        }
    }
}

#[tokio::test]
async fn null_is_read_only_into_an_option() {
    let (_emulator, peaka) = small(Emulator::builder()).await;
    let rows = peaka.query(ALL).fetch_all::<(i64, Option<String>)>().await;
    let note = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows.unwrap(),
        [(1, note("a")), (2, None), (3, note("it's ?"))]
    );
    let error = peaka.query(ALL).fetch_all::<(i64, String)>().await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "row 2, column `note`: expected text, found NULL; help: read the column as an `Option`"
    );
}

#[tokio::test]
async fn unexpected_value_is_data_in_the_json_of_the_error() {
    let (_emulator, peaka) = small(Emulator::builder()).await;
    for (error, expected) in [
        (
            peaka
                .query(ALL)
                .fetch_all::<(i64, String)>()
                .await
                .map(|_| ()),
            json!({"row": 2, "column": "note", "expected": "text"}),
        ),
        (
            peaka
                .query(ALL)
                .fetch_all::<(i64, Kind)>()
                .await
                .map(|_| ()),
            json!({"row": 1, "column": "note", "expected": "one of Click, View", "found": "a"}),
        ),
        (
            peaka.query(ALL).fetch_all::<(u8, i64)>().await.map(|_| ()),
            json!({"row": 1, "column": "note", "expected": format!("an integer from {} to {}", i64::MIN, i64::MAX), "found": "a"}),
        ),
    ] {
        let json = serde_json::to_value(error.unwrap_err()).unwrap();
        for field in ["row", "column", "expected", "found"] {
            assert_eq!(json.get(field), expected.get(field), "{field}");
        }
        schemas::assert_valid("RuntimeError", &json);
    }
}

#[tokio::test]
async fn missing_column_is_an_error_that_lists_the_columns() {
    #[derive(Debug, BiRow)]
    #[allow(dead_code)]
    struct Other {
        id: i64,
        user_name: Option<String>,
    }

    let (_emulator, peaka) = small(Emulator::builder()).await;
    let error = peaka.query(ALL).fetch_all::<Other>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the result has no column `user_name`; its columns are `id`, `note`; help: select the column, \
         or change the name in the struct"
    );
    assert!(matches!(&error, Error::Row(error) if error.column() == Some("user_name")));
    assert_eq!(serde_json::to_value(&error).unwrap()["kind"], "row");
}

#[tokio::test]
async fn enum_is_read_from_the_name_of_a_variant() {
    let (_emulator, peaka) = small(Emulator::builder()).await;
    let error = peaka
        .query(ALL)
        .fetch_all::<(i64, Kind)>()
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "row 1, column `note`: expected one of Click, View, found `a`"
    );
}

#[tokio::test]
async fn prefixed_columns_and_renamed_variants_are_read_as_declared() {
    #[derive(Clone, Copy, Debug, PartialEq, ColumnType, FromCell)]
    #[bitable(rename_all = "snake_case")]
    enum State {
        InTransit,
        #[bitable(name = "gone!")]
        Lost,
    }

    #[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
    struct Parcel {
        street_name: String,
        state: State,
    }

    #[derive(Debug, PartialEq, BiTable, BiRow)]
    struct Outer {
        #[bitable(flatten(prefix = "in_"))]
        parcel: Parcel,
    }

    #[derive(Debug, PartialEq, BiTable, BiRow)]
    #[bitable(table = "events")]
    struct Parcels {
        #[bitable(flatten(prefix = "first_"))]
        first: Outer,
        #[bitable(flatten(prefix = "second_"))]
        second: Parcel,
        #[bitable(flatten)]
        third: Parcel,
    }

    for profile in [Profile::Observed, Profile::Documented] {
        let emulator = Emulator::builder().profile(profile).start().await.unwrap();
        let peaka = client(&emulator);
        Parcels::sync_columns(&peaka)
            .create_table(true)
            .await
            .unwrap();
        let row = json!({
            "first_in_street_name": "a", "first_in_state": "in_transit",
            "second_street_name": "b", "second_state": "gone!",
            "street_name": "c", "state": "in_transit",
        });
        emulator
            .insert_rows("emulator", "events", &[stored(profile, row)])
            .unwrap();
        let parcel = |street: &str, state| Parcel {
            street_name: street.to_owned(),
            state,
        };
        assert_eq!(
            peaka.query(ALL).fetch_one::<Parcels>().await.unwrap(),
            Parcels {
                first: Outer {
                    parcel: parcel("a", State::InTransit),
                },
                second: parcel("b", State::Lost),
                third: parcel("c", State::InTransit),
            }
        );
    }
}

#[tokio::test]
async fn bindings_are_cast_to_their_type() {
    let (emulator, peaka) = small(Emulator::builder()).await;
    let sql = "SELECT id FROM peaka.bitable.events WHERE id > ? AND note = ? -- not ?";
    let query = || peaka.query(sql).bind(1).bind("it's ?");
    let rows = query().fetch_all::<(i64,)>().await.unwrap();
    assert_eq!(rows, [(3,)]);
    let rows = query()
        .bindings_key(BindingsKey::BindArgs)
        .fetch_all::<(i64,)>();
    assert_eq!(rows.await.unwrap(), [(3,)]);
    let [first, second] = &emulator.requests()[..] else {
        panic!("two requests");
    };
    let statement = "SELECT id FROM peaka.bitable.events WHERE id > CAST(? AS BIGINT) AND note = ?";
    assert_eq!(
        first.body,
        Some(json!({"statement": statement, "bindings": ["1", "it's ?"], "timeout": 10}))
    );
    assert_eq!(
        second.body,
        Some(json!({"statement": statement, "bindArgs": ["1", "it's ?"], "timeout": 10}))
    );
}

#[tokio::test]
async fn every_binding_selects_the_row_with_its_value() {
    let emulator = Emulator::builder().start().await.unwrap();
    let peaka = client(&emulator);
    Event::sync_columns(&peaka)
        .create_table(true)
        .await
        .unwrap();
    emulator
        .insert_rows("emulator", "events", &[row()])
        .unwrap();
    let Event {
        id,
        kind,
        visitor_id,
        note,
        is_paid,
        price,
        seen_at,
        sent_at,
        read_at,
        stored_at,
        made_at,
        day,
        hour,
        cache: _,
    } = event();
    let count = async |column: &str, value: &dyn ToBinding| {
        let sql = format!("SELECT COUNT(*) FROM peaka.bitable.events WHERE {column} = ?");
        let (count,): (u64,) = peaka.query(sql).bind(value).fetch_one().await.unwrap();
        count
    };
    assert_eq!(count("id", &id).await, 1);
    assert_eq!(count("id", &(id - 1)).await, 0);
    assert_eq!(count("kind", &kind).await, 1);
    assert_eq!(count("kind", &Kind::Click).await, 0);
    assert_eq!(count("visitor_id", &visitor_id).await, 1);
    assert_eq!(count("remark", &note).await, 1);
    assert_eq!(count("is_paid", &is_paid).await, 1);
    assert_eq!(count("net_price", &price.net_price).await, 1);
    assert_eq!(count("tax", &price.tax).await, 1);
    assert_eq!(count("seen_at", &seen_at).await, 1);
    assert_eq!(count("sent_at", &sent_at).await, 1);
    assert_eq!(count("read_at", &read_at).await, 1);
    assert_eq!(count("stored_at", &stored_at).await, 1);
    assert_eq!(count("made_at", &made_at).await, 1);
    assert_eq!(count("day", &day).await, 1);
    assert_eq!(count("hour", &hour).await, 1);
}

#[tokio::test]
async fn statement_that_may_write_is_not_sent() {
    let (emulator, peaka) = small(Emulator::builder()).await;
    for (sql, message) in [
        (
            "DELETE FROM peaka.bitable.events",
            "invalid query: only reading is allowed, found `DELETE`",
        ),
        (
            "SELECT 1; DROP TABLE t",
            "invalid query: it has more than one statement",
        ),
        (
            "SELECT id FROM peaka.bitable.events WHERE id = ?",
            "invalid query: it has 1 placeholder for 0 values",
        ),
    ] {
        let error = peaka.query(sql).fetch_all::<Row>().await.unwrap_err();
        assert_eq!(error.message(), message);
        assert!(matches!(error, Error::Config(_)));
    }
    assert_eq!(emulator.requests(), []);
}

#[tokio::test]
async fn query_is_retried_like_a_list() {
    let (emulator, peaka) = small(Emulator::builder()).await;
    emulator.inject(
        Operation::ExecuteQuery,
        Fault::respond(503, "text/plain", ""),
    );
    emulator.inject(Operation::ExecuteQuery, Fault::Drop);
    let rows = peaka.query(ALL).fetch_all::<Row>().await.unwrap();
    assert_eq!((rows.len(), emulator.requests().len()), (3, 3));
}

#[tokio::test]
async fn sql_error_of_the_service_is_shown_and_not_retried() {
    let (emulator, peaka) = small(Emulator::builder()).await;
    let query = peaka.query("SELECT x FROM peaka.bitable.events");
    let error = query.fetch_all::<Row>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to run the query: status 400: line 1:8: Column 'x' cannot be resolved; \
         help: change the query as the message says"
    );
    let key = emulator.api_key().to_owned();
    let body = json!({"message": format!("bad {key}\u{1b}[2J {}", "x".repeat(500))});
    let fault = Fault::respond(400, "application/json", body.to_string());
    emulator.inject(Operation::ExecuteQuery, fault);
    let error = peaka
        .query(ALL)
        .fetch_all::<Row>()
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("bad [API key]\\u{1b}[2J xxx"), "{error}");
    assert!(!error.contains(&key) && error.len() < 400, "{error}");
    assert_eq!(emulator.requests().len(), 2);
}

/// A response over the limit is deterministic. One that the service cut off may have been damaged on the way.
#[tokio::test]
async fn result_over_the_limit_of_the_client_is_not_retried() {
    for has_content_length in [false, true] {
        let (emulator, _) = small(Emulator::builder()).await;
        let peaka = client_builder(&emulator).max_response_bytes(4096);
        let peaka = peaka.build().unwrap();
        let oversized = Fault::Oversized {
            bytes: 4097,
            has_content_length,
        };
        emulator.inject(Operation::ExecuteQuery, oversized);
        let error = peaka.query(ALL).fetch_all::<Row>().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the result of the query is too large: it is larger than 4096 bytes; help: read fewer rows at once: with \
             LIMIT or WHERE, or in pages; or raise `ClientBuilder::max_response_bytes`"
        );
        assert!(!error.is_retryable());
        assert_eq!(emulator.requests().len(), 1);
    }
}

#[tokio::test]
async fn too_large_result_has_its_own_error() {
    let (emulator, peaka) = small(Emulator::builder().max_result_rows(2)).await;
    let error = peaka.query(ALL).fetch_all::<Row>().await.unwrap_err();
    assert!(matches!(error, Error::UnreadableResult { .. }), "{error}");
    let text = error.to_string();
    assert!(
        text.starts_with(
            "the result of the query is probably too large: the response cannot be read: "
        ) && text.ends_with("; help: read fewer rows at once: with LIMIT or WHERE, or in pages"),
        "{text}"
    );
    assert_eq!(emulator.take_requests().len(), 3);
    let sql = format!("{ALL} LIMIT 2");
    assert_eq!(peaka.query(sql).fetch_all::<Row>().await.unwrap().len(), 2);
}

#[tokio::test]
async fn timeout_of_the_query_replaces_that_of_the_client() {
    let (emulator, peaka) = small(Emulator::builder()).await;
    for _ in 0..3 {
        let wait = Duration::from_secs(20);
        emulator.inject(
            Operation::ExecuteQuery,
            Fault::DelayResponse { delay: wait },
        );
    }
    let query = peaka.query(ALL).timeout(Duration::from_millis(20));
    let error = query.fetch_all::<Row>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(emulator.requests()[0].body.as_ref().unwrap()["timeout"], 1);
}

#[tokio::test]
async fn fetch_one_expects_exactly_one_row() {
    let (_emulator, peaka) = small(Emulator::builder()).await;
    let query = |id: i64| {
        let sql = "SELECT id FROM peaka.bitable.events WHERE id >= ?";
        peaka.query(sql).bind(id)
    };
    assert_eq!(query(3).fetch_one::<(i64,)>().await.unwrap(), (3,));
    assert_eq!(
        query(3).fetch_optional::<(i64,)>().await.unwrap(),
        Some((3,))
    );
    assert_eq!(query(4).fetch_optional::<(i64,)>().await.unwrap(), None);
    let none = query(4).fetch_one::<(i64,)>().await.unwrap_err();
    assert_eq!(none.message(), "the query returned no row");
    let many = query(2).fetch_one::<(i64,)>().await.unwrap_err();
    assert_eq!(many.message(), "the query returned more than one row");
    let many = query(2).fetch_optional::<(i64,)>().await.unwrap_err();
    assert_eq!(many.message(), "the query returned more than one row");
}
