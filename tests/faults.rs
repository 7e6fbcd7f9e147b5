//! The numbered faults that can occur between a client and the service. Under every fault, `Scenario`
//! asserts that no column is lost or duplicated, that the API key is not exposed, that the deadline
//! is met, and that a later run without faults sends no write.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Fault, LoggedRequest, Operation};
use peaka_runtime::blocking::Wait;
use peaka_runtime::{
    BiTable, Client, ColumnDetail, ColumnRequest, DataType, DriftKind, DriftSource, Error,
    Progress, SyncColumns, TransportErrorKind, Write,
};
use serde_json::{Value, json};
use tests::{API_KEY, Event, Scenario, client_builder, inject_for_all_attempts, start_emulator};

const ADD: Operation = Operation::AddColumns;
const LIST: Operation = Operation::ListColumns;

const JSON: &str = "application/json";

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The columns of an add request that adds every declared column.
const ALL: [&str; 3] = ["a", "b", "c"];

#[tokio::test]
async fn fault_01_applied_add_is_not_resent_after_lost_response() {
    for fault in [Fault::DropAfter, Fault::ResetAfter] {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, fault);
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL]);
    }
}

#[tokio::test]
async fn fault_02_lost_add_is_resent_once() {
    let faults: [fn() -> Fault; 2] = [|| Fault::Drop, || Fault::Reset];
    let once = join_all(faults.map(async |fault| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL, ALL]);
    }));
    let twice = join_all(faults.map(async |fault| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, fault());
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_ambiguous());
        assert_eq!(outcome.adds(), [ALL, ALL], "the add is resent only once");
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    }));
    tokio::join!(once, twice);
}

#[tokio::test]
async fn fault_03_reset_before_headers_applies_the_add_once_on_new_and_reused_connections() {
    join_all([true, false].map(async |is_new_connection| {
        let scenario = Scenario::new().await;
        if !is_new_connection {
            scenario.client.list_tables().await.unwrap();
        }
        scenario.inject(LIST, Fault::Reset);
        assert_eq!(scenario.sync().await.adds(), [ALL]);

        join_all(
            [(Fault::Reset, 2), (Fault::ResetAfter, 1)].map(async |(fault, adds)| {
                let scenario = Scenario::new().await;
                if is_new_connection {
                    // The response to the list closes the connection, so the add needs a new one.
                    let columns = scenario.emulator.columns("emulator", "events").unwrap();
                    let listed = Fault::answer(200, JSON, columns.to_string());
                    scenario.inject(LIST, listed.header("connection", "close"));
                }
                scenario.inject(ADD, fault);
                let outcome = scenario.sync().await;
                assert_eq!(outcome.report().added, ALL);
                assert_eq!(outcome.adds(), vec![ALL; adds]);
            }),
        )
        .await;

        let scenario = Scenario::new().await;
        if !is_new_connection {
            scenario.client.list_tables().await.unwrap();
        }
        let before = scenario.emulator.requests().len();
        scenario.inject(ADD, Fault::ResetAfter);
        let error = scenario.client.add_columns("events", Event::COLUMNS).await;
        assert!(error.unwrap_err().is_ambiguous());
        assert_eq!(scenario.emulator.requests().len(), before + 1);
        assert_eq!(scenario.sync().await.writes(), 0);
    }))
    .await;
}

/// The times at which requests arrived, recorded by a fault that changes nothing else.
#[derive(Clone, Default)]
struct ArrivalTimes(Arc<Mutex<Vec<(Instant, SystemTime)>>>);

impl ArrivalTimes {
    fn record(&self) -> Fault {
        let times = Arc::clone(&self.0);
        Fault::edit(move |_| {
            times
                .lock()
                .unwrap()
                .push((Instant::now(), SystemTime::now()));
        })
    }

    fn nth(&self, n: usize) -> (Instant, SystemTime) {
        self.0.lock().unwrap()[n]
    }
}

fn busy(retry_after: impl Into<Vec<u8>>) -> Fault {
    Fault::answer(429, "text/plain", "slow down").header("retry-after", retry_after)
}

/// Returns a scenario in which the first request of the operation is answered with `retry-after`. The
/// first recorded time is that of the request after it. For an add, the time of the list before it
/// comes first.
async fn with_retry_after(operation: Operation, retry_after: &str) -> (Scenario, ArrivalTimes) {
    let (scenario, times) = (Scenario::new().await, ArrivalTimes::default());
    if operation == ADD {
        scenario.inject(LIST, times.record());
    }
    scenario.inject(operation, busy(retry_after));
    scenario.inject(LIST, times.record());
    scenario.inject(ADD, times.record());
    (scenario, times)
}

#[tokio::test]
async fn fault_04_no_request_is_sent_before_retry_after_seconds() {
    let list = async {
        let (scenario, times) = with_retry_after(LIST, "1").await;
        let started = Instant::now();
        let outcome = scenario.sync().await;
        assert_eq!(outcome.adds(), [ALL]);
        assert!(times.nth(0).0 - started >= Duration::from_secs(1));
    };
    let add = async {
        let (scenario, times) = with_retry_after(ADD, "1").await;
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL, ALL]);
        // The list that verifies the add must wait, too.
        assert!(times.nth(1).0 - times.nth(0).0 >= Duration::from_secs(1));
    };
    tokio::join!(list, add);
}

#[tokio::test]
async fn fault_04_deadline_takes_precedence_over_retry_after() {
    let scenario = Scenario::with(millis(500), |client| client).await;
    inject_for_all_attempts(&scenario.emulator, LIST, || busy("20"));
    let outcome = scenario.sync().await;
    assert!(outcome.error().is_retryable() && !outcome.error().is_ambiguous());
    assert_eq!(
        outcome.requests.len(),
        1,
        "a request was sent before `retry-after`"
    );

    let scenario = Scenario::with(millis(500), |client| client).await;
    scenario.inject(ADD, busy("20"));
    scenario.inject(ADD, busy("20"));
    let outcome = scenario.sync().await;
    outcome.error();
    assert_eq!(
        outcome.adds(),
        [ALL],
        "a request was sent before `retry-after`"
    );
}

