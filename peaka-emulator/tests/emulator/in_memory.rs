//! Tests of the emulator without a socket.

use std::time::Duration;

use peaka_emulator::{Emulator, Fault, InMemory, Operation, Outcome, Profile, Response};
use serde_json::{Value, json};

use crate::api::text;
use crate::raw_http::{RawResponse, send_raw};

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

fn expect_response(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Response(response) => response,
        other => panic!("{other:?}"),
    }
}

fn names(emulator: &InMemory) -> Vec<String> {
    let columns = emulator.columns("emulator", "events").unwrap();
    let columns = columns.as_array().unwrap().iter();
    columns.map(|column| text(&column["name"])).collect()
}

#[test]
fn request_is_handled_without_a_runtime() {
    let emulator = emulator();
    let added = expect_response(add(&emulator));
    assert_eq!(added.status, 200);
    assert_eq!(added.headers["content-type"], "application/json");
    assert_eq!(
        (added.delay, added.delay_per_byte),
        (Duration::ZERO, Duration::ZERO)
    );
    let listed = expect_response(send(&emulator, "GET", "/events/columns?a=b", ""));
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
fn every_fault_is_returned_as_an_outcome() {
    let second = Duration::from_secs(1);
    let full_body = expect_response(add(&emulator())).body.into_bytes();
    for (fault, columns) in [(Fault::Drop, 0), (Fault::ExecuteThenDrop, 1)] {
        let emulator = emulator();
        emulator.inject(Operation::AddColumns, fault);
        assert!(matches!(add(&emulator), Outcome::Closed));
        assert_eq!(names(&emulator).len(), columns);
    }
    for (fault, columns) in [(Fault::Reset, 0), (Fault::ExecuteThenReset, 1)] {
        let emulator = emulator();
        emulator.inject(Operation::AddColumns, fault);
        assert!(matches!(add(&emulator), Outcome::Reset));
        assert_eq!(names(&emulator).len(), columns);
    }
    let emulator = emulator();
    emulator.inject(
        Operation::AddColumns,
        Fault::DelayResponse { delay: second },
    );
    let delayed = expect_response(add(&emulator));
    assert_eq!(
        (delayed.delay, delayed.delay_per_byte),
        (second, Duration::ZERO)
    );
    assert_eq!(delayed.body.into_bytes(), full_body);

    emulator.inject(
        Operation::ListColumns,
        Fault::SlowBody {
            delay_per_byte: second,
        },
    );
    let slow = expect_response(send(&emulator, "GET", "/events/columns", ""));
    assert_eq!((slow.delay, slow.delay_per_byte), (Duration::ZERO, second));

    let body = slow.body.into_bytes();
    emulator.inject(Operation::ListColumns, Fault::Truncate { bytes: 9 });
    let Outcome::Truncated(truncated) = send(&emulator, "GET", "/events/columns", "") else {
        panic!("the response is complete");
    };
    assert_eq!(truncated.headers["content-length"], body.len().to_string());
    assert_eq!(truncated.body.into_bytes(), body[..9]);

    let too_many_requests =
        Fault::respond(429, "text/plain", b"\xff".to_vec()).header("retry-after", "2");
    emulator.inject(Operation::ListColumns, too_many_requests);
    let response = expect_response(send(&emulator, "GET", "/events/columns", ""));
    assert_eq!(
        (response.status, &response.headers["retry-after"]),
        (429, &"2".parse().unwrap())
    );
    assert_eq!(&response.body.into_bytes()[..], b"\xff");
}

#[test]
fn oversized_body_is_generated_while_it_is_read() {
    let emulator = emulator();
    let (bytes, has_content_length) = (u64::MAX, true);
    emulator.inject(
        Operation::ListTables,
        Fault::Oversized {
            bytes,
            has_content_length,
        },
    );
    let oversized = expect_response(send(&emulator, "GET", "", ""));
    assert_eq!(oversized.headers["content-length"], "18446744073709551615");
    let lengths: Vec<usize> = oversized.body.take(4).map(|chunk| chunk.len()).collect();
    assert_eq!(lengths, [1, 65536, 65536, 65536]);
    for bytes in [2, 3, 65537, 65538, 65539, 200_000] {
        let has_content_length = false;
        emulator.inject(
            Operation::ListTables,
            Fault::Oversized {
                bytes,
                has_content_length,
            },
        );
        let response = expect_response(send(&emulator, "GET", "", ""));
        assert!(!response.headers.contains_key("content-length"));
        let body = response.body.into_bytes();
        assert_eq!(body.len() as u64, bytes);
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), json!([]));
    }
}

#[test]
fn stored_tables_are_not_affected_by_faults() {
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
    let stale = expect_response(send(&emulator, "GET", "/events/columns", ""));
    assert_eq!(&stale.body.into_bytes()[..], b"[]");
    assert_eq!(emulator.tables("emulator"), ["events"]);
    assert_eq!(emulator.tables("other"), [""; 0]);
    assert_eq!(emulator.columns("emulator", "other"), None);
    assert_eq!(emulator.columns("other", "events"), None);
    assert_eq!(emulator.requests().len(), 3);
}

#[test]
fn stored_columns_have_the_names_of_the_profile() {
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
fn invalid_requests_are_rejected_without_a_socket() {
    let emulator = emulator();
    let no_headers: [(&str, &str); 0] = [];
    let tables = "/api/v1/data/projects/emulator/bitable";
    assert_eq!(
        expect_response(emulator.send("GET", tables, no_headers, b"")).status,
        401
    );
    let two_keys = [("authorization", "Bearer emulator-key"); 2];
    assert_eq!(
        expect_response(emulator.send("GET", tables, two_keys, b"")).status,
        401
    );
    assert_eq!(
        expect_response(emulator.send("GET", "/nowhere", no_headers, b"")).status,
        404
    );
    let too_large = " ".repeat(1024 * 1024 + 1);
    let outcome = send(&emulator, "POST", "/events/columns", &too_large);
    assert_eq!(expect_response(outcome).status, 413);
}

#[test]
fn clones_share_state() {
    fn assert_shareable<T: Send + Sync + Clone + 'static>() {}
    assert_shareable::<InMemory>();
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
fn disabled_log_stays_empty() {
    let builder = Emulator::builder().log(false);
    let emulator = builder.build_in_memory().unwrap();
    send(&emulator, "GET", "", "");
    assert_eq!(emulator.requests(), []);
    assert_eq!(emulator.take_requests(), []);
}

#[test]
fn table_that_cannot_be_created_is_an_error() {
    let error = Emulator::builder().table("").build_in_memory().unwrap_err();
    assert_eq!(error.to_string(), "'' is not a valid name");
}

/// Returns the status, the sorted headers and the body of a response.
fn parts_of(outcome: Outcome) -> (String, Vec<String>, Vec<u8>) {
    let response = expect_response(outcome);
    let headers = response.headers.iter();
    let mut headers: Vec<String> = headers
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    (
        response.status.to_string(),
        headers,
        response.body.into_bytes().to_vec(),
    )
}

#[tokio::test]
async fn response_equals_that_on_a_socket() {
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
            let RawResponse {
                status_line,
                mut headers,
                body: bytes,
            } = send_raw(&socket, method, path, body).await;
            headers.retain(|header| header != "connection: close");
            headers.sort();
            let status = status_line.split(' ').nth(1).unwrap().to_owned();
            let outcome = send(&memory, method, path, body);
            assert_eq!(
                parts_of(outcome),
                (status, headers, bytes),
                "{method} {path} {body}"
            );
        }
        assert_eq!(memory.requests(), socket.requests());
    }
}
