//! Everything that is known to go wrong between a client and a service, by number. Whatever the fault, `Trial` asserts
//! that nothing is lost, doubled or shown, that the time is kept, and that a run without faults writes nothing more.

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
    Progress, SyncColumns, TransportErrorKind,
};
use serde_json::{Value, json};
use tests::{CANARY, Event, Trial, client_of, inject_for_all_tries};

const ADD: Operation = Operation::AddColumns;
const LIST: Operation = Operation::ListColumns;

const JSON: &str = "application/json";

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// An add that asks for all that is declared.
const ALL: [&str; 3] = ["a", "b", "c"];

#[tokio::test]
async fn fault_01_an_add_that_was_done_and_never_answered_is_not_sent_again() {
    for fault in [Fault::DropAfter, Fault::ResetAfter] {
        let trial = Trial::new().await;
        trial.inject(ADD, fault);
        let ended = trial.sync().await;
        assert_eq!(ended.report().added, ALL);
        assert_eq!(ended.adds(), [ALL]);
    }
}

#[tokio::test]
async fn fault_02_an_add_that_was_never_done_nor_answered_is_sent_once_more() {
    let faults: [fn() -> Fault; 2] = [|| Fault::Drop, || Fault::Reset];
    let once = join_all(faults.map(async |fault| {
        let trial = Trial::new().await;
        trial.inject(ADD, fault());
        let ended = trial.sync().await;
        assert_eq!(ended.report().added, ALL);
        assert_eq!(ended.adds(), [ALL, ALL]);
    }));
    let twice = join_all(faults.map(async |fault| {
        let trial = Trial::new().await;
        trial.inject(ADD, fault());
        trial.inject(ADD, fault());
        let ended = trial.sync().await;
        assert!(ended.error().is_ambiguous());
        assert_eq!(ended.adds(), [ALL, ALL], "no third one");
        assert_eq!(ended.again.unwrap().present, ALL);
    }));
    tokio::join!(once, twice);
}

#[tokio::test]
async fn fault_03_a_reset_before_the_headers_commits_once_on_a_fresh_and_on_a_used_connection() {
    join_all([true, false].map(async |is_fresh| {
        let trial = Trial::new().await;
        if !is_fresh {
            trial.client.list_tables().await.unwrap();
        }
        trial.inject(LIST, Fault::Reset);
        assert_eq!(trial.sync().await.adds(), [ALL]);

        join_all(
            [(Fault::Reset, 2), (Fault::ResetAfter, 1)].map(async |(fault, adds)| {
                let trial = Trial::new().await;
                if is_fresh {
                    // The answer to the list ends the connection, so the add needs another.
                    let columns = trial.emulator.columns("emulator", "events").unwrap();
                    let listed = Fault::answer(200, JSON, columns.to_string());
                    trial.inject(LIST, listed.header("connection", "close"));
                }
                trial.inject(ADD, fault);
                let ended = trial.sync().await;
                assert_eq!(ended.report().added, ALL);
                assert_eq!(ended.adds(), vec![ALL; adds]);
            }),
        )
        .await;

        let trial = Trial::new().await;
        if !is_fresh {
            trial.client.list_tables().await.unwrap();
        }
        let before = trial.emulator.requests().len();
        trial.inject(ADD, Fault::ResetAfter);
        let error = trial.client.add_columns("events", Event::COLUMNS).await;
        assert!(error.unwrap_err().is_ambiguous());
        assert_eq!(trial.emulator.requests().len(), before + 1);
        assert_eq!(trial.sync().await.writes(), 0);
    }))
    .await;
}

/// When requests arrived: they are struck by an edit that changes nothing but this.
#[derive(Clone, Default)]
struct Times(Arc<Mutex<Vec<(Instant, SystemTime)>>>);