#[tokio::test]
async fn fault_05_no_request_is_sent_before_retry_after_date() {
    join_all([LIST, ADD].map(async |operation| {
        let date = SystemTime::now() + Duration::from_secs(2);
        let header = httpdate::fmt_http_date(date);
        let date = httpdate::parse_http_date(&header).unwrap();
        let (scenario, times) = with_retry_after(operation, &header).await;
        assert_eq!(scenario.sync().await.report().added, ALL);
        assert!(times.nth(usize::from(operation == ADD)).1 >= date);
    }))
    .await;
}

#[tokio::test]
async fn fault_05_past_or_invalid_retry_after_is_ignored() {
    let cases = [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "0",
        "",
        "soon",
        "-1",
        "1.5",
        "2 hours",
        "Wed, 99 Oct 2099 07:28:00 GMT",
    ];
    let cases = cases.map(|value| [(LIST, value), (ADD, value)]);
    join_all(cases.concat().into_iter().map(async |(operation, value)| {
        let (scenario, times) = with_retry_after(operation, value).await;
        let started = Instant::now();
        assert_eq!(scenario.sync().await.report().added, ALL);
        let next = times.nth(usize::from(operation == ADD)).0;
        assert!(next - started < Duration::from_secs(1), "{value:?}");
    }))
    .await;
    let scenario = Scenario::new().await;
    scenario.inject(LIST, busy(b"\xff\xfe".as_slice()));
    assert_eq!(scenario.sync().await.adds(), [ALL]);
}

#[tokio::test]
async fn fault_05_huge_retry_after_does_not_overflow_and_ends_at_the_deadline() {
    let cases = [
        "1000000000",
        "18446744073709551615",
        "99999999999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ];
    join_all(cases.map(async |value| {
        let scenario = Scenario::with(millis(500), |client| client).await;
        inject_for_all_attempts(&scenario.emulator, LIST, || busy(value));
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_retryable(), "{value}");
        assert_eq!(outcome.requests.len(), 1);

        let scenario = Scenario::with(millis(500), |client| client).await;
        scenario.inject(ADD, busy(value));
        scenario.inject(ADD, busy(value));
        let outcome = scenario.sync().await;
        outcome.error();
        assert_eq!(outcome.adds(), [ALL], "{value}");
    }))
    .await;
}

fn gateway_page() -> Fault {
    let page = format!(
        "<html>\r\n<h1>Bad Gateway</h1>\x1b[2J{}</html>",
        "<p>\n".repeat(10_000)
    );
    Fault::answer(502, "text/html", page)
}

#[tokio::test]
async fn fault_06_gateway_page_is_reported_as_status_with_short_escaped_excerpt() {
    let recovered = async {
        let scenario = Scenario::new().await;
        scenario.inject(LIST, gateway_page());
        scenario.inject(ADD, gateway_page());
        assert_eq!(scenario.sync().await.report().added, ALL);
    };
    let failed = async {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, gateway_page());
        scenario.inject(ADD, gateway_page());
        scenario.sync().await
    };
    let ((), added) = tokio::join!(recovered, failed);
    assert!(added.error().is_ambiguous());
    assert_eq!(added.adds(), [ALL, ALL]);

    let scenario = Scenario::new().await;
    inject_for_all_attempts(&scenario.emulator, LIST, gateway_page);
    let listed = scenario.sync().await;
    assert!(matches!(listed.error(), Error::Status { status: 502, .. }));
    assert_eq!(listed.writes(), 0);

    for outcome in [listed, added] {
        let message = outcome.error().to_string();
        assert!(
            message.contains("status 502: <html> <h1>Bad Gateway</h1>\\u{1b}[2J<p> <p> "),
            "{message}"
        );
        assert!(
            message.len() < 700 && !message.contains(char::is_control),
            "{message}"
        );
    }
}

#[tokio::test]
async fn fault_07_gateway_timeout_of_an_add_is_ambiguous() {
    let gateway_timeout = || Fault::answer_after(504, "text/html", "<h1>Gateway Timeout</h1>");
    let scenario = Scenario::new().await;
    scenario.inject(ADD, gateway_timeout());
    let outcome = scenario.sync().await;
    assert_eq!(outcome.report().added, ALL);
    assert_eq!(outcome.adds(), [ALL]);

    // Without a column list, the add stays ambiguous.
    let scenario = Scenario::with(millis(900), |client| client).await;
    scenario.inject(LIST, Fault::edit(|_| {}));
    scenario.inject(ADD, gateway_timeout());
    for _ in 0..100 {
        scenario.inject(LIST, Fault::answer(503, "text/plain", "busy"));
    }
    let outcome = scenario.sync().await;
    assert!(outcome.error().is_ambiguous(), "{}", outcome.error());
    assert_eq!(outcome.adds(), [ALL]);
    assert_eq!(outcome.next_run.unwrap().present, ALL);

    let scenario = Scenario::new().await;
    scenario.inject(ADD, gateway_timeout());
    let error = scenario.client.add_columns("events", Event::COLUMNS).await;
    let error = error.unwrap_err();
    assert!(error.is_ambiguous() && !error.is_retryable());
    assert_eq!(scenario.sync().await.writes(), 0);
}

