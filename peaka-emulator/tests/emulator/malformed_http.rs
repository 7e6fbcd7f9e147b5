//! Malformed, incomplete and unusual requests.

use std::time::{Duration, Instant};

use peaka_emulator::Emulator;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw_http::connect;

/// Reads until the connection is closed, and returns the status and the body of the response.
async fn read_response(mut stream: TcpStream) -> (u16, Value) {
    let mut response = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut response));
    read.await
        .expect("no timeout")
        .expect("no connection reset");
    let response = String::from_utf8(response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").expect("a response head");
    assert!(head.contains("content-type: application/json"), "{head}");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).expect("JSON"))
}

async fn send(emulator: &Emulator, bytes: &[u8]) -> (u16, Value) {
    let mut stream = connect(emulator).await;
    // The emulator may close the connection before everything is written.
    let _ = stream.write_all(bytes).await;
    read_response(stream).await
}

#[tokio::test]
async fn data_that_is_not_http_gets_a_json_error() {
    let emulator = Emulator::builder().start().await.unwrap();
    let error =
        json!({"status": 400, "error": "Bad Request", "message": "the request cannot be read"});
    for bytes in [
        &b"nonsense\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\ncontent-length: many\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\n\r\n\x00",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        assert_eq!(
            send(&emulator, bytes).await,
            (400, error.clone()),
            "{}",
            bytes.escape_ascii()
        );
    }
    assert_eq!(emulator.requests().len(), 0);
}

#[tokio::test]
async fn too_long_head_gets_a_json_error() {
    let emulator = Emulator::builder().start().await.unwrap();
    let long = "a".repeat(1_000_000);
    let url = format!(
        "GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        &long[..100_000]
    );
    let header = format!("GET / HTTP/1.1\r\nhost: localhost\r\nlong: {long}\r\n\r\n");
    for (bytes, status, error) in [
        (url, 414, "URI Too Long"),
        (header, 431, "Request Header Fields Too Large"),
    ] {
        let error =
            json!({"status": status, "error": error, "message": "the request cannot be read"});
        assert_eq!(send(&emulator, bytes.as_bytes()).await, (status, error));
    }
}

#[tokio::test]
async fn long_valid_path_is_accepted() {
    let emulator = Emulator::builder().start().await.unwrap();
    let path = format!("/api/v1/data/projects/p/bitable/{}", "%41".repeat(20_000));
    let key = emulator.api_key();
    let create = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: bearer {key}\r\nconnection: close\r\n\r\n"
    );
    let (status, table) = send(&emulator, create.as_bytes()).await;
    assert_eq!(status, 200);
    assert_eq!(table["tableName"], "A".repeat(20_000));
}