impl Times {
    fn note(&self) -> Fault {
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

/// A trial in which the first call of that operation is refused for a while, and the times of the list before the
/// refused add, if it is one, and of the request after the refused one.
async fn refused_for(operation: Operation, retry_after: &str) -> (Trial, Times) {
    let (trial, times) = (Trial::new().await, Times::default());
    if operation == ADD {
        trial.inject(LIST, times.note());
    }
    trial.inject(operation, busy(retry_after));
    trial.inject(LIST, times.note());
    trial.inject(ADD, times.note());
    (trial, times)
}

#[tokio::test]
async fn fault_04_no_request_comes_before_the_seconds_that_the_service_asks_for() {
    let list = async {
        let (trial, times) = refused_for(LIST, "1").await;
        let begun = Instant::now();
        let ended = trial.sync().await;
        assert_eq!(ended.adds(), [ALL]);
        assert!(times.nth(0).0 - begun >= Duration::from_secs(1));
    };
    let add = async {
        let (trial, times) = refused_for(ADD, "1").await;
        let ended = trial.sync().await;
        assert_eq!(ended.report().added, ALL);
        assert_eq!(ended.adds(), [ALL, ALL]);
        // Not even the list that asks what came of it.
        assert!(times.nth(1).0 - times.nth(0).0 >= Duration::from_secs(1));
    };
    tokio::join!(list, add);
}

#[tokio::test]
async fn fault_04_the_deadline_wins_over_the_seconds_that_the_service_asks_for() {
    let trial = Trial::with(millis(500), |client| client).await;
    inject_for_all_tries(&trial.emulator, LIST, || busy("20"));
    let ended = trial.sync().await;
    assert!(ended.error().is_retryable() && !ended.error().is_ambiguous());
    assert_eq!(ended.requests.len(), 1, "none comes too early");

    let trial = Trial::with(millis(500), |client| client).await;
    trial.inject(ADD, busy("20"));
    trial.inject(ADD, busy("20"));
    let ended = trial.sync().await;
    ended.error();
    assert_eq!(ended.adds(), [ALL], "none comes too early");
}

#[tokio::test]
async fn fault_05_no_request_comes_before_the_date_that_the_service_asks_for() {
    join_all([LIST, ADD].map(async |operation| {
        let date = SystemTime::now() + Duration::from_secs(2);
        let header = httpdate::fmt_http_date(date);
        let date = httpdate::parse_http_date(&header).unwrap();
        let (trial, times) = refused_for(operation, &header).await;
        assert_eq!(trial.sync().await.report().added, ALL);
        assert!(times.nth(usize::from(operation == ADD)).1 >= date);
    }))
    .await;
}

#[tokio::test]
async fn fault_05_a_wait_that_is_over_or_none_at_all_is_not_waited_for() {
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
        let (trial, times) = refused_for(operation, value).await;
        let begun = Instant::now();
        assert_eq!(trial.sync().await.report().added, ALL);
        let next = times.nth(usize::from(operation == ADD)).0;
        assert!(next - begun < Duration::from_secs(1), "{value:?}");
    }))
    .await;
    let trial = Trial::new().await;
    trial.inject(LIST, busy(b"\xff\xfe".as_slice()));
    assert_eq!(trial.sync().await.adds(), [ALL]);
}

