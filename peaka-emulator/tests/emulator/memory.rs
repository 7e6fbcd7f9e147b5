//! The emulator without a socket.

use std::time::Duration;

use peaka_emulator::{Answer, Emulator, Fault, InMemory, Operation, Outcome, Profile};
use serde_json::{Value, json};

use crate::raw::{Raw, say};
use crate::support::text;

const ADD: &str = r#"[{"name":"a","dataType":"DATE"}]"#;

fn emulator() -> InMemory {
    let builder = Emulator::builder().table("events");
    builder.build_in_memory().unwrap()
}

fn send(emulator: &InMemory, method: &str, path: &str, body: &str) -> Outcome {
    let target = format!("/api/v1/data/projects/emulator/bitable{path}");
    let key = format!("Bearer {}", emulator.api_key());
    emulator.send(method, &target, [("Authorization", &key)], body.as_bytes())
}

fn add(emulator: &InMemory) -> Outcome {
    send(emulator, "POST", "/events/columns", ADD)
}

fn answer(outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn names(emulator: &InMemory) -> Vec<String> {
    let columns = emulator.columns("emulator", "events").unwrap();
    let columns = columns.as_array().unwrap().iter();
    columns.map(|column| text(&column["name"])).collect()
}

#[test]
fn it_answers_without_a_runtime() {
    let emulator = emulator();
    let added = answer(add(&emulator));
    assert_eq!(added.status, 200);
    assert_eq!(added.headers["content-type"], "application/json");
    assert_eq!((added.wait, added.pause), (Duration::ZERO, Duration::ZERO));
    let listed = answer(send(&emulator, "GET", "/events/columns?a=b", ""));
    let body = listed.body.into_bytes();
    assert_eq!(listed.headers["content-length"], body.len().to_string());
    let list: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        list,
        json!([{
            "id": "1", "name": "a", "dataType": "date", "displayName": "a", "defaultValue": null,
            "isNotNull": false, "isUnique": false, "desc": null,
        }])
    );
    assert_eq!(emulator.columns("emulator", "events"), Some(list));
}

#[test]
fn every_fault_is_told_at_once() {
    let second = Duration::from_secs(1);
    let whole = answer(add(&emulator())).body.into_bytes();
    for (fault, done) in [(Fault::Drop, 0), (Fault::DropAfter, 1)] {
        let emulator = emulator();
        emulator.inject(Operation::AddColumns, fault);
        assert!(matches!(add(&emulator), Outcome::Closed));
        assert_eq!(names(&emulator).len(), done);
    }
    for (fault, done) in [(Fault::Reset, 0), (Fault::ResetAfter, 1)] {
        let emulator = emulator();
        emulator.inject(Operation::AddColumns, fault);
        assert!(matches!(add(&emulator), Outcome::Reset));
        assert_eq!(names(&emulator).len(), done);
    }
    let emulator = emulator();
    emulator.inject(Operation::AddColumns, Fault::Late { wait: second });
    let late = answer(add(&emulator));
    assert_eq!((late.wait, late.pause), (second, Duration::ZERO));
    assert_eq!(late.body.into_bytes(), whole);

    emulator.inject(Operation::ListColumns, Fault::Drip { pause: second });
    let dripping = answer(send(&emulator, "GET", "/events/columns", ""));
    assert_eq!((dripping.wait, dripping.pause), (Duration::ZERO, second));

    let body = dripping.body.into_bytes();
    emulator.inject(Operation::ListColumns, Fault::Truncate { bytes: 9 });
    let Outcome::CutOff(cut) = send(&emulator, "GET", "/events/columns", "") else {
        panic!("a whole answer");
    };
    assert_eq!(cut.headers["content-length"], body.len().to_string());
    assert_eq!(cut.body.into_bytes(), body[..9]);

    let busy = Fault::answer(429, "text/plain", b"\xff".to_vec()).header("retry-after", "2");
    emulator.inject(Operation::ListColumns, busy);
    let busy = answer(send(&emulator, "GET", "/events/columns", ""));
    assert_eq!(
        (busy.status, &busy.headers["retry-after"]),
        (429, &"2".parse().unwrap())
    );
    assert_eq!(&busy.body.into_bytes()[..], b"\xff");
}

#[test]
fn an_oversized_body_is_made_while_it_is_read() {
    let emulator = emulator();
    let (bytes, announced) = (u64::MAX, true);
    emulator.inject(Operation::ListTables, Fault::Oversized { bytes, announced });
    let huge = answer(send(&emulator, "GET", "", ""));
    assert_eq!(huge.headers["content-length"], "18446744073709551615");
    let lengths: Vec<usize> = huge.body.take(4).map(|piece| piece.len()).collect();
    assert_eq!(lengths, [1, 65536, 65536, 65536]);
    for bytes in [2, 3, 65537, 65538, 65539, 200_000] {
        let announced = false;
        emulator.inject(Operation::ListTables, Fault::Oversized { bytes, announced });
        let answer = answer(send(&emulator, "GET", "", ""));
        assert!(!answer.headers.contains_key("content-length"));
        let body = answer.body.into_bytes();
        assert_eq!(body.len() as u64, bytes);
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), json!([]));
    }
}