#[tokio::test]
async fn unusual_request_target_is_not_found() {
    let emulator = Emulator::builder().start().await.unwrap();
    for line in [
        "OPTIONS * HTTP/1.1",
        "CONNECT localhost:80 HTTP/1.1",
        "GET http://localhost/x HTTP/1.1",
        "GET / HTTP/1.0",
    ] {
        let request = format!("{line}\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        assert_eq!(send(&emulator, request.as_bytes()).await.0, 404, "{line}");
    }
}

/// Returns the head of a request to add columns, with a header that delimits its body.
fn add(emulator: &Emulator, delimiter: &str) -> String {
    let key = emulator.api_key();
    format!(
        "POST /api/v1/data/projects/emulator/bitable/events/columns HTTP/1.1\r\n\
         host: localhost\r\nauthorization: Bearer {key}\r\n{delimiter}\r\n\r\n"
    )
}

#[tokio::test]
async fn client_that_is_still_writing_receives_its_error() {
    let emulator = Emulator::builder().table("events").start().await.unwrap();
    let request_timeout = Duration::from_secs(5);
    for _ in 0..5 {
        let mut stream = connect(&emulator).await;
        let head = add(&emulator, "content-length: 20000000");
        stream.write_all(head.as_bytes()).await.unwrap();
        let written = tokio::time::timeout(request_timeout, stream.write_all(&[b' '; 20_000_000]));
        written
            .await
            .expect("no timeout")
            .expect("no connection reset");
        assert_eq!(read_response(stream).await.0, 413);
    }
}

#[tokio::test]
async fn incomplete_body_adds_nothing() {
    let emulator = Emulator::builder().table("events").start().await.unwrap();
    let error = json!({
        "status": 400,
        "error": "Bad Request",
        "message": "the body ended before it was complete",
    });
    let column = r#"[{"name":"a","dataType":"DATE"}]"#;
    for (delimiter, body) in [
        ("content-length: 100", column.to_owned()),
        (
            "transfer-encoding: chunked",
            format!("{:x}\r\n{column}\r\n", column.len()),
        ),
        ("transfer-encoding: chunked", "nonsense\r\n".to_owned()),
    ] {
        let mut stream = connect(&emulator).await;
        stream
            .write_all(add(&emulator, delimiter).as_bytes())
            .await
            .unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        assert_eq!(
            read_response(stream).await,
            (400, error.clone()),
            "{delimiter} {body}"
        );
    }
    assert_eq!(
        emulator
            .requests()
            .iter()
            .filter(|request| request.status == 200)
            .count(),
        0
    );
}

#[tokio::test]
async fn slow_body_times_out() {
    let request_timeout = Duration::from_millis(100);
    let emulator = Emulator::builder()
        .table("events")
        .request_timeout(request_timeout)
        .start()
        .await
        .unwrap();
    let start = Instant::now();
    let head = add(&emulator, "content-length: 100");
    let error = json!({
        "status": 408,
        "error": "Request Timeout",
        "message": "the body did not arrive in time",
    });
    assert_eq!(
        send(&emulator, format!("{head}[").as_bytes()).await,
        (408, error)
    );
    assert!(start.elapsed() >= request_timeout);
    assert_eq!(emulator.requests()[0].status, 408);
}

#[tokio::test]
async fn slow_head_times_out() {
    let request_timeout = Duration::from_millis(100);
    let emulator = Emulator::builder().request_timeout(request_timeout);
    let emulator = emulator.start().await.unwrap();
    for bytes in [
        &b""[..],
        b"GET /api/v1/in",
        b"GET / HTTP/1.1\r\nhost: localhost\r\n",
    ] {
        let start = Instant::now();
        let error = json!({
            "status": 408,
            "error": "Request Timeout",
            "message": "the request did not arrive in time",
        });
        assert_eq!(send(&emulator, bytes).await, (408, error));
        assert!(start.elapsed() >= request_timeout);
    }
}

#[tokio::test]
async fn idle_connection_is_closed_without_a_second_response() {
    let request_timeout = Duration::from_millis(100);
    let emulator = Emulator::builder().request_timeout(request_timeout);
    let emulator = emulator.start().await.unwrap();
    let request = b"GET /nowhere HTTP/1.1\r\nhost: localhost\r\n\r\n";
    // A second response would be part of the body, which would then not be JSON.
    assert_eq!(send(&emulator, request).await.0, 404);
}

#[tokio::test]
async fn disconnecting_clients_do_not_affect_others() {
    let emulator = Emulator::builder().table("events").start().await.unwrap();
    for _ in 0..10 {
        let mut stream = connect(&emulator).await;
        stream
            .write_all(add(&emulator, "content-length: 100").as_bytes())
            .await
            .unwrap();
        drop(stream);
    }
    let head = add(&emulator, "content-length: 2\r\nconnection: close");
    assert_eq!(
        send(&emulator, format!("{head}[]").as_bytes()).await,
        (200, json!([]))
    );
}

#[tokio::test]
async fn connection_serves_pipelined_requests() {
    let emulator = Emulator::builder().table("events").start().await.unwrap();
    let first = add(&emulator, "content-length: 2");
    let second = add(&emulator, "content-length: 2\r\nconnection: close");
    let mut stream = connect(&emulator).await;
    stream
        .write_all(format!("{first}[]{second}{{}}").as_bytes())
        .await
        .unwrap();
    let mut responses = String::new();
    stream.read_to_string(&mut responses).await.unwrap();
    let statuses: Vec<&str> = responses
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|response| &response[..3])
        .collect();
    assert_eq!(statuses, ["200", "400"]);
}
