//! Tests of faults that affect the connection or the bytes of a response.

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use peaka_emulator::{Emulator, Fault, Operation};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::api::{Api, text};
use crate::raw_http::{RawResponse, connect, read_to_end, request, send_raw};

const ADD: &str = r#"[{"name":"a","dataType":"DATE"}]"#;

const LISTED: &str = r#"[{"dataType":"date","defaultValue":null,"desc":null,"displayName":"a","id":"1","isNotNull":false,"isUnique":false,"name":"a"}]"#;

async fn emulator() -> Emulator {
    Emulator::builder().table("events").start().await.unwrap()
}

async fn add(emulator: &Emulator) -> RawResponse {
    send_raw(emulator, "POST", "/events/columns", ADD).await
}

/// Returns the names of the stored columns.
fn stored_names(emulator: &Emulator) -> Vec<String> {
    let columns = emulator.columns("emulator", "events").expect("a table");
    let columns = columns.as_array().expect("a list").iter();
    columns.map(|column| text(&column["name"])).collect()
}

#[tokio::test]
async fn answer_is_sent_with_its_headers_and_bytes() {
    let emulator = emulator().await;
    let fault = Fault::respond(429, "text/plain", b"\xff\xfe\x00".to_vec())
        .header("retry-after", "2")
        .header("X-Request-Id", "a")
        .header("x-request-id", b"\xfc");
    emulator.inject(Operation::AddColumns, fault);
    let raw = add(&emulator).await;
    assert_eq!(raw.status_line, "HTTP/1.1 429 Too Many Requests");
    assert_eq!(
        raw.headers,
        [
            "server: peaka-emulator",
            "content-length: 3",
            "content-type: text/plain",
            "retry-after: 2",
            "x-request-id: a",
            "x-request-id: \u{fffd}",
            "connection: close",
        ]
    );
    assert_eq!(raw.body, b"\xff\xfe\x00");
    assert_eq!(stored_names(&emulator), [""; 0]);
}

#[tokio::test]
async fn redirect_can_be_sent_after_the_operation() {
    let emulator = emulator().await;
    let fault =
        Fault::execute_then_respond(307, "text/plain", "").header("location", "http://a.invalid/");
    emulator.inject(Operation::AddColumns, fault);
    let raw = add(&emulator).await;
    assert_eq!(raw.status_line, "HTTP/1.1 307 Temporary Redirect");
    assert!(
        raw.headers
            .contains(&"location: http://a.invalid/".to_owned())
    );
    assert_eq!(stored_names(&emulator), ["a"]);
}

#[tokio::test]
async fn invalid_headers_are_omitted() {
    let emulator = emulator().await;
    let fault = Fault::respond(500, "text/plain", "no")
        .header("a b", "c")
        .header("", "c")
        .header("x-line", "a\r\nb: c")
        .header("content-length", "99")
        .header("transfer-encoding", "chunked");
    emulator.inject(Operation::AddColumns, fault);
    let raw = add(&emulator).await;
    assert_eq!(
        raw.headers,
        [
            "server: peaka-emulator",
            "content-length: 2",
            "content-type: text/plain",
            "connection: close",
        ]
    );
    assert_eq!(raw.text(), "no");
}

#[tokio::test]
async fn body_is_omitted_for_status_204_and_304() {
    let emulator = emulator().await;
    for status in [204, 304] {
        emulator.inject(Operation::AddColumns, Fault::respond(status, "a/b", "body"));
        let raw = add(&emulator).await;
        let headers = [
            "server: peaka-emulator",
            "content-type: a/b",
            "connection: close",
        ];
        assert_eq!(
            (raw.headers, raw.body),
            (headers.map(str::to_owned).to_vec(), vec![])
        );
    }
}

#[tokio::test]
async fn header_does_nothing_to_other_faults() {
    let emulator = emulator().await;
    emulator.inject(Operation::AddColumns, Fault::Drop.header("a", "b"));
    let mut stream = connect(&emulator).await;
    let request = request(&emulator, "POST", "/events/columns", ADD);
    stream.write_all(request.as_bytes()).await.unwrap();
    assert_eq!(read_to_end(stream).await, b"");
}

#[tokio::test]
async fn late_response_does_not_delay_other_requests() {
    let emulator = emulator().await;
    let delay = Duration::from_millis(300);
    emulator.inject(Operation::AddColumns, Fault::DelayResponse { delay });
    let start = Instant::now();
    let (late, ()) = tokio::join!(add(&emulator), async {
        while stored_names(&emulator).is_empty() {
            tokio::task::yield_now().await;
        }
        let listed = send_raw(&emulator, "GET", "/events/columns", "").await;
        assert_eq!(listed.text(), LISTED);
        assert!(start.elapsed() < delay);
    });
    assert_eq!(late.status_line, "HTTP/1.1 200 OK");
    assert!(start.elapsed() >= delay);
}