#[tokio::test]
async fn fault_05_a_wait_of_ages_overflows_nothing_and_ends_with_the_deadline() {
    let cases = [
        "1000000000",
        "18446744073709551615",
        "99999999999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ];
    join_all(cases.map(async |value| {
        let trial = Trial::with(millis(500), |client| client).await;
        inject_for_all_tries(&trial.emulator, LIST, || busy(value));
        let ended = trial.sync().await;
        assert!(ended.error().is_retryable(), "{value}");
        assert_eq!(ended.requests.len(), 1);

        let trial = Trial::with(millis(500), |client| client).await;
        trial.inject(ADD, busy(value));
        trial.inject(ADD, busy(value));
        let ended = trial.sync().await;
        ended.error();
        assert_eq!(ended.adds(), [ALL], "{value}");
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
async fn fault_06_a_gateways_page_is_a_status_with_a_short_escaped_excerpt() {
    let mixed = async {
        let trial = Trial::new().await;
        trial.inject(LIST, gateway_page());
        trial.inject(ADD, gateway_page());
        assert_eq!(trial.sync().await.report().added, ALL);
    };
    let never = async {
        let trial = Trial::new().await;
        trial.inject(ADD, gateway_page());
        trial.inject(ADD, gateway_page());
        trial.sync().await
    };
    let ((), added) = tokio::join!(mixed, never);
    assert!(added.error().is_ambiguous());
    assert_eq!(added.adds(), [ALL, ALL]);

    let trial = Trial::new().await;
    inject_for_all_tries(&trial.emulator, LIST, gateway_page);
    let listed = trial.sync().await;
    assert!(matches!(listed.error(), Error::Status { status: 502, .. }));
    assert_eq!(listed.writes(), 0);

    for ended in [listed, added] {
        let sentence = ended.error().to_string();
        assert!(
            sentence.contains("status 502: <html> <h1>Bad Gateway</h1>\\u{1b}[2J<p> <p> "),
            "{sentence}"
        );
        assert!(
            sentence.len() < 700 && !sentence.contains(char::is_control),
            "{sentence}"
        );
    }
}

#[tokio::test]
async fn fault_07_a_gateway_that_gives_up_on_an_add_leaves_it_in_doubt() {
    let gave_up = || Fault::answer_after(504, "text/html", "<h1>Gateway Timeout</h1>");
    let trial = Trial::new().await;
    trial.inject(ADD, gave_up());
    let ended = trial.sync().await;
    assert_eq!(ended.report().added, ALL);
    assert_eq!(ended.adds(), [ALL]);

    // Without a list nobody knows.
    let trial = Trial::with(millis(900), |client| client).await;
    trial.inject(LIST, Fault::edit(|_| {}));
    trial.inject(ADD, gave_up());
    for _ in 0..100 {
        trial.inject(LIST, Fault::answer(503, "text/plain", "busy"));
    }
    let ended = trial.sync().await;
    assert!(ended.error().is_ambiguous(), "{}", ended.error());
    assert_eq!(ended.adds(), [ALL]);
    assert_eq!(ended.again.unwrap().present, ALL);

    let trial = Trial::new().await;
    trial.inject(ADD, gave_up());
    let error = trial.client.add_columns("events", Event::COLUMNS).await;
    let error = error.unwrap_err();
    assert!(error.is_ambiguous() && !error.is_retryable());
    assert_eq!(trial.sync().await.writes(), 0);
}

#[tokio::test]
async fn fault_08_half_an_answer_is_in_doubt_after_an_add_and_asked_for_again_after_a_list() {
    let half = "[{\"name\":\"a\",\"dataTy";
    for bytes in [0, 1, 20] {
        let trial = Trial::new().await;
        trial.inject(ADD, Fault::Truncate { bytes });
        assert_eq!(trial.sync().await.adds(), [ALL]);

        let trial = Trial::new().await;
        trial.inject(ADD, Fault::Truncate { bytes });
        let error = trial.client.add_columns("events", Event::COLUMNS).await;
        assert!(error.unwrap_err().is_ambiguous());
        assert_eq!(trial.sync().await.writes(), 0);

        let trial = Trial::new().await;
        trial.inject(LIST, Fault::Truncate { bytes });
        let before = trial.emulator.requests().len();
        assert_eq!(trial.client.list_columns("events").await.unwrap().len(), 1);
        assert_eq!(trial.emulator.requests().len(), before + 2);
        trial.inject(LIST, Fault::Truncate { bytes });
        assert_eq!(trial.sync().await.adds(), [ALL]);
    }
    // As long as announced, and yet not whole.
    let trial = Trial::new().await;
    trial.inject(LIST, Fault::answer(200, JSON, half));
    trial.inject(ADD, Fault::answer_after(200, JSON, half));
    assert_eq!(trial.sync().await.adds(), [ALL]);
    let trial = Trial::new().await;
    inject_for_all_tries(&trial.emulator, LIST, || Fault::answer(200, JSON, half));
    let ended = trial.sync().await;
    assert!(matches!(ended.error(), Error::Response { .. }));
    assert_eq!(ended.writes(), 0);
}

/// Whether the answer comes too late by its beginning or by its end, it comes too late.
async fn assert_slowness_is_borne(fault: impl Fn() -> Fault) {
    let list = async {
        let trial = Trial::with(millis(600), |client| client).await;
        inject_for_all_tries(&trial.emulator, LIST, &fault);
        let ended = trial.sync().await;
        assert!(ended.error().is_timeout() && !ended.error().is_ambiguous());
        assert_eq!(ended.writes(), 0);
    };
    let add = async {
        let trial = Trial::with(millis(600), |client| client).await;
        trial.inject(ADD, fault());
        let ended = trial.sync().await;
        assert_eq!(ended.adds(), [ALL]);
        assert!(ended.error().is_ambiguous(), "{}", ended.error());
        assert_eq!(ended.again.unwrap().present, ALL);
    };
    // The time for one request is over before that for the whole.
    let each = async {
        let trial = Trial::with(Duration::from_secs(4), |c| c.timeout(millis(400))).await;
        trial.inject(LIST, fault());
        trial.inject(ADD, fault());
        let ended = trial.sync().await;
        assert_eq!(ended.report().added, ALL);
        assert_eq!(ended.adds(), [ALL]);
    };
    tokio::join!(list, add, each);
}

#[tokio::test]
async fn fault_09_headers_that_come_too_late_do_not_hold_up_the_deadline() {
    let wait = Duration::from_secs(60);
    assert_slowness_is_borne(|| Fault::Late { wait }).await;
}

#[tokio::test]
async fn fault_10_a_body_that_drips_does_not_hold_up_the_deadline() {
    let pause = millis(50);
    assert_slowness_is_borne(|| Fault::Drip { pause }).await;
}

#[tokio::test]
async fn fault_11_an_endless_answer_is_read_no_further_than_allowed() {
    for has_content_length in [true, false] {
        // A terabyte: who reads or keeps it all does not come to an end.
        for bytes in [10_000_000, 1 << 40] {
            let oversized = || Fault::Oversized {
                bytes,
                has_content_length,
            };
            let small =
                |limit| Trial::with(Duration::from_secs(4), move |c| c.max_response_bytes(limit));
            let trial = small(64 * 1024).await;
            trial.inject(LIST, oversized());
            let ended = trial.sync().await;
            assert!(matches!(ended.error(), Error::Response { .. }));
            let told = ended.error().to_string();
            assert!(told.contains("it is longer than 65536 bytes"), "{told}");
            assert_eq!(ended.requests.len(), 1);

            let trial = small(64 * 1024).await;
            trial.inject(ADD, oversized());
            assert_eq!(trial.sync().await.adds(), [ALL]);
        }
    }
    // What is not too long is read, however many pieces it comes in.
    let trial = Trial::new().await;
    let (bytes, has_content_length) = (10_000_000, false);
    trial.inject(
        LIST,
        Fault::Oversized {
            bytes,
            has_content_length,
        },
    );
    assert_eq!(trial.client.list_columns("events").await.unwrap(), []);
}

#[tokio::test]
async fn fault_12_an_answer_that_would_inflate_is_not_inflated() {
    let trial = Trial::new().await;
    let bytes = 65_536;
    trial.inject(LIST, Fault::GzipBomb { bytes });
    let path = "data/projects/emulator/bitable/events/columns";
    let url = format!("{}/{path}", trial.emulator.base_url());
    let inflating = reqwest::Client::new().get(url).bearer_auth(CANARY).send();
    let inflated = inflating.await.unwrap().text().await.unwrap();
    assert_eq!(
        inflated.len(),
        65_536,
        "reqwest would, so this test can fail"
    );

    // Inflated it would be the list of a table without columns.
    inject_for_all_tries(&trial.emulator, LIST, || Fault::GzipBomb { bytes });
    let ended = trial.sync().await;
    assert!(matches!(ended.error(), Error::Response { .. }));
    assert_eq!(ended.writes(), 0);

    let trial = Trial::new().await;
    trial.inject(ADD, Fault::GzipBomb { bytes });
    assert_eq!(trial.sync().await.adds(), [ALL]);

    // However much it would be.
    let bytes = 10_000_000;
    let trial = Trial::with(Duration::from_secs(4), |client| {
        client.max_response_bytes(4096)
    })
    .await;
    inject_for_all_tries(&trial.emulator, LIST, || Fault::GzipBomb { bytes });
    let ended = trial.sync().await;
    assert!(matches!(ended.error(), Error::Response { .. }));
    assert_eq!(ended.writes(), 0);
}

#[tokio::test]
async fn fault_13_a_name_of_invalid_text_is_an_error_and_no_column_alike() {
    let bodies = [
        b"[{\"name\":\"a\xff\",\"dataType\":\"bigint\"}]".as_slice(),
        b"[{\"name\":\"a\xed\xa0\x80\",\"dataType\":\"bigint\"}]",
        b"[{\"name\":\"a\\ud800\",\"dataType\":\"bigint\"}]",
    ];
    for body in bodies {
        let trial = Trial::new().await;
        inject_for_all_tries(&trial.emulator, LIST, || Fault::answer(200, JSON, body));
        // What a lossy reader would make of it.
        let alike = [ColumnRequest::new("a\u{fffd}", DataType::Bigint)];
        let ended = trial.run(trial.client.sync_table("events", &alike)).await;
        assert!(matches!(ended.error(), Error::Response { .. }));
        assert_eq!(ended.writes(), 0);

        let trial = Trial::new().await;
        trial.inject(ADD, Fault::answer_after(200, JSON, body));
        assert_eq!(trial.sync().await.adds(), [ALL]);
    }
}

/// One column in which a field has a value that is spelled like that.
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
    let fields = fields.map(|(name, usual)| {
        let value = if name == field { value } else { usual };
        format!("\"{name}\":{value}")
    });
    format!("[{{{}}}]", fields.join(","))
}

#[tokio::test]
async fn fault_14_a_number_where_none_belongs_is_an_error() {
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
        let trial = Trial::new().await;
        inject_for_all_tries(&trial.emulator, LIST, || {
            Fault::answer(200, JSON, body.as_str())
        });
        let ended = trial.sync().await;
        assert!(matches!(ended.error(), Error::Response { .. }), "{body}");
        assert_eq!(ended.writes(), 0, "{body}");
    }))
    .await;
    // A default may be a number, of any size.
    let trial = Trial::new().await;
    let body = column_with("defaultValue", "18446744073709551616");
    trial.inject(LIST, Fault::answer(200, JSON, body));
    assert_eq!(trial.sync().await.adds(), [ALL]);
    // What an add answers decides nothing.
    let trial = Trial::new().await;
    let body = column_with("isUnique", "1e400");
    trial.inject(ADD, Fault::answer_after(200, JSON, body));
    assert_eq!(trial.sync().await.adds(), [ALL]);
}

/// Sets a field of the columns in a list.
fn set(field: &'static str, value: Value) -> Fault {
    Fault::edit(move |columns| {
        for column in columns.as_array_mut().unwrap() {
            column[field] = value.clone();
        }
    })
}

#[tokio::test]
async fn fault_15_null_is_nothing_where_that_is_allowed_and_an_error_where_it_is_not() {
    let trial = Trial::new().await;
    trial.sync().await.report();
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
        trial.inject(LIST, set(field, json!(null)));
        let listed = trial.client.list_columns("events").await.unwrap();
        assert!(listed.len() == 4 && listed.iter().all(is_none), "{field}");

        trial.inject(LIST, set(field, json!(null)));
        let ended = trial.sync().await;
        assert_eq!(ended.writes(), 0, "{field}");
        if field == "dataType" {
            let report = ended.error().report().unwrap();
            let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
            assert_eq!(kinds, [DriftKind::DataType; 3]);
        } else {
            assert_eq!(ended.report().present, ALL, "{field}");
        }

        let trial = Trial::new().await;
        trial.inject(ADD, set(field, json!(null)));
        assert_eq!(trial.sync().await.adds(), [ALL], "{field}");
    }
    for body in ["null", "[null]", "[{\"name\":null}]", "[[]]", "[{}]"] {
        let trial = Trial::new().await;
        trial.inject(LIST, Fault::answer(200, JSON, body));
        let ended = trial.sync().await;
        assert!(matches!(ended.error(), Error::Response { .. }), "{body}");
        assert_eq!(ended.writes(), 0, "{body}");

        let trial = Trial::new().await;
        trial.inject(ADD, Fault::answer_after(200, JSON, body));
        assert_eq!(trial.sync().await.adds(), [ALL], "{body}");
    }
}

