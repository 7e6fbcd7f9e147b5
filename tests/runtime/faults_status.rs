//! Error statuses, `Retry-After`, redirects, and writes that are applied although the response is
//! an error.
//!
//! `Scenario::run` asserts the invariants that hold under every fault. The numbers in the names of the
//! tests are those of the faults:
//!
//! - 04: Status 429 with `Retry-After` in seconds.
//! - 05: Status 429 with `Retry-After` as a date, in the past, invalid or huge.
//! - 06: Status 502 with the HTML page of a gateway.
//! - 07: Status 504 of a gateway, although the add was applied.
//! - 21: Only the first columns of a batch are added, and the response is an error.
//! - 25: A redirect.
//! - 28: A write is rejected although it was applied, and the lists after it fail.
//! - 29: The creation of a table is rejected although it was applied.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Fault, Operation};
use peaka_runtime::{BiTable, ColumnRequest, DataType, Error, Progress, Write};
use serde_json::to_value;
use tests::{
    ADD, ALL, API_KEY, Event, JSON, LIST, Scenario, client_builder, inject_for_all_attempts,
    start_emulator,
};

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
    Fault::respond(429, "text/plain", "slow down").header("retry-after", retry_after)
}

/// Returns a scenario in which the response to the first request of the operation has `retry-after`.
///
/// Records the arrival of the next list and add. For `ADD`, `nth(0)` is the list before the add and
/// `nth(1)` the request after it.
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
    let scenario = Scenario::with(Duration::from_millis(500), |client| client).await;
    inject_for_all_attempts(&scenario.emulator, LIST, || busy("20"));
    let outcome = scenario.sync().await;
    assert!(outcome.error().is_retryable() && !outcome.error().is_ambiguous());
    assert_eq!(
        outcome.requests.len(),
        1,
        "a request was sent before `retry-after`"
    );

    let scenario = Scenario::with(Duration::from_millis(500), |client| client).await;
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
        let scenario = Scenario::with(Duration::from_millis(500), |client| client).await;
        inject_for_all_attempts(&scenario.emulator, LIST, || busy(value));
        let outcome = scenario.sync().await;
        assert!(outcome.error().is_retryable(), "{value}");
        assert_eq!(outcome.requests.len(), 1);

        let scenario = Scenario::with(Duration::from_millis(500), |client| client).await;
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
    Fault::respond(502, "text/html", page)
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
    let gateway_timeout =
        || Fault::execute_then_respond(504, "text/html", "<h1>Gateway Timeout</h1>");
    let scenario = Scenario::new().await;
    scenario.inject(ADD, gateway_timeout());
    let outcome = scenario.sync().await;
    assert_eq!(outcome.report().added, ALL);
    assert_eq!(outcome.adds(), [ALL]);

    // Without a column list, the add stays ambiguous.
    let scenario = Scenario::with(Duration::from_millis(900), |client| client).await;
    scenario.inject(LIST, Fault::edit(|_| {}));
    scenario.inject(ADD, gateway_timeout());
    for _ in 0..100 {
        scenario.inject(LIST, Fault::respond(503, "text/plain", "busy"));
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
async fn fault_21_partial_add_resends_only_the_rest() {
    let cases = [(1, 500), (2, 500), (1, 503), (2, 400), (1, 409), (2, 429)];
    join_all(cases.map(async |(columns, status)| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::PartialAdd { columns, status });
        let outcome = scenario.sync().await;
        assert!(outcome.report().verified, "{status}");
        assert_eq!(outcome.adds(), [&ALL[..], &ALL[columns..]], "{status}");
    }))
    .await;
}

#[tokio::test]
async fn fault_21_second_partial_add_resends_what_is_left() {
    // Each ambiguous add is resent only after seven lists within five seconds.
    let scenario = Scenario::with(Duration::from_secs(14), |client| client).await;
    let (columns, status) = (1, 500);
    scenario.inject(ADD, Fault::PartialAdd { columns, status });
    scenario.inject(ADD, Fault::PartialAdd { columns, status });
    let outcome = scenario.sync().await;
    assert_eq!(outcome.report().added, ALL);
    assert_eq!(outcome.adds(), [&ALL[..], &ALL[1..], &ALL[2..]]);
}