#[tokio::test]
async fn fault_08_truncated_add_response_is_ambiguous_and_truncated_list_is_retried() {
    let incomplete = "[{\"name\":\"a\",\"dataTy";
    for bytes in [0, 1, 20] {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::Truncate { bytes });
        assert_eq!(scenario.sync().await.adds(), [ALL]);

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::Truncate { bytes });
        let error = scenario.client.add_columns("events", Event::COLUMNS).await;
        assert!(error.unwrap_err().is_ambiguous());
        assert_eq!(scenario.sync().await.writes(), 0);

        let scenario = Scenario::new().await;
        scenario.inject(LIST, Fault::Truncate { bytes });
        let before = scenario.emulator.requests().len();
        assert_eq!(
            scenario.client.list_columns("events").await.unwrap().len(),
            1
        );
        assert_eq!(scenario.emulator.requests().len(), before + 2);
        scenario.inject(LIST, Fault::Truncate { bytes });
        assert_eq!(scenario.sync().await.adds(), [ALL]);
    }
    // The body has its announced length, but is incomplete JSON.
    let scenario = Scenario::new().await;
    scenario.inject(LIST, Fault::answer(200, JSON, incomplete));
    scenario.inject(ADD, Fault::answer_after(200, JSON, incomplete));
    assert_eq!(scenario.sync().await.adds(), [ALL]);
    let scenario = Scenario::new().await;
    inject_for_all_attempts(&scenario.emulator, LIST, || {
        Fault::answer(200, JSON, incomplete)
    });
    let outcome = scenario.sync().await;
    assert!(matches!(outcome.error(), Error::Response { .. }));
    assert_eq!(outcome.writes(), 0);
}

/// Asserts that a response whose headers or body are late is handled as a timeout.
async fn assert_late_response_times_out(fault: impl Fn() -> Fault) {
    let list = async {
        let scenario = Scenario::with(millis(600), |client| client).await;
        inject_for_all_attempts(&scenario.emulator, LIST, &fault);
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_timeout() && !outcome.error().is_ambiguous());
        assert_eq!(outcome.writes(), 0);
    };
    let add = async {
        let scenario = Scenario::with(millis(600), |client| client).await;
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert_eq!(outcome.adds(), [ALL]);
        assert!(outcome.error().is_ambiguous(), "{}", outcome.error());
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    };
    // The timeout of one request passes before the deadline of the sync.
    let request_timeout = async {
        let scenario = Scenario::with(Duration::from_secs(4), |c| c.timeout(millis(400))).await;
        scenario.inject(LIST, fault());
        scenario.inject(ADD, fault());
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL]);
    };
    tokio::join!(list, add, request_timeout);
}

#[tokio::test]
async fn fault_09_late_headers_do_not_delay_the_deadline() {
    let wait = Duration::from_secs(60);
    assert_late_response_times_out(|| Fault::Late { wait }).await;
}

#[tokio::test]
async fn fault_10_dripping_body_does_not_delay_the_deadline() {
    let pause = millis(50);
    assert_late_response_times_out(|| Fault::Drip { pause }).await;
}

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
            assert!(matches!(outcome.error(), Error::Response { .. }));
            let message = outcome.error().to_string();
            assert!(
                message.contains("it is longer than 65536 bytes"),
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
    assert!(matches!(outcome.error(), Error::Response { .. }));
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
    assert!(matches!(outcome.error(), Error::Response { .. }));
    assert_eq!(outcome.writes(), 0);
}

#[tokio::test]
async fn fault_13_name_with_invalid_unicode_is_an_error_and_matches_no_column() {
    let bodies = [
        b"[{\"name\":\"a\xff\",\"dataType\":\"bigint\"}]".as_slice(),
        b"[{\"name\":\"a\xed\xa0\x80\",\"dataType\":\"bigint\"}]",
        b"[{\"name\":\"a\\ud800\",\"dataType\":\"bigint\"}]",
    ];
    for body in bodies {
        let scenario = Scenario::new().await;
        inject_for_all_attempts(&scenario.emulator, LIST, || Fault::answer(200, JSON, body));
        // The name that a lossy conversion would produce.
        let lossy = [ColumnRequest::new("a\u{fffd}", DataType::Bigint)];
        let outcome = scenario
            .run(scenario.client.sync_table("events", &lossy))
            .await;
        assert!(matches!(outcome.error(), Error::Response { .. }));
        assert_eq!(outcome.writes(), 0);

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::answer_after(200, JSON, body));
        assert_eq!(scenario.sync().await.adds(), [ALL]);
    }
}

/// Returns a list of one column in which a field has this JSON value.
fn column_with(field: &str, value: &str) -> String {
    let fields = [
        ("id", "\"7\""),
        ("name", "\"note\""),
        ("dataType", "\"varchar\""),
        ("displayName", "\"note\""),
        ("defaultValue", "null"),
        ("isNotNull", "false"),
        ("isUnique", "false"),
        ("desc", "null"),
    ];
    let fields = fields.map(|(name, default)| {
        let value = if name == field { value } else { default };
        format!("\"{name}\":{value}")
    });
    format!("[{{{}}}]", fields.join(","))
}