#[tokio::test]
async fn fault_15_null_is_nothing_in_a_table_too_but_for_its_name() {
    let trial = Trial::new().await;
    for field in [
        "catalogId",
        "catalogName",
        "schemaName",
        "isCacheable",
        "supportedCacheTypes",
        "isDynamicTable",
        "isCached",
    ] {
        trial.inject(Operation::ListTables, set(field, json!(null)));
        let tables = trial.client.list_tables().await.unwrap();
        assert_eq!(tables[0].table_name, "events", "{field}");
    }
    let nameless = || set("tableName", json!(null));
    trial.inject(Operation::ListTables, nameless());
    let error = trial.client.list_tables().await.unwrap_err();
    assert!(matches!(error, Error::Response { .. }));
}

#[tokio::test]
async fn fault_16_fields_that_nobody_knows_are_ignored() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let deep: Value = serde_json::from_str(&deep).unwrap();
    for value in [json!(null), json!({"a": [1.5, {}]}), json!("x"), deep] {
        let trial = Trial::new().await;
        for _ in 0..2 {
            trial.inject(LIST, set("new", value.clone()));
        }
        trial.inject(ADD, set("new", value));
        let ended = trial.sync().await;
        assert_eq!(ended.report().added, ALL);
        assert_eq!(ended.requests.len(), 3);
    }
    // Not even a number is looked at that no type could hold.
    let trial = Trial::new().await;
    let body = "[{\"new\":1e400,\"name\":\"note\",\"dataType\":\"varchar\"}]";
    trial.inject(LIST, Fault::answer(200, JSON, body));
    assert_eq!(trial.sync().await.adds(), [ALL]);

    trial.inject(Operation::ListTables, set("new", json!({})));
    assert_eq!(trial.client.list_tables().await.unwrap().len(), 1);
}

