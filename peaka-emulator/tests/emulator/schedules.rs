//! Tests of faults for the nth call, and of schedules.

use std::time::Duration;

use peaka_emulator::{Emulator, Fault, FaultKind, InMemory, Operation, Outcome, Schedule};
use serde_json::json;

use crate::api::{Api, text};

/// Lists the tables, and returns the status, or 0 if there is no response.
fn list(emulator: &InMemory) -> u16 {
    call(emulator, "GET", "", "")
}

fn call(emulator: &InMemory, method: &str, path: &str, body: &str) -> u16 {
    let target = format!("/api/v1/data/projects/emulator/bitable{path}");
    let key = format!("Bearer {}", emulator.api_key());
    match emulator.send(method, &target, [("authorization", &key)], body.as_bytes()) {
        Outcome::Response(response) | Outcome::Truncated(response) => response.status,
        _ => 0,
    }
}

fn fault_with_status(status: u16) -> Fault {
    Fault::respond(status, "text/plain", "")
}

fn emulator() -> InMemory {
    Emulator::builder().build_in_memory().unwrap()
}

#[test]
fn inject_at_affects_only_the_nth_call() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 3, fault_with_status(503));
    emulator.inject_at(Operation::ListTables, 1, fault_with_status(501));
    call(&emulator, "POST", "/t", "");
    let statuses: Vec<u16> = (0..4).map(|_| list(&emulator)).collect();
    assert_eq!(statuses, [501, 200, 503, 200]);
    emulator.inject_at(Operation::ListTables, 2, fault_with_status(502));
    let statuses: Vec<u16> = (0..3).map(|_| list(&emulator)).collect();
    assert_eq!(statuses, [200, 502, 200]);
}

#[test]
fn call_numbers_0_and_1_are_the_next_call() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 0, fault_with_status(500));
    assert_eq!((list(&emulator), list(&emulator)), (500, 200));
}

#[test]
fn last_fault_for_a_call_replaces_earlier_ones() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 1, fault_with_status(500));
    emulator.inject_at(Operation::ListTables, 1, fault_with_status(501));
    assert_eq!((list(&emulator), list(&emulator)), (501, 200));
}

#[test]
fn largest_call_number_does_not_overflow() {
    let emulator = emulator();
    list(&emulator);
    emulator.inject_at(Operation::ListTables, u64::MAX, fault_with_status(500));
    assert_eq!(list(&emulator), 200);
}

#[test]
fn numbered_fault_takes_precedence_over_the_queue() {
    let emulator = emulator();
    emulator.inject(Operation::ListTables, fault_with_status(500));
    emulator.inject(Operation::ListTables, fault_with_status(501));
    emulator.inject_at(Operation::ListTables, 2, fault_with_status(502));
    let statuses: Vec<u16> = (0..4).map(|_| list(&emulator)).collect();
    assert_eq!(statuses, [500, 502, 501, 200]);
}

#[test]
fn rejected_call_does_not_count() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 2, fault_with_status(500));
    let no_headers: [(&str, &str); 0] = [];
    emulator.send(
        "GET",
        "/api/v1/data/projects/emulator/bitable",
        no_headers,
        b"",
    );
    assert_eq!((list(&emulator), list(&emulator)), (200, 500));
}

#[tokio::test]
async fn inject_at_works_on_a_socket() {
    let api = Api::with_table(Emulator::builder()).await;
    api.emulator
        .inject_at(Operation::AddColumns, 2, fault_with_status(500));
    let mut statuses = Vec::new();
    for name in ["a", "b", "c"] {
        let batch = json!([{"name": name, "dataType": "DATE"}]);
        statuses.push(api.add(batch).await.status);
    }
    assert_eq!(statuses, [200, 500, 200]);
    assert_eq!(api.column_names().await, ["a", "c"]);
}