#[tokio::test]
async fn fault_14_invalid_or_misplaced_number_is_an_error() {
    let values = [
        "NaN",
        "Infinity",
        "1e400",
        "-1e400",
        "18446744073709551616",
        "-9223372036854775809",
        "0x10",
        "1e-400",
    ];
    let fields = [
        "id",
        "name",
        "dataType",
        "displayName",
        "isNotNull",
        "isUnique",
        "desc",
    ];
    let cases = values.map(|value| fields.map(|field| column_with(field, value)));
    let cases = cases.concat().into_iter();
    let defaults = ["NaN", "Infinity", "1e400", "-1e400", "0x10"];
    let defaults = defaults.map(|value| column_with("defaultValue", value));
    join_all(cases.chain(defaults).map(async |body| {
        let scenario = Scenario::new().await;
        inject_for_all_attempts(&scenario.emulator, LIST, || {
            Fault::answer(200, JSON, body.as_str())
        });
        let outcome = scenario.sync().await;
        assert!(matches!(outcome.error(), Error::Response { .. }), "{body}");
        assert_eq!(outcome.writes(), 0, "{body}");
    }))
    .await;
    // A default value may be a number of any size.
    let scenario = Scenario::new().await;
    let body = column_with("defaultValue", "18446744073709551616");
    scenario.inject(LIST, Fault::answer(200, JSON, body));
    assert_eq!(scenario.sync().await.adds(), [ALL]);
    // An unreadable response to an add is not an error if the column list shows the columns.
    let scenario = Scenario::new().await;
    let body = column_with("isUnique", "1e400");
    scenario.inject(ADD, Fault::answer_after(200, JSON, body));
    assert_eq!(scenario.sync().await.adds(), [ALL]);
}

/// Sets a field in every element of a list.
fn set(field: &'static str, value: Value) -> Fault {
    Fault::edit(move |columns| {
        for column in columns.as_array_mut().unwrap() {
            column[field] = value.clone();
        }
    })
}

#[tokio::test]
async fn fault_15_null_in_a_column_is_none_if_optional_and_an_error_otherwise() {
    let scenario = Scenario::new().await;
    scenario.sync().await.report();
    type Get = fn(&ColumnDetail) -> bool;
    let fields: [(&str, Get); 7] = [
        ("id", |column| column.id.is_none()),
        ("dataType", |column| column.data_type.is_none()),
        ("displayName", |column| column.display_name.is_none()),
        ("defaultValue", |column| column.default_value.is_none()),
        ("isNotNull", |column| column.is_not_null.is_none()),
        ("isUnique", |column| column.is_unique.is_none()),
        ("desc", |column| column.desc.is_none()),
    ];
    for (field, is_none) in fields {
        scenario.inject(LIST, set(field, json!(null)));
        let listed = scenario.client.list_columns("events").await.unwrap();
        assert!(listed.len() == 4 && listed.iter().all(is_none), "{field}");

        scenario.inject(LIST, set(field, json!(null)));
        let outcome = scenario.sync().await;
        assert_eq!(outcome.writes(), 0, "{field}");
        if field == "dataType" {
            let report = outcome.error().report().unwrap();
            let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
            assert_eq!(kinds, [DriftKind::DataType; 3]);
        } else {
            assert_eq!(outcome.report().present, ALL, "{field}");
        }

        let scenario = Scenario::new().await;
        scenario.inject(ADD, set(field, json!(null)));
        assert_eq!(scenario.sync().await.adds(), [ALL], "{field}");
    }
    for body in ["null", "[null]", "[{\"name\":null}]", "[[]]", "[{}]"] {
        let scenario = Scenario::new().await;
        scenario.inject(LIST, Fault::answer(200, JSON, body));
        let outcome = scenario.sync().await;
        assert!(matches!(outcome.error(), Error::Response { .. }), "{body}");
        assert_eq!(outcome.writes(), 0, "{body}");

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::answer_after(200, JSON, body));
        assert_eq!(scenario.sync().await.adds(), [ALL], "{body}");
    }
}

#[tokio::test]
async fn fault_15_null_in_a_table_is_accepted_except_for_its_name() {
    let scenario = Scenario::new().await;
    for field in [
        "catalogId",
        "catalogName",
        "schemaName",
        "isCacheable",
        "supportedCacheTypes",
        "isDynamicTable",
        "isCached",
    ] {
        scenario.inject(Operation::ListTables, set(field, json!(null)));
        let tables = scenario.client.list_tables().await.unwrap();
        assert_eq!(tables[0].table_name, "events", "{field}");
    }
    let null_name = || set("tableName", json!(null));
    scenario.inject(Operation::ListTables, null_name());
    let error = scenario.client.list_tables().await.unwrap_err();
    assert!(matches!(error, Error::Response { .. }));
}

#[tokio::test]
async fn fault_16_unknown_fields_are_ignored() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let deep: Value = serde_json::from_str(&deep).unwrap();
    for value in [json!(null), json!({"a": [1.5, {}]}), json!("x"), deep] {
        let scenario = Scenario::new().await;
        for _ in 0..2 {
            scenario.inject(LIST, set("new", value.clone()));
        }
        scenario.inject(ADD, set("new", value));
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.requests.len(), 3);
    }
    // Numbers in unknown fields are not parsed, even if no type can hold them.
    let scenario = Scenario::new().await;
    let body = "[{\"new\":1e400,\"name\":\"note\",\"dataType\":\"varchar\"}]";
    scenario.inject(LIST, Fault::answer(200, JSON, body));
    assert_eq!(scenario.sync().await.adds(), [ALL]);

    scenario.inject(Operation::ListTables, set("new", json!({})));
    assert_eq!(scenario.client.list_tables().await.unwrap().len(), 1);
}

/// Changes the data type of a listed column to an unknown one.
fn retyped(name: &'static str) -> Fault {
    Fault::edit(move |columns| {
        let mut columns = columns.as_array_mut().unwrap().iter_mut();
        let column = columns.find(|column| column["name"] == name).unwrap();
        column["dataType"] = json!("hyperloglog");
    })
}

