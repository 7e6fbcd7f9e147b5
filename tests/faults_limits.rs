//! Responses that exceed a limit: in bytes, in columns or in the length of a text.
//!
//! `Scenario::run` asserts the invariants that hold under every fault. The numbers in the names of the
//! tests are those of the faults:
//!
//! - 11: A response is longer than the limit.
//! - 12: A response is compressed, although the client does not accept compression.
//! - 30: Names, data types and defaults are too long to print.
//! - 31: A table has too many columns (memory use: suite `memory`).

use std::time::{Duration, Instant};

use peaka_emulator::{Emulator, Fault};
use peaka_runtime::{BiTable, DriftKind, Error, Level};
use serde_json::{Value, json};
use tests::{
    ADD, ALL, API_KEY, Event, JSON, LIST, Scenario, client_builder, inject_for_all_attempts,
    start_emulator,
};

#[tokio::test]
async fn fault_11_response_is_read_up_to_the_limit() {
    for has_content_length in [true, false] {
        // Reading or buffering a whole terabyte would not end within the deadline.
        for bytes in [10_000_000, 1 << 40] {
            let oversized = || Fault::Oversized {
                bytes,
                has_content_length,
            };
            let with_limit = |limit| {
                Scenario::with(Duration::from_secs(4), move |c| c.max_response_bytes(limit))
            };
            let scenario = with_limit(64 * 1024).await;
            scenario.inject(LIST, oversized());
            let outcome = scenario.sync().await;
            assert!(matches!(outcome.error(), Error::UnreadableResponse { .. }));
            let message = outcome.error().to_string();
            assert!(
                message.contains("it is larger than 65536 bytes"),
                "{message}"
            );
            assert_eq!(outcome.requests.len(), 1);

            let scenario = with_limit(64 * 1024).await;
            scenario.inject(ADD, oversized());
            assert_eq!(scenario.sync().await.adds(), [ALL]);
        }
    }
    // A chunked response below the limit is read.
    let scenario = Scenario::new().await;
    let (bytes, has_content_length) = (10_000_000, false);
    scenario.inject(
        LIST,
        Fault::Oversized {
            bytes,
            has_content_length,
        },
    );
    assert_eq!(scenario.client.list_columns("events").await.unwrap(), []);
}

#[tokio::test]
async fn fault_12_compressed_response_is_not_decompressed() {
    let scenario = Scenario::new().await;
    let bytes = 65_536;
    scenario.inject(LIST, Fault::GzipBomb { bytes });
    let path = "data/projects/emulator/bitable/events/columns";
    let url = format!("{}/{path}", scenario.emulator.base_url());
    let request = reqwest::Client::new().get(url).bearer_auth(API_KEY).send();
    let decompressed = request.await.unwrap().text().await.unwrap();
    assert_eq!(
        decompressed.len(),
        65_536,
        "reqwest must be built with decompression, or this test proves nothing"
    );

    // Decompressed, the body would be an empty column list.
    inject_for_all_attempts(&scenario.emulator, LIST, || Fault::GzipBomb { bytes });
    let outcome = scenario.sync().await;
    assert!(matches!(outcome.error(), Error::UnreadableResponse { .. }));
    assert_eq!(outcome.writes(), 0);

    let scenario = Scenario::new().await;
    scenario.inject(ADD, Fault::GzipBomb { bytes });
    assert_eq!(scenario.sync().await.adds(), [ALL]);

    // The decompressed body would also exceed the response limit.
    let bytes = 10_000_000;
    let scenario = Scenario::with(Duration::from_secs(4), |client| {
        client.max_response_bytes(4096)
    })
    .await;
    inject_for_all_attempts(&scenario.emulator, LIST, || Fault::GzipBomb { bytes });
    let outcome = scenario.sync().await;
    assert!(matches!(outcome.error(), Error::UnreadableResponse { .. }));
    assert_eq!(outcome.writes(), 0);
}

