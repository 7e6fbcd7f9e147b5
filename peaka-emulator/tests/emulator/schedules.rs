//! Faults by number, and faults that are drawn.

use std::time::Duration;

use peaka_emulator::{Emulator, Fault, FaultKind, InMemory, Operation, Outcome, Schedule};
use serde_json::json;

use crate::support::{Api, text};

/// The status of the answer to a list of the tables, or 0 if there is none.
fn list(emulator: &InMemory) -> u16 {
    call(emulator, "GET", "", "")
}

fn call(emulator: &InMemory, method: &str, path: &str, body: &str) -> u16 {
    let target = format!("/api/v1/data/projects/emulator/bitable{path}");
    let key = format!("Bearer {}", emulator.api_key());
    match emulator.send(method, &target, [("authorization", &key)], body.as_bytes()) {
        Outcome::Answer(answer) | Outcome::CutOff(answer) => answer.status,
        Outcome::Closed | Outcome::Reset => 0,
    }
}

fn status(status: u16) -> Fault {
    Fault::answer(status, "text/plain", "")
}

fn emulator() -> InMemory {
    Emulator::builder().build_in_memory().unwrap()
}

#[test]
fn a_fault_strikes_the_call_of_its_number_and_no_other() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 3, status(503));
    emulator.inject_at(Operation::ListTables, 1, status(501));
    call(&emulator, "POST", "/t", "");
    let statuses: Vec<u16> = (0..4).map(|_| list(&emulator)).collect();
    assert_eq!(statuses, [501, 200, 503, 200]);
    emulator.inject_at(Operation::ListTables, 2, status(502));
    let statuses: Vec<u16> = (0..3).map(|_| list(&emulator)).collect();
    assert_eq!(statuses, [200, 502, 200]);
}

#[test]
fn the_first_call_is_the_next() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 0, status(500));
    assert_eq!((list(&emulator), list(&emulator)), (500, 200));
}

#[test]
fn the_latest_fault_for_a_call_counts() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 1, status(500));
    emulator.inject_at(Operation::ListTables, 1, status(501));
    assert_eq!((list(&emulator), list(&emulator)), (501, 200));
}

#[test]
fn a_number_that_is_never_reached_is_no_fault() {
    let emulator = emulator();
    list(&emulator);
    emulator.inject_at(Operation::ListTables, u64::MAX, status(500));
    assert_eq!(list(&emulator), 200);
}

#[test]
fn a_fault_by_number_comes_before_the_queue() {
    let emulator = emulator();
    emulator.inject(Operation::ListTables, status(500));
    emulator.inject(Operation::ListTables, status(501));
    emulator.inject_at(Operation::ListTables, 2, status(502));
    let statuses: Vec<u16> = (0..4).map(|_| list(&emulator)).collect();
    assert_eq!(statuses, [500, 502, 501, 200]);
}

#[test]
fn a_refused_call_does_not_count() {
    let emulator = emulator();
    emulator.inject_at(Operation::ListTables, 2, status(500));
    let nobody: [(&str, &str); 0] = [];
    emulator.send("GET", "/api/v1/data/projects/emulator/bitable", nobody, b"");
    assert_eq!((list(&emulator), list(&emulator)), (200, 500));
}

#[tokio::test]
async fn a_number_counts_on_a_socket_as_well() {
    let api = Api::with_table(Emulator::builder()).await;
    api.emulator
        .inject_at(Operation::AddColumns, 2, status(500));
    let mut statuses = Vec::new();
    for name in ["a", "b", "c"] {
        let batch = json!([{"name": name, "dataType": "DATE"}]);
        statuses.push(api.add(batch).await.status);
    }
    assert_eq!(statuses, [200, 500, 200]);
    assert_eq!(api.column_names().await, ["a", "c"]);
}

/// The faults that struck, call by call, and what was stored in the end.
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
fn the_same_seed_and_calls_give_the_same_faults() {
    let first = run(Schedule::seeded(42).rate(0.5));
    assert_eq!(first, run(Schedule::seeded(42).rate(0.5)));
    assert_ne!(first, run(Schedule::seeded(43).rate(0.5)));
    assert_eq!(run(Schedule::seeded(42).rate(0.0)).0, vec![None; 200]);
}

#[test]
fn a_seed_means_the_same_faults_in_every_version() {
    let (faults, _) = run(Schedule::seeded(1).rate(0.5));
    let faults: Vec<&str> = faults
        .iter()
        .take(10)
        .map(|fault| fault.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(
        faults,
        [
            "AnswerAfter(500)",
            "",
            "",
            "Late(113ms)",
            "",
            "",
            "DropAfter",
            "DropAfter",
            "",
            ""
        ]
    );
}

#[test]
fn a_call_that_is_struck_by_another_fault_counts_for_the_schedule() {
    let schedule = || Schedule::seeded(7).rate(1.0).only(&[FaultKind::Late]);
    let waits = |injected: bool| {
        let builder = Emulator::builder().schedule(schedule());
        let emulator = builder.build_in_memory().unwrap();
        if injected {
            emulator.inject(Operation::ListTables, status(500));
        }
        for _ in 0..3 {
            list(&emulator);
        }
        let requests = emulator.requests().into_iter();
        requests
            .map(|request| request.fault.unwrap())
            .collect::<Vec<_>>()
    };
    let (drawn, struck) = (waits(false), waits(true));
    assert_eq!(struck[0], "Answer(500)");
    assert_eq!(struck[1..], drawn[1..]);
}

#[test]
fn a_struck_request_shows_it_in_the_log() {
    let emulator = emulator();
    for fault in [
        Fault::answer(502, "text/html", ""),
        Fault::answer_after(504, "text/html", ""),
        Fault::edit(|_| {}),
        Fault::Drop,
        Fault::DropAfter,
        Fault::Reset,
        Fault::ResetAfter,
        Fault::Late {
            wait: Duration::from_millis(1500),
        },
        Fault::Drip {
            pause: Duration::from_millis(50),
        },
        Fault::Truncate { bytes: 7 },
        Fault::Oversized {
            bytes: 9,
            announced: true,
        },
        Fault::Oversized {
            bytes: 9,
            announced: false,
        },
        Fault::GzipBomb { bytes: 9 },
        Fault::Stale { lists: 3 },
        Fault::Partly {
            columns: 1,
            status: 500,
        },
    ] {
        emulator.inject(Operation::ListTables, fault);
    }
    for _ in 0..16 {
        list(&emulator);
    }
    let log = emulator.requests().into_iter();
    let log: Vec<_> = log.map(|request| (request.fault, request.status)).collect();
    let expected = [
        ("Answer(502)", 502),
        ("AnswerAfter(504)", 504),
        ("Edit", 200),
        ("Drop", 0),
        ("DropAfter", 0),
        ("Reset", 0),
        ("ResetAfter", 0),
        ("Late(1.5s)", 200),
        ("Drip(50ms)", 200),
        ("Truncate(7)", 200),
        ("Oversized(9, announced)", 200),
        ("Oversized(9, in chunks)", 200),
        ("GzipBomb(9)", 200),
        ("Stale(3)", 200),
        ("Partly(1, 500)", 500),
    ];
    let mut expected: Vec<_> = expected
        .map(|(fault, status)| (Some(fault.to_owned()), status))
        .into();
    expected.push((None, 200));
    assert_eq!(log, expected);
}
