//! Requests that no HTTP client would send.

use std::time::{Duration, Instant};

use peaka_emulator::Emulator;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn connect(emulator: &Emulator) -> TcpStream {
    let address = emulator
        .base_url()
        .trim_start_matches("http://")
        .trim_end_matches("/api/v1");
    TcpStream::connect(address).await.unwrap()
}

/// Everything that the emulator says until it closes the connection: the status of the first answer, and its body.
async fn hear(mut stream: TcpStream) -> (u16, Value) {
    let mut answer = Vec::new();
    let heard = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer));
    heard.await.expect("an end").expect("no reset");
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.contains("content-type: application/json"), "{head}");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).expect("JSON"))
}

async fn say(emulator: &Emulator, bytes: &[u8]) -> (u16, Value) {
    let mut stream = connect(emulator).await;
    // A connection may be refused before it has said everything.
    let _ = stream.write_all(bytes).await;
    hear(stream).await
}

#[tokio::test]
async fn what_is_not_http_is_answered_with_json() {
    let emulator = Emulator::builder().start().await.unwrap();
    let refusal =
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
            say(&emulator, bytes).await,
            (400, refusal.clone()),
            "{}",
            bytes.escape_ascii()
        );
    }
    assert_eq!(emulator.requests().len(), 0);
}

#[tokio::test]
async fn a_head_that_is_too_long_is_answered_with_json() {
    let emulator = Emulator::builder().start().await.unwrap();
    let long = "a".repeat(1_000_000);
    let url = format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", &long[..100_000]);
    let header = format!("GET / HTTP/1.1\r\nhost: a\r\nlong: {long}\r\n\r\n");
    for (bytes, status, error) in [
        (url, 414, "URI Too Long"),
        (header, 431, "Request Header Fields Too Large"),
    ] {
        let refusal =
            json!({"status": status, "error": error, "message": "the request cannot be read"});
        assert_eq!(say(&emulator, bytes.as_bytes()).await, (status, refusal));
    }
}

#[tokio::test]
async fn a_long_path_that_can_be_read_is_answered() {
    let emulator = Emulator::builder().start().await.unwrap();
    let path = format!("/api/v1/data/projects/p/bitable/{}", "%41".repeat(20_000));
    let key = emulator.api_key();
    let create = format!(
        "POST {path} HTTP/1.1\r\nhost: a\r\nauthorization: bearer {key}\r\nconnection: close\r\n\r\n"
    );
    let (status, table) = say(&emulator, create.as_bytes()).await;
    assert_eq!(status, 200);
    assert_eq!(table["tableName"], "A".repeat(20_000));
}

#[tokio::test]
async fn unusual_targets_are_not_found() {
    let emulator = Emulator::builder().start().await.unwrap();
    for line in [
        "OPTIONS * HTTP/1.1",
        "CONNECT a:80 HTTP/1.1",
        "GET http://other/x HTTP/1.1",
        "GET / HTTP/1.0",
    ] {
        let request = format!("{line}\r\nhost: a\r\nconnection: close\r\n\r\n");
        assert_eq!(say(&emulator, request.as_bytes()).await.0, 404, "{line}");
    }
}

/// The head of an Add with that way of delimiting its body.
fn add(emulator: &Emulator, delimiter: &str) -> String {
    let key = emulator.api_key();
    format!(
        "POST /api/v1/data/projects/emulator/bitable/events/columns HTTP/1.1\r\n\
         host: a\r\nauthorization: Bearer {key}\r\n{delimiter}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_client_that_writes_on_is_heard_out_and_reads_its_refusal() {
    let emulator = Emulator::builder().table("events").start().await.unwrap();
    let patience = Duration::from_secs(5);
    for _ in 0..5 {
        let mut stream = connect(&emulator).await;
        let head = add(&emulator, "content-length: 20000000");
        stream.write_all(head.as_bytes()).await.unwrap();
        let written = tokio::time::timeout(patience, stream.write_all(&[b' '; 20_000_000]));
        written.await.expect("an end").expect("no reset");
        assert_eq!(hear(stream).await.0, 413);
    }
}

#[tokio::test]
async fn half_a_body_adds_nothing() {
    let emulator = Emulator::builder().table("events").start().await.unwrap();
    let refusal = json!({
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
            hear(stream).await,
            (400, refusal.clone()),
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
async fn a_body_that_never_ends_is_given_up() {
    let patience = Duration::from_millis(100);
    let emulator = Emulator::builder()
        .table("events")
        .request_timeout(patience)
        .start()
        .await
        .unwrap();
    let begun = Instant::now();
    let head = add(&emulator, "content-length: 100");
    let refusal = json!({
        "status": 408,
        "error": "Request Timeout",
        "message": "the body did not arrive in time",
    });
    assert_eq!(
        say(&emulator, format!("{head}[").as_bytes()).await,
        (408, refusal)
    );
    assert!(begun.elapsed() >= patience);
    assert_eq!(emulator.requests()[0].status, 408);
}

#[tokio::test]
async fn a_head_that_never_ends_is_given_up() {
    let patience = Duration::from_millis(100);
    let emulator = Emulator::builder().request_timeout(patience);
    let emulator = emulator.start().await.unwrap();
    for bytes in [
        &b""[..],
        b"GET /api/v1/in",
        b"GET / HTTP/1.1\r\nhost: a\r\n",
    ] {
        let begun = Instant::now();
        let refusal = json!({
            "status": 408,
            "error": "Request Timeout",
            "message": "the request did not arrive in time",
        });
        assert_eq!(say(&emulator, bytes).await, (408, refusal));
        assert!(begun.elapsed() >= patience);
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_second_answer() {
    let patience = Duration::from_millis(100);
    let emulator = Emulator::builder().request_timeout(patience);
    let emulator = emulator.start().await.unwrap();
    let request = b"GET /nowhere HTTP/1.1\r\nhost: a\r\n\r\n";
    // What is heard until the end is one answer, or its body would not be JSON.
    assert_eq!(say(&emulator, request).await.0, 404);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_the_emulator_in_order() {
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
        say(&emulator, format!("{head}[]").as_bytes()).await,
        (200, json!([]))
    );
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let emulator = Emulator::builder().table("events").start().await.unwrap();
    let first = add(&emulator, "content-length: 2");
    let second = add(&emulator, "content-length: 2\r\nconnection: close");
    let mut stream = connect(&emulator).await;
    stream
        .write_all(format!("{first}[]{second}{{}}").as_bytes())
        .await
        .unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    let statuses: Vec<&str> = answers
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| &answer[..3])
        .collect();
    assert_eq!(statuses, ["200", "400"]);
}