/// Makes 200 calls, and returns the fault of each call and the stored columns.
fn run(schedule: Schedule) -> (Vec<Option<String>>, Vec<String>) {
    let builder = Emulator::builder().table("events").schedule(schedule);
    let emulator = builder.build_in_memory().unwrap();
    for number in 0..100 {
        list(&emulator);
        let column = format!(r#"[{{"name":"c{number}","dataType":"DATE"}}]"#);
        call(&emulator, "POST", "/events/columns", &column);
    }
    let columns = emulator.columns("emulator", "events").unwrap();
    let columns = columns.as_array().unwrap().iter();
    let names = columns.map(|column| text(&column["name"]));
    let requests = emulator.take_requests().into_iter();
    (
        requests.map(|request| request.fault).collect(),
        names.collect(),
    )
}

#[test]
fn same_seed_and_calls_draw_the_same_faults() {
    let first = run(Schedule::seeded(42).rate(0.5));
    assert_eq!(first, run(Schedule::seeded(42).rate(0.5)));
    assert_ne!(first, run(Schedule::seeded(43).rate(0.5)));
    assert_eq!(run(Schedule::seeded(42).rate(0.0)).0, vec![None; 200]);
}

#[test]
fn faults_of_a_seed_are_stable_across_versions() {
    let (faults, _) = run(Schedule::seeded(1).rate(0.5));
    let faults: Vec<&str> = faults
        .iter()
        .take(10)
        .map(|fault| fault.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(
        faults,
        [
            "ExecuteThenRespond(500)",
            "",
            "",
            "DelayResponse(113ms)",
            "",
            "",
            "ExecuteThenDrop",
            "ExecuteThenDrop",
            "",
            ""
        ]
    );
}

#[test]
fn call_with_an_injected_fault_counts_for_the_schedule() {
    let schedule = || {
        Schedule::seeded(7)
            .rate(1.0)
            .only(&[FaultKind::DelayResponse])
    };
    let faults = |has_injected_fault: bool| {
        let builder = Emulator::builder().schedule(schedule());
        let emulator = builder.build_in_memory().unwrap();
        if has_injected_fault {
            emulator.inject(Operation::ListTables, fault_with_status(500));
        }
        for _ in 0..3 {
            list(&emulator);
        }
        let requests = emulator.requests().into_iter();
        requests
            .map(|request| request.fault.unwrap())
            .collect::<Vec<_>>()
    };
    let (drawn, with_injected) = (faults(false), faults(true));
    assert_eq!(with_injected[0], "Respond(500)");
    assert_eq!(with_injected[1..], drawn[1..]);
}

#[test]
fn log_contains_the_fault_of_a_request() {
    let emulator = emulator();
    for fault in [
        Fault::respond(502, "text/html", ""),
        Fault::execute_then_respond(504, "text/html", ""),
        Fault::edit(|_| {}),
        Fault::Drop,
        Fault::ExecuteThenDrop,
        Fault::Reset,
        Fault::ExecuteThenReset,
        Fault::DelayResponse {
            delay: Duration::from_millis(1500),
        },
        Fault::SlowBody {
            delay_per_byte: Duration::from_millis(50),
        },
        Fault::Truncate { bytes: 7 },
        Fault::Oversized {
            bytes: 9,
            has_content_length: true,
        },
        Fault::Oversized {
            bytes: 9,
            has_content_length: false,
        },
        Fault::GzipBomb { bytes: 9 },
        Fault::Discard,
        Fault::Stale { lists: 3 },
        Fault::PartialAdd {
            columns: 1,
            status: 500,
        },
    ] {
        emulator.inject(Operation::ListTables, fault);
    }
    for _ in 0..17 {
        list(&emulator);
    }
    let log = emulator.requests().into_iter();
    let log: Vec<_> = log.map(|request| (request.fault, request.status)).collect();
    let expected = [
        ("Respond(502)", 502),
        ("ExecuteThenRespond(504)", 504),
        ("Edit", 200),
        ("Drop", 0),
        ("ExecuteThenDrop", 0),
        ("Reset", 0),
        ("ExecuteThenReset", 0),
        ("DelayResponse(1.5s)", 200),
        ("SlowBody(50ms)", 200),
        ("Truncate(7)", 200),
        ("Oversized(9, with content-length)", 200),
        ("Oversized(9, in chunks)", 200),
        ("GzipBomb(9)", 200),
        ("Discard", 200),
        ("Stale(3)", 200),
        ("PartialAdd(1, 500)", 500),
    ];
    let mut expected: Vec<_> = expected
        .map(|(fault, status)| (Some(fault.to_owned()), status))
        .into();
    expected.push((None, 200));
    assert_eq!(log, expected);
}