#[test]
fn the_store_is_seen_through_staleness_and_faults() {
    let emulator = emulator();
    emulator.inject(Operation::AddColumns, Fault::Stale { lists: 1 });
    add(&emulator);
    assert_eq!(names(&emulator), ["a"]);
    emulator.inject(Operation::ListColumns, Fault::Drop);
    assert_eq!(names(&emulator), ["a"]);
    assert!(matches!(
        send(&emulator, "GET", "/events/columns", ""),
        Outcome::Closed
    ));
    let stale = answer(send(&emulator, "GET", "/events/columns", ""));
    assert_eq!(&stale.body.into_bytes()[..], b"[]");
    assert_eq!(emulator.tables("emulator"), ["events"]);
    assert_eq!(emulator.tables("other"), [""; 0]);
    assert_eq!(emulator.columns("emulator", "other"), None);
    assert_eq!(emulator.columns("other", "events"), None);
    assert_eq!(emulator.requests().len(), 3);
}

#[test]
fn the_store_is_spelled_as_its_profile_lists_it() {
    let builder = Emulator::builder()
        .profile(Profile::Observed)
        .table("page_views");
    let emulator = builder.build_in_memory().unwrap();
    assert_eq!(emulator.tables("emulator"), ["pageviews"]);
    let columns = emulator.columns("emulator", "pageviews").unwrap();
    assert_eq!(columns[2]["dataType"], "timestamp(6)");
    assert_eq!(emulator.columns("emulator", "page_views"), None);
}

#[test]
fn what_is_refused_on_a_socket_is_refused_here() {
    let emulator = emulator();
    let nobody: [(&str, &str); 0] = [];
    let tables = "/api/v1/data/projects/emulator/bitable";
    assert_eq!(
        answer(emulator.send("GET", tables, nobody, b"")).status,
        401
    );
    let twice = [("authorization", "Bearer emulator-key"); 2];
    assert_eq!(answer(emulator.send("GET", tables, twice, b"")).status, 401);
    assert_eq!(
        answer(emulator.send("GET", "/nowhere", nobody, b"")).status,
        404
    );
    let huge = " ".repeat(1024 * 1024 + 1);
    let outcome = send(&emulator, "POST", "/events/columns", &huge);
    assert_eq!(answer(outcome).status, 413);
}

#[test]
fn clones_are_one_emulator() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<InMemory>();
    let emulator = emulator();
    let clone = emulator.clone();
    clone.inject(Operation::ListTables, Fault::Drop);
    assert!(matches!(send(&emulator, "GET", "", ""), Outcome::Closed));
    assert_eq!(clone.take_requests().len(), 1);
    assert_eq!(emulator.requests().len(), 0);
    assert_eq!(
        format!("{emulator:?}"),
        r#"InMemory { project_id: "emulator", .. }"#
    );
}

#[test]
fn a_log_that_is_off_stays_empty() {
    let builder = Emulator::builder().log(false);
    let emulator = builder.build_in_memory().unwrap();
    send(&emulator, "GET", "", "");
    assert_eq!(emulator.requests(), []);
    assert_eq!(emulator.take_requests(), []);
}

#[test]
fn a_table_that_cannot_be_made_is_an_error() {
    let error = Emulator::builder().table("").build_in_memory().unwrap_err();
    assert_eq!(error.to_string(), "'' is not a name");
}

/// What a client would see of it on a socket that is closed afterwards.
fn on_the_wire(outcome: Outcome) -> (String, Vec<String>, Vec<u8>) {
    let answer = answer(outcome);
    let headers = answer.headers.iter();
    let mut headers: Vec<String> = headers
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    (
        answer.status.to_string(),
        headers,
        answer.body.into_bytes().to_vec(),
    )
}

#[tokio::test]
async fn it_answers_what_a_socket_does() {
    for profile in [Profile::Documented, Profile::Observed] {
        let builder = || Emulator::builder().profile(profile).table("events");
        let memory = builder().build_in_memory().unwrap();
        let socket = builder().start().await.unwrap();
        let update = r#"{"name":"b","dataType":"BIGINT","defaultValue":3}"#;
        for (method, path, body) in [
            ("GET", "", ""),
            ("HEAD", "", ""),
            ("POST", "/events/columns", ADD),
            ("POST", "/events/columns", ADD),
            ("POST", "/events/columns", "["),
            (
                "POST",
                "/events/columns",
                r#"[{"name":"c","dataType":"JSON"}]"#,
            ),
            ("GET", "/events/columns", ""),
            ("HEAD", "/events/columns", ""),
            ("PUT", "/events/columns/a", update),
            ("PUT", "/events/columns/a", "{}"),
            ("PATCH", "/events/columns/a", ""),
            ("GET", "/events/columns", ""),
            ("DELETE", "/events/columns/b", ""),
            ("DELETE", "/events/columns/%62", ""),
            ("DELETE", "/events/columns/%ff", ""),
            ("POST", "/page_views", ""),
            ("POST", "/page_views", ""),
            ("GET", "/page_views/columns?x=/y", ""),
            ("GET", "/page_views/columns/", ""),
            ("GET", "//columns", ""),
            ("DELETE", "/events", ""),
            ("GET", "", ""),
        ] {
            let Raw {
                status_line,
                mut headers,
                body: bytes,
            } = say(&socket, method, path, body).await;
            headers.retain(|header| header != "connection: close");
            headers.sort();
            let status = status_line.split(' ').nth(1).unwrap().to_owned();
            let outcome = send(&memory, method, path, body);
            assert_eq!(
                on_the_wire(outcome),
                (status, headers, bytes),
                "{method} {path} {body}"
            );
        }
        assert_eq!(memory.requests(), socket.requests());
    }
}