#[tokio::test]
async fn fault_17_unknown_data_type_is_drift_only_on_a_declared_column() {
    let scenario = Scenario::new().await;
    scenario.inject(LIST, retyped("note"));
    scenario.inject(LIST, retyped("note"));
    let outcome = scenario.sync().await;
    assert_eq!(outcome.report().added, ALL);
    assert_eq!(outcome.report().unmanaged, ["note"]);

    scenario.inject(LIST, retyped("b"));
    let outcome = scenario.sync().await;
    assert!(outcome.error().is_drift());
    assert_eq!(outcome.writes(), 0);
    let report = outcome.error().report().unwrap();
    let drift = &report.denied[0];
    assert_eq!(
        (report.denied.len(), drift.kind, drift.column.as_str()),
        (1, DriftKind::DataType, "b")
    );
    let message = outcome.error().to_string();
    assert!(
        message.contains("column `b`: declared VARCHAR, live type is hyperloglog"),
        "{message}"
    );
}

#[tokio::test]
async fn fault_18_list_order_does_not_cause_writes() {
    let scenario = Scenario::new().await;
    scenario.sync().await.report();
    for offset in 0..4 {
        let rotated =
            Fault::edit(move |columns| columns.as_array_mut().unwrap().rotate_left(offset));
        scenario.inject(LIST, rotated);
        let reversed = Fault::edit(|columns| columns.as_array_mut().unwrap().reverse());
        scenario.inject(LIST, reversed);
        for _ in 0..2 {
            let outcome = scenario.sync().await;
            assert_eq!(outcome.report().present, ALL);
            assert_eq!(outcome.requests.len(), 1);
        }
    }
}

#[tokio::test]
async fn fault_19_echo_that_differs_from_the_request_is_reported_as_drift() {
    type Edit = fn(&mut Value);
    let edits: [(Edit, DriftKind, &str); 7] = [
        (
            |echo| drop(echo.as_array_mut().unwrap().remove(1)),
            DriftKind::Missing,
            "b",
        ),
        (|echo| *echo = json!([]), DriftKind::Missing, "a"),
        (|echo| echo[0]["name"] = json!("z"), DriftKind::Missing, "a"),
        (
            |echo| echo[2]["dataType"] = json!("varchar"),
            DriftKind::DataType,
            "c",
        ),
        (
            |echo| echo[0]["isUnique"] = json!(true),
            DriftKind::Unique,
            "a",
        ),
        (
            |echo| echo[1]["isNotNull"] = json!(true),
            DriftKind::NotNull,
            "b",
        ),
        (
            |echo| echo[0]["defaultValue"] = json!("7"),
            DriftKind::Default,
            "a",
        ),
    ];
    for (edit, kind, column) in edits {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::edit(edit));
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_drift(), "{kind}");
        assert_eq!(outcome.adds(), [ALL], "{kind}");
        let report = outcome.error().report().unwrap();
        let drift = &report.denied[0];
        assert_eq!(
            (
                drift.kind,
                drift.column.as_str(),
                drift.source,
                report.verified
            ),
            (kind, column, DriftSource::Echo, false)
        );
        // The list matches the declaration, so the next run succeeds.
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    }
}

#[tokio::test]
async fn fault_20_stale_list_is_reread_without_a_second_add() {
    join_all((1..=4).map(async |lists| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::Stale { lists });
        let outcome = scenario.sync().await;
        assert_eq!(outcome.report().added, ALL);
        assert_eq!(outcome.adds(), [ALL]);
    }))
    .await;
    let scenario = Scenario::with(millis(600), |client| client).await;
    scenario.inject(ADD, Fault::Stale { lists: 99 });
    let outcome = scenario.sync().await;
    assert!(!outcome.error().report().unwrap().verified);
    assert_eq!(outcome.adds(), [ALL]);
    assert_eq!(outcome.next_run.unwrap().present, ALL);
}

#[tokio::test]
async fn fault_21_partly_applied_batch_resends_only_the_rest() {
    for (columns, status) in [(1, 500), (2, 500), (1, 503), (2, 400), (1, 409), (2, 429)] {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::PartialAdd { columns, status });
        let outcome = scenario.sync().await;
        assert!(outcome.report().verified, "{status}");
        assert_eq!(outcome.adds(), [&ALL[..], &ALL[columns..]], "{status}");
    }
    let scenario = Scenario::new().await;
    let (columns, status) = (1, 500);
    scenario.inject(ADD, Fault::PartialAdd { columns, status });
    scenario.inject(ADD, Fault::PartialAdd { columns, status });
    let outcome = scenario.sync().await;
    assert_eq!(outcome.report().added, ALL);
    assert_eq!(outcome.adds(), [&ALL[..], &ALL[1..], &ALL[2..]]);
    // The whole batch is applied, but the response reports a failure.
    let scenario = Scenario::new().await;
    let (columns, status) = (3, 500);
    scenario.inject(ADD, Fault::PartialAdd { columns, status });
    assert_eq!(scenario.sync().await.adds(), [ALL]);
}

/// Runs a blocking call on another thread and waits for it.
fn run_on_other_thread<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(call).join().unwrap())
}

/// Syncs, and calls `other` once between the first list and the add.
async fn sync_with_other(scenario: &Scenario, other: impl Fn() + Send + Sync) -> tests::Outcome {
    let called = AtomicBool::new(false);
    let sync = Event::sync_columns(&scenario.client).progress(|step| {
        if matches!(step, Progress::Adding { .. }) && !called.swap(true, Ordering::Relaxed) {
            run_on_other_thread(&other);
        }
    });
    scenario.run(sync).await
}