#[tokio::test]
async fn slow_body_is_sent_byte_by_byte() {
    let emulator = emulator().await;
    let delay_per_byte = Duration::from_millis(5);
    emulator.inject(Operation::ListTables, Fault::SlowBody { delay_per_byte });
    let mut stream = connect(&emulator).await;
    let request = request(&emulator, "GET", "", "");
    let start = Instant::now();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = vec![0; 1000];
    let read = stream.read(&mut head).await.unwrap();
    let head = String::from_utf8(head[..read].to_vec()).unwrap();
    let length = r#"[{"catalogId":"1","catalogName":"peaka","isCacheable":false,"isCached":false,"isDynamicTable":false,"schemaName":"bitable","supportedCacheTypes":[],"tableName":"events"}]"#.len();
    assert!(head.ends_with("\r\n\r\n"), "{head}");
    assert!(
        head.contains(&format!("content-length: {length}\r\n")),
        "{head}"
    );
    assert_eq!(read_to_end(stream).await.len(), length);
    assert!(start.elapsed() >= delay_per_byte * u32::try_from(length).unwrap());
}

#[tokio::test]
async fn delayed_response_is_canceled_when_the_client_disconnects() {
    let emulator = emulator().await;
    let (delay, delay_per_byte) = (Duration::from_secs(60), Duration::from_secs(60));
    for fault in [
        Fault::DelayResponse { delay },
        Fault::SlowBody { delay_per_byte },
    ] {
        emulator.inject(Operation::ListColumns, fault);
        let mut stream = connect(&emulator).await;
        let request = request(&emulator, "GET", "/events/columns", "");
        stream.write_all(request.as_bytes()).await.unwrap();
        while emulator.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        emulator.take_requests();
        // Only the write half is closed, so that the end can be read.
        stream.shutdown().await.unwrap();
        read_to_end(stream).await;
    }
}

#[tokio::test]
async fn delayed_response_is_canceled_when_the_emulator_stops() {
    let emulator = emulator().await;
    let (delay, delay_per_byte) = (Duration::from_secs(60), Duration::from_secs(60));
    emulator.inject(Operation::ListColumns, Fault::DelayResponse { delay });
    emulator.inject(Operation::ListColumns, Fault::SlowBody { delay_per_byte });
    let mut streams = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(&emulator).await;
        let request = request(&emulator, "GET", "/events/columns", "");
        stream.write_all(request.as_bytes()).await.unwrap();
        streams.push(stream);
    }
    while emulator.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    let stopped = tokio::time::timeout(Duration::from_secs(5), emulator.stop());
    stopped.await.expect("no timeout");
}