/// Texts that are longer than the largest width that `format!` can pad to.
#[tokio::test]
async fn fault_30_long_names_types_and_defaults_are_shortened() {
    const LONG: usize = 70_000;
    let long = "x".repeat(LONG);
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let mut columns = json!([
        {"name": "a", "dataType": long, "defaultValue": long, "displayName": long},
        {"name": "b", "dataType": "varchar"},
        {"name": "c", "dataType": "boolean", "displayName": long},
    ]);
    let undeclared = (0..50).map(|i| json!({"name": format!("{long}{i}"), "dataType": long}));
    columns.as_array_mut().unwrap().extend(undeclared);
    for _ in 0..2 {
        let columns = columns.clone();
        emulator.inject(LIST, Fault::edit(move |list| *list = columns));
    }
    let plan = Event::sync_columns(&client).plan().await.unwrap();
    let error = Event::sync_columns(&client).await.unwrap_err();
    let report = error.report().unwrap();
    let shortened = format!("live type is {}… (70000 characters)", "x".repeat(200));
    for text in [plan.to_string(), report.to_string(), error.to_string()] {
        assert!(text.contains(&shortened), "{text}");
        assert!(text.lines().all(|line| line.len() < 4000), "{text}");
        assert!(text.len() < 200_000);
    }
    let json = serde_json::to_value(report).unwrap();
    assert_eq!(json["denied"][0]["live"], long);
}

/// One long text beside thousands of columns. Work in proportion to the product of both, such as padding each name to
/// the longest one, would take minutes.
#[tokio::test]
async fn fault_30_work_is_linear_in_the_size_of_the_response() {
    const LONG: usize = 8_000_000;
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let long = "é\u{200b}".repeat(LONG / 5);
    let columns = (0..9_000).map(|i| json!({"name": format!("c{i}"), "dataType": "bigint"}));
    let mut columns: Value = columns.collect();
    for (field, value) in [("name", "c0"), ("dataType", "bigint"), ("defaultValue", "")] {
        let mut column = json!({"name": "other", "dataType": "date"});
        column[field] = format!("{value}{long}").into();
        columns.as_array_mut().unwrap().push(column);
        let body = columns.to_string();
        for _ in 0..2 {
            emulator.inject(LIST, Fault::respond(200, JSON, body.as_str()));
        }
        let started = Instant::now();
        let plan = Event::sync_columns(&client).plan().await.unwrap();
        let error = Event::sync_columns(&client)
            .on(DriftKind::Unmanaged, Level::Deny)
            .await
            .unwrap_err();
        let report = error.report().unwrap();
        let texts = [plan.to_string(), report.to_string(), error.to_string()];
        let json = serde_json::to_string(report).unwrap();
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_secs(60), "{elapsed:?}");
        let lengths = texts.map(|text| text.len());
        assert!(
            lengths.iter().all(|length| *length < 1_500_000),
            "{lengths:?}"
        );
        assert_eq!(json.len() > LONG, field != "defaultValue");
        columns.as_array_mut().unwrap().pop();
    }
}

#[tokio::test]
async fn fault_31_table_with_too_many_columns_is_an_error_of_its_own() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let list = |count: usize| {
        let columns = (0..count).map(|i| json!({"name": format!("c{i}")}));
        columns.collect::<Value>().to_string()
    };
    emulator.inject(LIST, Fault::respond(200, JSON, list(10_000)));
    let columns = client.list_columns("events").await.unwrap();
    assert_eq!(columns.len(), 10_000);

    emulator.take_requests();
    emulator.inject(LIST, Fault::respond(200, JSON, list(500_000)));
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(matches!(&error, Error::TooManyColumns { max: 10_000, .. }));
    assert_eq!(
        error.to_string(),
        "table `events` has more than 10000 columns; help: check the table, or raise \
         `ClientBuilder::max_columns`"
    );
    assert_eq!(emulator.take_requests().len(), 1, "the list is not retried");

    let strict = client_builder(&emulator).max_columns(2).build().unwrap();
    emulator.inject(LIST, Fault::respond(200, JSON, list(3)));
    let error = strict.list_columns("events").await.unwrap_err();
    assert!(matches!(error, Error::TooManyColumns { max: 2, .. }));
}