#[tokio::test]
async fn fault_21_applied_batch_is_not_resent_after_an_error() {
    let scenario = Scenario::new().await;
    let (columns, status) = (3, 500);
    scenario.inject(ADD, Fault::PartialAdd { columns, status });
    assert_eq!(scenario.sync().await.adds(), [ALL]);
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
        let redirect = || Fault::respond(status, "text/plain", "moved").header("location", &*location);
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

/// Statuses with which the service rejects a write or postpones it.
const REJECTIONS: [u16; 8] = [400, 401, 403, 404, 409, 422, 425, 429];

/// Makes all lists after the given step fail.
fn fail_lists_after<'s>(
    scenario: &'s Scenario,
    is_step: fn(&Progress<'_>) -> bool,
) -> impl Fn(Progress<'_>) + Send + Sync + 's {
    move |step| {
        if is_step(&step) {
            let fault = || Fault::respond(500, "text/plain", "no");
            inject_for_all_attempts(&scenario.emulator, LIST, fault);
        }
    }
}

/// The service applies the write, rejects it nevertheless, and then fails to list the columns.
#[tokio::test]
async fn fault_28_error_after_a_rejected_write_reports_the_write() {
    join_all(REJECTIONS.map(async |status| {
        let scenario = Scenario::new().await;
        scenario.inject(ADD, Fault::execute_then_respond(status, JSON, "{}"));
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
            text.starts_with("failed to list the columns of table `events`: status 500"),
            "{text}"
        );
        assert!(text.contains("(rejected: add `a`, `b`, `c`)"), "{text}");
        assert!(!text.contains("nothing"), "{text}");
        assert_eq!(outcome.next_run.unwrap().present, ALL);
    }))
    .await;
}

/// The first list fails, so nothing is written.
#[tokio::test]
async fn fault_28_error_before_the_first_write_has_no_report() {
    let scenario = Scenario::new().await;
    inject_for_all_attempts(&scenario.emulator, LIST, || {
        Fault::respond(500, "text/plain", "no")
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
        let rejection = || Fault::execute_then_respond(status, JSON, "{}");
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
                let fault = || Fault::respond(500, "text/plain", "no");
                inject_for_all_attempts(&emulator, LIST, fault);
            }
        });
        let error = sync.await.unwrap_err();
        assert_eq!(error.report().unwrap().rejected, [Write::CreateTable]);
        let text = error.to_string();
        assert!(text.contains("(rejected: create the table)"), "{text}");
        assert!(!text.contains("nothing"), "{text}");
    }))
    .await;
}

#[tokio::test]
async fn error_has_the_id_that_the_service_assigned_to_the_request() {
    let (emulator, client) = start_emulator(Emulator::builder().table("events")).await;
    let fault = |status| Fault::respond(status, "text/plain", "no").header("x-request-id", "r-1");
    emulator.inject(Operation::ListTables, fault(400));
    let status = client.list_tables().await.unwrap_err();
    emulator.inject(Operation::ListTables, fault(403));
    let auth = client.list_tables().await.unwrap_err();
    emulator.inject(Operation::CreateTable, fault(500));
    let ambiguous = client.create_table("visits").await.unwrap_err();
    assert!(ambiguous.is_ambiguous());
    // The list after the rejected add fails, so the error of the sync contains that of the list.
    let sync = Event::sync_columns(&client).progress(|step| {
        if matches!(step, Progress::Adding { .. }) {
            inject_for_all_attempts(&emulator, LIST, || fault(503));
        }
    });
    let unverified = sync.await.unwrap_err();
    assert!(unverified.report().is_some());
    for (error, response) in [
        (status, "status 400, request id r-1: no"),
        (auth, "status 403, request id r-1: no"),
        (ambiguous, "status 500, request id r-1: no"),
        (unverified, "status 503, request id r-1: no"),
    ] {
        assert_eq!(error.request_id(), Some("r-1"), "{error}");
        let text = error.to_string();
        assert!(text.contains(response), "{text}");
        assert_eq!(to_value(&error).unwrap()["requestId"], "r-1", "{error}");
    }

    emulator.inject(
        Operation::ListTables,
        Fault::respond(400, "text/plain", "no"),
    );
    let without = client.list_tables().await.unwrap_err();
    assert_eq!(without.request_id(), None);
    assert!(!without.to_string().contains("request id"), "{without}");
    assert_eq!(to_value(&without).unwrap().get("requestId"), None);
}

#[tokio::test]
async fn tasks_of_a_client_share_ten_retries() {
    let (emulator, client) = start_emulator(Emulator::builder()).await;
    for _ in 0..100 {
        emulator.inject(
            Operation::ListTables,
            Fault::respond(503, "text/plain", "no"),
        );
    }
    let clones = vec![client.clone(); 20];
    let lists = clones.iter().map(async |client| client.list_tables().await);
    for list in join_all(lists).await {
        assert!(list.unwrap_err().is_retryable());
    }
    assert_eq!(emulator.take_requests().len(), 20 + 10);
    client.list_tables().await.unwrap_err();
    assert_eq!(emulator.take_requests().len(), 1, "no retry is left");

    let other = client_builder(&emulator).build().unwrap();
    other.list_tables().await.unwrap_err();
    assert_eq!(emulator.take_requests().len(), 3);
}