#[tokio::test]
async fn truncated_response_announces_its_full_length() {
    let emulator = emulator().await;
    let length = format!("content-length: {}", LISTED.len());
    let headers = [
        "server: peaka-emulator",
        &length,
        "content-type: application/json",
    ];
    emulator.inject(Operation::AddColumns, Fault::Truncate { bytes: 0 });
    assert_eq!(add(&emulator).await.text(), "");
    assert_eq!(stored_names(&emulator), ["a"]);
    for (bytes, sent) in [(0, ""), (7, r#"[{"data"#), (usize::MAX, LISTED)] {
        emulator.inject(Operation::ListColumns, Fault::Truncate { bytes });
        let raw = send_raw(&emulator, "GET", "/events/columns", "").await;
        assert_eq!(raw.status_line, "HTTP/1.1 200 OK");
        assert_eq!(
            (raw.headers.as_slice(), raw.text()),
            (headers.map(str::to_owned).as_slice(), sent)
        );
    }
    emulator.inject(Operation::ListColumns, Fault::Truncate { bytes: 7 });
    let raw = send_raw(&emulator, "HEAD", "/events/columns", "").await;
    assert_eq!((raw.headers[1].as_str(), raw.text()), (length.as_str(), ""));
}

#[tokio::test]
async fn http_client_reports_a_truncated_response_as_an_error() {
    let api = Api::with_table(Emulator::builder()).await;
    api.emulator
        .inject(Operation::ListTables, Fault::Truncate { bytes: 5 });
    let request = reqwest::Client::new()
        .get(api.url(""))
        .bearer_auth(api.emulator.api_key());
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.bytes().await.unwrap_err();
}

#[tokio::test]
async fn error_response_can_be_truncated() {
    let emulator = emulator().await;
    emulator.inject(Operation::ListColumns, Fault::Truncate { bytes: 1 });
    let raw = send_raw(&emulator, "GET", "/nothing/columns", "").await;
    assert_eq!(
        (raw.status_line.as_str(), raw.text()),
        ("HTTP/1.1 404 Not Found", "{")
    );
}

/// Sends a request, and returns how the connection ends.
async fn connection_end(mut stream: TcpStream, request: &str) -> std::io::Result<usize> {
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await
}

#[tokio::test]
async fn reset_does_not_execute_and_reset_after_does() {
    let emulator = emulator().await;
    let request = request(&emulator, "POST", "/events/columns", ADD);
    for (fault, expected) in [(Fault::Reset, &[][..]), (Fault::ExecuteThenReset, &["a"])] {
        emulator.inject(Operation::AddColumns, fault);
        let end = connection_end(connect(&emulator).await, &request).await;
        assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
        assert_eq!(stored_names(&emulator), expected);
    }
}

#[tokio::test]
async fn reused_connection_is_reset() {
    let emulator = emulator().await;
    let mut stream = connect(&emulator).await;
    let request = request(&emulator, "GET", "/events/columns", "");
    let first = request.replace("connection: close", "connection: keep-alive");
    stream.write_all(first.as_bytes()).await.unwrap();
    let mut response = [0; 1000];
    let read = stream.read(&mut response).await.unwrap();
    assert!(response[..read].ends_with(b"\r\n\r\n[]"));
    emulator.inject(Operation::ListColumns, Fault::Reset);
    let end = connection_end(stream, &request).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn drop_closes_without_a_reset() {
    let emulator = emulator().await;
    emulator.inject(Operation::ListColumns, Fault::Drop);
    let request = request(&emulator, "GET", "/events/columns", "");
    assert_eq!(
        connection_end(connect(&emulator).await, &request)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn oversized_response_has_its_length_and_is_json() {
    let api = Api::with_table(Emulator::builder()).await;
    for (bytes, has_content_length) in [
        (0, true),
        (3, false),
        (10_000_000, true),
        (10_000_000, false),
    ] {
        let fault = Fault::Oversized {
            bytes,
            has_content_length,
        };
        api.emulator.inject(Operation::ListColumns, fault);
        let request = reqwest::Client::new()
            .get(api.url("/events/columns"))
            .bearer_auth(api.emulator.api_key());
        let response = request.send().await.unwrap();
        let length = usize::try_from(bytes).unwrap().max(2);
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(
            header("content-length"),
            has_content_length.then(|| length.to_string())
        );
        assert_eq!(
            header("transfer-encoding").as_deref(),
            (!has_content_length).then_some("chunked")
        );
        assert_eq!(header("content-type").as_deref(), Some("application/json"));
        let body = response.bytes().await.unwrap();
        assert_eq!(body.len(), length);
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&body).unwrap(),
            json!([])
        );
    }
}

#[tokio::test]
async fn oversized_response_ends_when_the_client_disconnects() {
    let emulator = emulator().await;
    let (bytes, has_content_length) = (u64::MAX, false);
    emulator.inject(
        Operation::AddColumns,
        Fault::Oversized {
            bytes,
            has_content_length,
        },
    );
    let mut stream = connect(&emulator).await;
    let request = request(&emulator, "POST", "/events/columns", ADD);
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.read_exact(&mut [0; 1_000_000]).await.unwrap();
    drop(stream);
    assert_eq!(stored_names(&emulator), ["a"]);
    let stopped = tokio::time::timeout(Duration::from_secs(5), emulator.stop());
    stopped.await.expect("no timeout");
}

#[tokio::test]
async fn gzip_bomb_decompresses_to_its_length() {
    let api = Api::with_table(Emulator::builder()).await;
    api.emulator
        .inject(Operation::AddColumns, Fault::GzipBomb { bytes: 10_000_000 });
    // Another crate of the workspace enables reqwest's decompression in the same build.
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let request = client
        .post(api.url("/events/columns"))
        .bearer_auth(api.emulator.api_key())
        .body(ADD);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.headers()["content-type"], "application/json");
    let sent = response.bytes().await.unwrap();
    assert!((5_000..15_000).contains(&sent.len()), "{}", sent.len());
    let mut decompressed = Vec::new();
    MultiGzDecoder::new(&sent[..])
        .read_to_end(&mut decompressed)
        .unwrap();
    assert_eq!(decompressed.len(), 10_000_000);
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&decompressed).unwrap(),
        json!([])
    );
    assert_eq!(stored_names(&api.emulator), ["a"]);
}

#[tokio::test]
async fn head_response_has_no_body_with_any_fault() {
    let api = Api::with_table(Emulator::builder()).await;
    let (delay_per_byte, bytes) = (Duration::from_secs(60), 1_000_000);
    for fault in [
        Fault::respond(500, "text/plain", "body"),
        Fault::SlowBody { delay_per_byte },
        Fault::Oversized {
            bytes,
            has_content_length: true,
        },
        Fault::Oversized {
            bytes,
            has_content_length: false,
        },
        Fault::GzipBomb { bytes },
    ] {
        let name = format!("{fault:?}");
        api.emulator.inject(Operation::ListColumns, fault);
        let response = api.send(Method::HEAD, "/events/columns", None).await;
        assert_eq!(response.text, "", "{name}");
    }
}