/// Lists the columns of that name with another data type.
fn retyped(name: &'static str) -> Fault {
    Fault::edit(move |columns| {
        let mut columns = columns.as_array_mut().unwrap().iter_mut();
        let column = columns.find(|column| column["name"] == name).unwrap();
        column["dataType"] = json!("hyperloglog");
    })
}

#[tokio::test]
async fn fault_17_a_data_type_never_seen_is_drift_on_a_declared_column_alone() {
    let trial = Trial::new().await;
    trial.inject(LIST, retyped("note"));
    trial.inject(LIST, retyped("note"));
    let ended = trial.sync().await;
    assert_eq!(ended.report().added, ALL);
    assert_eq!(ended.report().unmanaged, ["note"]);

    trial.inject(LIST, retyped("b"));
    let ended = trial.sync().await;
    assert!(ended.error().is_drift());
    assert_eq!(ended.writes(), 0);
    let report = ended.error().report().unwrap();
    let drift = &report.denied[0];
    assert_eq!(
        (report.denied.len(), drift.kind, drift.column.as_str()),
        (1, DriftKind::DataType, "b")
    );
    let told = ended.error().to_string();
    assert!(
        told.contains("column `b`: declared VARCHAR, live type is hyperloglog"),
        "{told}"
    );
}

#[tokio::test]
async fn fault_18_a_list_in_another_order_leads_to_no_write() {
    let trial = Trial::new().await;
    trial.sync().await.report();
    for turn in 0..4 {
        let turned = Fault::edit(move |columns| columns.as_array_mut().unwrap().rotate_left(turn));
        trial.inject(LIST, turned);
        let reversed = Fault::edit(|columns| columns.as_array_mut().unwrap().reverse());
        trial.inject(LIST, reversed);
        for _ in 0..2 {
            let ended = trial.sync().await;
            assert_eq!(ended.report().present, ALL);
            assert_eq!(ended.requests.len(), 1);
        }
    }
}