/// Syncs while another client adds columns between the first list and the add.
async fn sync_with_other_add(scenario: &Scenario, columns: &[ColumnRequest<'_>]) -> tests::Outcome {
    let other = client_builder(&scenario.emulator).build().unwrap();
    let add = || drop(other.add_columns("events", columns).wait().unwrap());
    sync_with_other(scenario, add).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_column_added_by_another_replica_is_present_if_it_matches() {
    for status in [400, 409] {
        let scenario = Scenario::new().await;
        if status == 409 {
            // The first add is the one of the other client.
            let exists = Fault::answer(409, JSON, "{\"message\":\"the column exists\"}");
            scenario.emulator.inject_at(ADD, 2, exists);
        }
        let outcome = sync_with_other_add(&scenario, Event::COLUMNS).await;
        assert_eq!(outcome.report().present, ALL, "{status}");
        assert_eq!(outcome.report().added, [""; 0]);
        assert_eq!(outcome.adds(), [ALL, ALL], "each client sends one add");
        let writes = outcome.requests.iter().filter(|request| request.is_write());
        let statuses: Vec<_> = writes.map(|request| request.status).collect();
        assert_eq!(statuses, [200, status]);
    }
    let scenario = Scenario::new().await;
    let outcome = sync_with_other_add(&scenario, &Event::COLUMNS[..1]).await;
    assert_eq!(outcome.report().present, ["a"]);
    assert_eq!(outcome.report().added, ["b", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_column_added_by_another_replica_is_drift_if_it_differs() {
    for status in [400, 409] {
        let scenario = Scenario::new().await;
        if status == 409 {
            let exists = Fault::answer(409, JSON, "{\"message\":\"the column exists\"}");
            scenario.emulator.inject_at(ADD, 2, exists);
        }
        let other = [ColumnRequest::new("b", DataType::Date)];
        let outcome = sync_with_other_add(&scenario, &other).await;
        assert!(outcome.error().is_drift(), "{status}: {}", outcome.error());
        let report = outcome.error().report().unwrap();
        let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
        assert_eq!(kinds, [DriftKind::DataType]);
        assert_eq!(
            outcome.adds(),
            [&["b"][..], &ALL],
            "each client sends one add"
        );
        assert!(outcome.next_run.unwrap_err().is_drift());
    }
}

#[tokio::test]
async fn fault_23_success_status_without_a_valid_body_is_not_a_success() {
    let responses = [
        (200, "{\"errorCode\":100,\"message\":\"no\"}"),
        (200, ""),
        (200, "<html>"),
        (204, ""),
        (299, "\"ok\""),
    ];
    join_all(responses.map(async |(status, body)| {
        let scenario = Scenario::new().await;
        inject_for_all_attempts(&scenario.emulator, LIST, || {
            Fault::answer(status, JSON, body)
        });
        let outcome = scenario.sync().await;
        assert!(matches!(outcome.error(), Error::Response { .. }), "{body}");
        assert_eq!(outcome.writes(), 0);

        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::answer_after(status, JSON, body));
        assert_eq!(scenario.sync().await.adds(), [ALL], "{body}");

        let once = async {
            let scenario = Scenario::new().await;
            scenario.inject(ADD, Fault::answer(status, JSON, body));
            let outcome = scenario.sync().await;
            assert_eq!(outcome.report().added, ALL);
            assert_eq!(outcome.adds(), [ALL, ALL]);
        };
        let twice = async {
            let scenario = Scenario::new().await;
            scenario.inject(ADD, Fault::answer(status, JSON, body));
            scenario.inject(ADD, Fault::answer(status, JSON, body));
            let outcome = scenario.sync().await;
            assert!(!outcome.error().report().unwrap().verified);
            assert_eq!(outcome.adds(), [ALL, ALL]);
        };
        tokio::join!(once, twice);
    }))
    .await;
    // A valid echo is not a success either if no list shows the columns.
    let echo = json!([
        {"name": "a", "dataType": "bigint"},
        {"name": "b", "dataType": "varchar"},
        {"name": "c", "dataType": "boolean"},
    ]);
    let scenario = Scenario::with(millis(600), |client| client).await;
    scenario.inject(ADD, Fault::answer(200, JSON, echo.to_string()));
    let outcome = scenario.sync().await;
    assert!(!outcome.error().report().unwrap().verified);
    assert_eq!(outcome.adds(), [ALL]);
}

/// The test suite `tls` covers unresolvable hosts and untrusted certificates.
#[tokio::test]
async fn fault_24_refused_connection_is_a_connect_error_and_not_ambiguous() {
    let emulator = Emulator::builder().partner_key(API_KEY).start().await;
    let emulator = emulator.unwrap();
    let client = client_builder(&emulator).build().unwrap();
    emulator.stop().await;
    let result = Event::sync_columns(&client).create_table(true).await;
    tests::assert_no_key(API_KEY, &tests::printed_output(&result));
    for error in [
        result.unwrap_err(),
        client.create_table("events").await.unwrap_err(),
    ] {
        let is_connect = matches!(
            error,
            Error::Transport {
                kind: TransportErrorKind::Connect,
                ..
            }
        );
        assert!(is_connect && error.is_retryable() && !error.is_ambiguous());
    }
}

#[tokio::test]
async fn fault_25_redirect_is_not_followed() {
    let other = Emulator::builder().partner_key(API_KEY).table("events");
    let other = other.start().await.unwrap();
    let location = format!(
        "{}/data/projects/emulator/bitable/events/columns",
        other.base_url()
    );
    join_all([301, 302, 303, 307, 308].map(async |status| {
        let redirect = || Fault::answer(status, "text/plain", "moved").header("location", &*location);
        let is_reported =
            |error: &Error| matches!(error, Error::Status { status: reported, .. } if *reported == status);

        let scenario = Scenario::new().await;
        scenario.inject(LIST, redirect());
        let outcome = scenario.sync().await;
        assert!(is_reported(outcome.error()), "{}", outcome.error());
        assert_eq!(outcome.requests.len(), 1);

        let scenario = Scenario::new().await;
        scenario.inject(ADD, redirect());
        let outcome = scenario.sync().await;
        assert!(!outcome.error().is_ambiguous(), "{}", outcome.error());
        assert_eq!(outcome.adds(), [ALL]);

        let client = &scenario.client;
        let column = ColumnRequest::new("a", DataType::Bigint);
        scenario.inject(Operation::CreateTable, redirect());
        scenario.inject(Operation::DeleteTable, redirect());
        scenario.inject(Operation::UpdateColumn, redirect());
        scenario.inject(Operation::DeleteColumn, redirect());
        scenario.inject(Operation::ListTables, redirect());
        for error in [
            client.create_table("other").await.unwrap_err(),
            client.delete_table("events").await.unwrap_err(),
            client
                .update_column("events", "a", &column)
                .await
                .unwrap_err(),
            client.delete_column("events", "a").await.unwrap_err(),
            client.list_tables().await.unwrap_err(),
        ] {
            assert!(is_reported(&error) && !error.is_ambiguous(), "{error}");
        }
        assert_eq!(scenario.sync().await.report().present, ALL);
    }))
    .await;
    assert_eq!(other.requests(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_26_table_deleted_between_list_and_add_is_reported() {
    let scenario = Scenario::new().await;
    let other = client_builder(&scenario.emulator).build().unwrap();
    let delete = || other.delete_table("events").wait().unwrap();
    let outcome = sync_with_other(&scenario, delete).await;
    assert!(matches!(outcome.error(), Error::Unverified { source, .. }
            if matches!(**source, Error::UnknownTable { .. })));
    let message = outcome.error().to_string();
    assert!(
        message
            .contains("(rejected: add `a`, `b`, `c`): table `events` was deleted during the sync"),
        "{message}"
    );
    assert_eq!(outcome.adds(), [ALL]);
    assert!(matches!(
        outcome.next_run.unwrap_err(),
        Error::UnknownTable { .. }
    ));
    assert_eq!(scenario.stored(), None, "the table must not be created");
}

/// A declaration of the same table that is compatible with `Event`.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Compatible {
    a: i64,
    d: Option<String>,
}

/// A declaration of the same table that conflicts with `Event`.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Conflicting {
    a: String,
    e: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_27_interleaved_programs_converge_or_report_drift() {
    type Sync = fn(&Client) -> SyncColumns<'_, '_>;
    let others: [(Sync, bool); 2] = [
        (Compatible::sync_columns, true),
        (Conflicting::sync_columns, false),
    ];
    for (other_sync, is_compatible) in others {
        for at in 0..5 {
            let scenario = Scenario::new().await;
            let other = client_builder(&scenario.emulator).build().unwrap();
            let (steps, other_result) = (AtomicUsize::new(0), Mutex::new(None));
            let sync = Event::sync_columns(&scenario.client).progress(|_| {
                if steps.fetch_add(1, Ordering::Relaxed) == at {
                    let result = run_on_other_thread(|| other_sync(&other).wait());
                    *other_result.lock().unwrap() = Some(result);
                }
            });
            let outcome = scenario.run(sync).await;
            let Some(other_result) = other_result.into_inner().unwrap() else {
                assert!(at >= 4, "a sync has at least four steps");
                continue;
            };
            let results = [outcome.result, other_result];
            if is_compatible {
                assert!(results.iter().all(Result::is_ok), "at {at}: {results:?}");
            } else {
                let successes = results.iter().filter(|result| result.is_ok());
                assert_eq!(successes.count(), 1, "at {at}: {results:?}");
                let error = results.iter().find_map(|result| result.as_ref().err());
                assert!(error.unwrap().is_drift(), "at {at}: {results:?}");
            }
            // Further runs do not overwrite each other.
            scenario.emulator.take_requests();
            for _ in 0..2 {
                let _ = other_sync(&other).await;
                let _ = Event::sync_columns(&scenario.client).await;
            }
            let requests = scenario.emulator.take_requests();
            assert!(!requests.iter().any(LoggedRequest::is_write));
        }
    }
}

const BASE_URL: &str = "FAULT_27_BASE_URL";
const DECLARATION: &str = "FAULT_27_DECLARATION";

/// Runs in the processes that `run_processes` starts.
#[tokio::test]
#[ignore = "runs in a child process of another test"]
async fn child() {
    let client = Client::builder()
        .base_url(std::env::var(BASE_URL).unwrap())
        .api_key(API_KEY)
        .project_id("emulator")
        .build()
        .unwrap();
    let sync = match std::env::var(DECLARATION).unwrap().as_str() {
        "event" => Event::sync_columns(&client),
        "compatible" => Compatible::sync_columns(&client),
        _ => Conflicting::sync_columns(&client),
    };
    match sync.await {
        Ok(_) => println!("outcome: ok"),
        Err(error) if error.is_drift() => println!("outcome: drift"),
        Err(error) => println!("outcome: {error}"),
    }
}

/// Starts one process per declaration at the same time, and returns the outcome of each.
fn run_processes(
    emulator: &Emulator,
    declarations: &[&'static str],
) -> BTreeSet<(&'static str, String)> {
    let start = |declaration: &&'static str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "child", "--ignored", "--nocapture"]);
        child.env(BASE_URL, emulator.base_url());
        let child = child.env(DECLARATION, declaration).stdout(Stdio::piped());
        (*declaration, child.spawn().unwrap())
    };
    let children: Vec<_> = declarations.iter().map(start).collect();
    let outcomes = children.into_iter().map(|(declaration, child)| {
        let stdout = child.wait_with_output().unwrap().stdout;
        let stdout = String::from_utf8(stdout).unwrap();
        let (_, outcome) = stdout.split_once("outcome: ").unwrap();
        (declaration, outcome.lines().next().unwrap().to_owned())
    });
    outcomes.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_27_processes_with_different_declarations_do_not_overwrite_each_other() {
    let scenario = Scenario::new().await;
    let all = [
        "event",
        "compatible",
        "conflicting",
        "event",
        "compatible",
        "conflicting",
    ];
    let first = run_processes(&scenario.emulator, &all);
    // Processes with the same declaration have the same outcome. Either the conflicting declaration
    // succeeds, or the others do.
    let expected = |conflicting: &str, others: &str| {
        let outcomes = [
            ("event", others),
            ("compatible", others),
            ("conflicting", conflicting),
        ];
        BTreeSet::from(outcomes.map(|(declaration, outcome)| (declaration, outcome.to_owned())))
    };
    let outcomes = [expected("drift", "ok"), expected("ok", "drift")];
    assert!(outcomes.contains(&first), "{first:?}");

    let stored = scenario.stored();
    scenario.emulator.take_requests();
    assert_eq!(run_processes(&scenario.emulator, &all), first);
    let requests = scenario.emulator.take_requests();
    assert!(!requests.iter().any(LoggedRequest::is_write));
    assert_eq!(scenario.stored(), stored);
}

/// Statuses with which the service rejects a write or postpones it.
const REJECTIONS: [u16; 8] = [400, 401, 403, 404, 409, 422, 425, 429];

/// Makes all lists after the given step fail.
fn fail_lists_after<'s>(
    scenario: &'s Scenario,
    is_step: fn(&Progress<'_>) -> bool,
) -> impl Fn(Progress<'_>) + Send + Sync + 's {
    move |step| {
        if is_step(&step) {
            let fault = || Fault::answer(500, "text/plain", "no");
            inject_for_all_attempts(&scenario.emulator, LIST, fault);
        }
    }
}

/// The service applies the write, rejects it nevertheless, and then fails to list the columns.
#[tokio::test]
async fn fault_28_error_after_a_rejected_write_reports_the_write() {
    join_all(REJECTIONS.map(async |status| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::answer_after(status, JSON, "{}"));
        let is_add = |step: &Progress<'_>| matches!(step, Progress::Adding { .. });
        let sync = Event::sync_columns(&scenario.client);
        let outcome = scenario
            .run(sync.progress(fail_lists_after(&scenario, is_add)))
            .await;
        let error = outcome.error();
        let report = error.report().expect("a report");
        assert!(report.has_sent_writes() && report.adds_sent.is_empty());
        assert_eq!(
            report.rejected,
            ALL.map(|column| Write::Add(column.to_owned()))
        );
        let text = error.to_string();
        assert!(
            text.starts_with(
                "table `events` could not be verified (rejected: add `a`, `b`, `c`): failed to \
                 list the columns of table `events`: status 500"
            ),
            "{text}"
        );
        assert!(!text.contains("nothing"), "{text}");
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    }))
    .await;
}

/// A write that provably never reached the service is not reported as sent.
#[tokio::test]
async fn fault_28_error_without_a_write_has_no_report_of_one() {
    let scenario = Scenario::new().await;
    inject_for_all_attempts(&scenario.emulator, LIST, || {
        Fault::answer(500, "text/plain", "no")
    });
    let outcome = scenario.sync().await;
    assert!(outcome.error().report().is_none());
    assert_eq!(outcome.writes(), 0);
}

/// The service creates the table, and rejects the request nevertheless.
#[tokio::test]
async fn fault_29_rejected_creation_is_reported() {
    join_all([400, 409, 422, 429].map(async |status| {
        let (emulator, client) = start_emulator(Emulator::builder()).await;
        let rejection = || Fault::answer_after(status, JSON, "{}");
        emulator.inject(Operation::CreateTable, rejection());
        let report = Event::sync_columns(&client)
            .create_table(true)
            .await
            .unwrap();
        assert_eq!(report.rejected, [Write::CreateTable]);
        assert!(report.has_sent_writes() && !report.created_table);
        assert_eq!(report.added, ALL);
        assert!(!report.to_string().contains("nothing written"), "{report}");

        client.delete_table("events").await.unwrap();
        emulator.inject(Operation::CreateTable, rejection());
        let sync = Event::sync_columns(&client).create_table(true);
        let sync = sync.progress(|step| {
            if matches!(step, Progress::CreatingTable { .. }) {
                let fault = || Fault::answer(500, "text/plain", "no");
                inject_for_all_attempts(&emulator, LIST, fault);
            }
        });
        let error = sync.await.unwrap_err();
        assert_eq!(error.report().unwrap().rejected, [Write::CreateTable]);
        let text = error.to_string();
        assert!(
            text.starts_with("table `events` could not be verified (rejected: create the table): "),
            "{text}"
        );
        assert!(!text.contains("nothing"), "{text}");
    }))
    .await;
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

#[tokio::test]
async fn fault_31_table_with_too_many_columns_is_an_error_of_its_own() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let list = |count: usize| {
        let columns = (0..count).map(|i| json!({"name": format!("c{i}")}));
        columns.collect::<Value>().to_string()
    };
    emulator.inject(LIST, Fault::answer(200, JSON, list(10_000)));
    let columns = client.list_columns("events").await.unwrap();
    assert_eq!(columns.len(), 10_000);

    emulator.take_requests();
    emulator.inject(LIST, Fault::answer(200, JSON, list(500_000)));
    let error = Event::sync_columns(&client).await.unwrap_err();
    assert!(matches!(&error, Error::TooManyColumns { max: 10_000, .. }));
    assert_eq!(
        error.to_string(),
        "table `events` has more than 10000 columns; help: check the table, or raise \
         `ClientBuilder::max_columns`"
    );
    assert_eq!(emulator.take_requests().len(), 1, "the list is not retried");

    let strict = client_builder(&emulator).max_columns(2).build().unwrap();
    emulator.inject(LIST, Fault::answer(200, JSON, list(3)));
    let error = strict.list_columns("events").await.unwrap_err();
    assert!(matches!(error, Error::TooManyColumns { max: 2, .. }));
}