#[tokio::test]
async fn fault_19_an_echo_of_success_that_differs_is_told() {
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
        let trial = Trial::new().await;
        trial.inject(ADD, Fault::edit(edit));
        let ended = trial.sync().await;
        assert!(ended.error().is_drift(), "{kind}");
        assert_eq!(ended.adds(), [ALL], "{kind}");
        let report = ended.error().report().unwrap();
        let told = &report.denied[0];
        assert_eq!(
            (
                told.kind,
                told.column.as_str(),
                told.source,
                report.verified
            ),
            (kind, column, DriftSource::Echo, false)
        );
        // The list is right, so the next run has nothing to say.
        assert_eq!(ended.again.unwrap().present, ALL);
    }
}

#[tokio::test]
async fn fault_20_a_stale_list_is_read_again_and_never_answered_with_a_second_add() {
    join_all((1..=4).map(async |lists| {
        let trial = Trial::new().await;
        trial.inject(ADD, Fault::Stale { lists });
        let ended = trial.sync().await;
        assert_eq!(ended.report().added, ALL);
        assert_eq!(ended.adds(), [ALL]);
    }))
    .await;
    let trial = Trial::with(millis(600), |client| client).await;
    trial.inject(ADD, Fault::Stale { lists: 99 });
    let ended = trial.sync().await;
    assert!(!ended.error().report().unwrap().verified);
    assert_eq!(ended.adds(), [ALL]);
    assert_eq!(ended.again.unwrap().present, ALL);
}

#[tokio::test]
async fn fault_21_of_a_batch_that_was_applied_in_part_only_the_rest_is_sent_again() {
    for (columns, status) in [(1, 500), (2, 500), (1, 503), (2, 400), (1, 409), (2, 429)] {
        let trial = Trial::new().await;
        trial.inject(ADD, Fault::Partly { columns, status });
        let ended = trial.sync().await;
        assert!(ended.report().verified, "{status}");
        assert_eq!(ended.adds(), [&ALL[..], &ALL[columns..]], "{status}");
    }
    let trial = Trial::new().await;
    let (columns, status) = (1, 500);
    trial.inject(ADD, Fault::Partly { columns, status });
    trial.inject(ADD, Fault::Partly { columns, status });
    let ended = trial.sync().await;
    assert_eq!(ended.report().added, ALL);
    assert_eq!(ended.adds(), [&ALL[..], &ALL[1..], &ALL[2..]]);
    // All of it is applied, and it is called a failure nevertheless.
    let trial = Trial::new().await;
    let (columns, status) = (3, 500);
    trial.inject(ADD, Fault::Partly { columns, status });
    assert_eq!(trial.sync().await.adds(), [ALL]);
}

/// What somebody else does at this moment.
fn meanwhile<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(call).join().unwrap())
}

/// A sync during which, between its first list and its add, something else happens once.
async fn sync_with_other(trial: &Trial, other: impl Fn() + Send + Sync) -> tests::Ended {
    let happened = AtomicBool::new(false);
    let sync = Event::sync_columns(&trial.client).progress(|step| {
        if matches!(step, Progress::Adding { .. }) && !happened.swap(true, Ordering::Relaxed) {
            meanwhile(&other);
        }
    });
    trial.run(sync).await
}

/// The same for columns that another client adds.
async fn sync_with_other_add(trial: &Trial, columns: &[ColumnRequest<'_>]) -> tests::Ended {
    let other = client_of(&trial.emulator).build().unwrap();
    let add = || drop(other.add_columns("events", columns).wait().unwrap());
    sync_with_other(trial, add).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_a_column_that_another_replica_added_first_is_fine_if_it_is_the_same() {
    for status in [400, 409] {
        let trial = Trial::new().await;
        if status == 409 {
            // The first is that of the other client.
            let exists = Fault::answer(409, JSON, "{\"message\":\"the column exists\"}");
            trial.emulator.inject_at(ADD, 2, exists);
        }
        let ended = sync_with_other_add(&trial, Event::COLUMNS).await;
        assert_eq!(ended.report().present, ALL, "{status}");
        assert_eq!(ended.report().added, [""; 0]);
        assert_eq!(ended.adds(), [ALL, ALL], "one of each");
        let refusal = ended.requests.iter().filter(|request| request.is_write());
        let statuses: Vec<_> = refusal.map(|request| request.status).collect();
        assert_eq!(statuses, [200, status]);
    }
    let trial = Trial::new().await;
    let ended = sync_with_other_add(&trial, &Event::COLUMNS[..1]).await;
    assert_eq!(ended.report().present, ["a"]);
    assert_eq!(ended.report().added, ["b", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_a_column_that_another_replica_added_first_is_drift_if_it_is_another() {
    for status in [400, 409] {
        let trial = Trial::new().await;
        if status == 409 {
            let exists = Fault::answer(409, JSON, "{\"message\":\"the column exists\"}");
            trial.emulator.inject_at(ADD, 2, exists);
        }
        let other = [ColumnRequest::new("b", DataType::Date)];
        let ended = sync_with_other_add(&trial, &other).await;
        assert!(ended.error().is_drift(), "{status}: {}", ended.error());
        let report = ended.error().report().unwrap();
        let kinds: Vec<_> = report.denied.iter().map(|drift| drift.kind).collect();
        assert_eq!(kinds, [DriftKind::DataType]);
        assert_eq!(ended.adds(), [&["b"][..], &ALL], "one of each");
        assert!(ended.again.unwrap_err().is_drift());
    }
}

#[tokio::test]
async fn fault_23_an_answer_of_success_without_what_belongs_into_it_is_no_success() {
    let answers = [
        (200, "{\"errorCode\":100,\"message\":\"no\"}"),
        (200, ""),
        (200, "<html>"),
        (204, ""),
        (299, "\"ok\""),
    ];
    join_all(answers.map(async |(status, body)| {
        let trial = Trial::new().await;
        inject_for_all_tries(&trial.emulator, LIST, || Fault::answer(status, JSON, body));
        let ended = trial.sync().await;
        assert!(matches!(ended.error(), Error::Response { .. }), "{body}");
        assert_eq!(ended.writes(), 0);

        let trial = Trial::new().await;
        trial.inject(ADD, Fault::answer_after(status, JSON, body));
        assert_eq!(trial.sync().await.adds(), [ALL], "{body}");

        let once = async {
            let trial = Trial::new().await;
            trial.inject(ADD, Fault::answer(status, JSON, body));
            let ended = trial.sync().await;
            assert_eq!(ended.report().added, ALL);
            assert_eq!(ended.adds(), [ALL, ALL]);
        };
        let twice = async {
            let trial = Trial::new().await;
            trial.inject(ADD, Fault::answer(status, JSON, body));
            trial.inject(ADD, Fault::answer(status, JSON, body));
            let ended = trial.sync().await;
            assert!(!ended.error().report().unwrap().verified);
            assert_eq!(ended.adds(), [ALL, ALL]);
        };
        tokio::join!(once, twice);
    }))
    .await;
    // Nor is the right answer, if no list shows it.
    let echo = json!([
        {"name": "a", "dataType": "bigint"},
        {"name": "b", "dataType": "varchar"},
        {"name": "c", "dataType": "boolean"},
    ]);
    let trial = Trial::with(millis(600), |client| client).await;
    trial.inject(ADD, Fault::answer(200, JSON, echo.to_string()));
    let ended = trial.sync().await;
    assert!(!ended.error().report().unwrap().verified);
    assert_eq!(ended.adds(), [ALL]);
}

/// Names that do not resolve and certificates that cannot be trusted are in the suite `tls`.
#[tokio::test]
async fn fault_24_a_refused_connection_is_told_as_unsent() {
    let emulator = Emulator::builder().partner_key(CANARY).start().await;
    let emulator = emulator.unwrap();
    let client = client_of(&emulator).build().unwrap();
    emulator.stop().await;
    let result = Event::sync_columns(&client).create_table(true).await;
    tests::assert_hidden(CANARY, &tests::shown(&result));
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
async fn fault_25_a_redirect_is_not_followed_and_the_other_host_sees_nothing() {
    let other = Emulator::builder().partner_key(CANARY).table("events");
    let other = other.start().await.unwrap();
    let location = format!(
        "{}/data/projects/emulator/bitable/events/columns",
        other.base_url()
    );
    join_all([301, 302, 303, 307, 308].map(async |status| {
        let moved = || Fault::answer(status, "text/plain", "moved").header("location", &*location);
        let is_told =
            |error: &Error| matches!(error, Error::Status { status: told, .. } if *told == status);

        let trial = Trial::new().await;
        trial.inject(LIST, moved());
        let ended = trial.sync().await;
        assert!(is_told(ended.error()), "{}", ended.error());
        assert_eq!(ended.requests.len(), 1);

        let trial = Trial::new().await;
        trial.inject(ADD, moved());
        let ended = trial.sync().await;
        assert!(!ended.error().is_ambiguous(), "{}", ended.error());
        assert_eq!(ended.adds(), [ALL]);

        let client = &trial.client;
        let column = ColumnRequest::new("a", DataType::Bigint);
        trial.inject(Operation::CreateTable, moved());
        trial.inject(Operation::DeleteTable, moved());
        trial.inject(Operation::UpdateColumn, moved());
        trial.inject(Operation::DeleteColumn, moved());
        trial.inject(Operation::ListTables, moved());
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
            assert!(is_told(&error) && !error.is_ambiguous(), "{error}");
        }
        assert_eq!(trial.sync().await.report().present, ALL);
    }))
    .await;
    assert_eq!(other.requests(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_26_a_table_that_vanishes_between_list_and_add_is_told() {
    let trial = Trial::new().await;
    let other = client_of(&trial.emulator).build().unwrap();
    let delete = || other.delete_table("events").wait().unwrap();
    let ended = sync_with_other(&trial, delete).await;
    assert!(matches!(ended.error(), Error::UnknownTable { .. }));
    let told = ended.error().to_string();
    assert!(
        told.contains("table `events` was deleted during the sync"),
        "{told}"
    );
    assert_eq!(ended.adds(), [ALL]);
    assert!(matches!(
        ended.again.unwrap_err(),
        Error::UnknownTable { .. }
    ));
    assert_eq!(trial.stored(), None, "it is not created unasked");
}

/// Agrees with `Event` on what they share.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Friend {
    a: i64,
    d: Option<String>,
}

/// Cannot agree with `Event` on a column.
#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Foe {
    a: String,
    e: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_27_programs_that_interleave_at_any_step_end_where_each_can_explain() {
    type Sync = fn(&Client) -> SyncColumns<'_, '_>;
    let others: [(Sync, bool); 2] = [(Friend::sync_columns, true), (Foe::sync_columns, false)];
    for (other_sync, agrees) in others {
        for at in 0..5 {
            let trial = Trial::new().await;
            let other = client_of(&trial.emulator).build().unwrap();
            let (steps, outcome) = (AtomicUsize::new(0), Mutex::new(None));
            let sync = Event::sync_columns(&trial.client).progress(|_| {
                if steps.fetch_add(1, Ordering::Relaxed) == at {
                    let ended = meanwhile(|| other_sync(&other).wait());
                    *outcome.lock().unwrap() = Some(ended);
                }
            });
            let ended = trial.run(sync).await;
            let Some(theirs) = outcome.into_inner().unwrap() else {
                assert!(at >= 4, "a sync has four steps at least");
                continue;
            };
            let both = [ended.result, theirs];
            if agrees {
                assert!(both.iter().all(Result::is_ok), "at {at}: {both:?}");
            } else {
                let oks = both.iter().filter(|result| result.is_ok());
                assert_eq!(oks.count(), 1, "at {at}: {both:?}");
                let error = both.iter().find_map(|result| result.as_ref().err());
                assert!(error.unwrap().is_drift(), "at {at}: {both:?}");
            }
            // Neither undoes the other, however often they run.
            trial.emulator.take_requests();
            for _ in 0..2 {
                let _ = other_sync(&other).await;
                let _ = Event::sync_columns(&trial.client).await;
            }
            let requests = trial.emulator.take_requests();
            assert!(!requests.iter().any(LoggedRequest::is_write));
        }
    }
}

const BASE_URL: &str = "FAULT_27_BASE_URL";
const DECLARES: &str = "FAULT_27_DECLARES";

/// Runs only in the processes that the test below starts.
#[tokio::test]
#[ignore = "a part of the next test"]
async fn child() {
    let client = Client::builder()
        .base_url(std::env::var(BASE_URL).unwrap())
        .api_key(CANARY)
        .project_id("emulator")
        .build()
        .unwrap();
    let sync = match std::env::var(DECLARES).unwrap().as_str() {
        "event" => Event::sync_columns(&client),
        "friend" => Friend::sync_columns(&client),
        _ => Foe::sync_columns(&client),
    };
    match sync.await {
        Ok(_) => println!("ended: ok"),
        Err(error) if error.is_drift() => println!("ended: drift"),
        Err(error) => println!("ended: {error}"),
    }
}

/// What became of each of these programs, started at the same moment.
fn processes(emulator: &Emulator, declare: &[&'static str]) -> BTreeSet<(&'static str, String)> {
    let start = |declares: &&'static str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "child", "--ignored", "--nocapture"]);
        child.env(BASE_URL, emulator.base_url());
        let child = child.env(DECLARES, declares).stdout(Stdio::piped());
        (*declares, child.spawn().unwrap())
    };
    let children: Vec<_> = declare.iter().map(start).collect();
    let ended = children.into_iter().map(|(declares, child)| {
        let told = child.wait_with_output().unwrap().stdout;
        let told = String::from_utf8(told).unwrap();
        let (_, ended) = told.split_once("ended: ").unwrap();
        (declares, ended.lines().next().unwrap().to_owned())
    });
    ended.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_27_processes_that_declare_one_table_differently_do_not_undo_each_other() {
    let trial = Trial::new().await;
    let all = ["event", "friend", "foe", "event", "friend", "foe"];
    let first = processes(&trial.emulator, &all);
    // All of one declaration end the same, and the foe has its column if nobody else has.
    let expected = |foe: &str, others: &str| {
        let ended = [("event", others), ("friend", others), ("foe", foe)];
        BTreeSet::from(ended.map(|(declares, ended)| (declares, ended.to_owned())))
    };
    let outcomes = [expected("drift", "ok"), expected("ok", "drift")];
    assert!(outcomes.contains(&first), "{first:?}");

    let stored = trial.stored();
    trial.emulator.take_requests();
    assert_eq!(processes(&trial.emulator, &all), first);
    let requests = trial.emulator.take_requests();
    assert!(!requests.iter().any(LoggedRequest::is_write));
    assert_eq!(trial.stored(), stored);
}
