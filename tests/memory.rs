//! The memory that responses take up. It is a suite of its own, because it counts all allocations of the process.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpListener;

use peak_alloc::PeakAlloc;
use peaka_runtime::{BiTable, Client, Error};
use tests::client_builder_for;
use tokio::sync::Mutex;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Keeps the tests from running at the same time, so that each counts only its own allocations.
static TURN: Mutex<()> = Mutex::const_new(());

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    id: i64,
}

/// The default limit of a response, in bytes.
const LIMIT: usize = 16 * 1024 * 1024;

/// Returns a JSON array of nearly `LIMIT` bytes with as many small objects as possible.
fn tiny_objects(field: &str) -> String {
    let mut body = "[".to_owned();
    while body.len() < LIMIT - 100 {
        let _ = write!(body, "{{\"{field}\":\"a\"}},");
    }
    body.push_str("{}]");
    body
}

/// Serves these responses in turn, and the last one again and again, without allocating memory for them.
fn serve(bodies: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/v1", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let last = bodies.iter().skip(bodies.len() - 1).cycle();
        for (stream, body) in listener.incoming().zip(bodies.iter().chain(last)) {
            let mut stream = stream.unwrap();
            let head = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(body.as_bytes());
        }
    });
    url
}

/// Requests this response, and asserts that it takes up at most four times its size.
async fn peak_of<T>(body: &'static str, run: impl AsyncFnOnce(&Client) -> T) -> T {
    peak_of_all(vec![body].leak(), run).await
}

/// Requests these responses, and asserts that they take up at most four times the size of the largest.
async fn peak_of_all<T>(bodies: &'static [&'static str], run: impl AsyncFnOnce(&Client) -> T) -> T {
    let client = client_builder_for(&serve(bodies)).build().unwrap();
    let size = bodies.iter().map(|body| body.len()).max().unwrap();
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let outcome = run(&client).await;
    let peak = ALLOCATOR.peak_usage() - before;
    assert!(peak > size, "{peak}");
    assert!(peak < 4 * size, "{peak} bytes for {size}");
    outcome
}

/// Returns a JSON array of nearly `LIMIT` bytes with columns of long names, types and defaults.
fn long_columns(count: usize) -> String {
    let text = "x".repeat((LIMIT - 1_000_000) / count / 3);
    let mut body = "[".to_owned();
    for i in 0..count {
        let comma = if i > 0 { "," } else { "" };
        let _ = write!(
            body,
            "{comma}{{\"name\":\"{text}{i}\",\"dataType\":\"{text}\",\"defaultValue\":\"{text}\"}}"
        );
    }
    body + "]"
}

#[tokio::test]
async fn fault_31_response_takes_up_at_most_four_times_its_size() {
    let _turn = TURN.lock().await;
    // A backslash must not make the client parse the body once more to find the API key.
    for field in ["name", "na\\u006de"] {
        let body = tiny_objects(field).leak();
        let columns = peak_of(body, async |client| client.list_columns("events").await).await;
        let error = columns.unwrap_err();
        assert!(matches!(error, Error::TooManyColumns { .. }), "{error}");
    }
    let body = tiny_objects("tableName").leak();
    let tables = peak_of(body, async |client| client.list_tables().await).await;
    let error = tables.unwrap_err();
    assert!(matches!(error, Error::UnreadableResponse { .. }), "{error}");

    // The API key takes up more once it is redacted.
    let body = format!(
        "[{{\"name\":\"{}\"}}]",
        "canary-4711-".repeat(LIMIT / 12 - 10)
    )
    .leak();
    let columns = peak_of(body, async |client| client.list_columns("events").await).await;
    assert_eq!(columns.unwrap().len(), 1);

    for count in [1, 10_000] {
        let body = long_columns(count).leak();
        let plan = peak_of(body, async |client| {
            Event::sync_columns(client).plan().await
        })
        .await;
        assert_eq!(plan.unwrap().unmanaged.len(), count);
    }
}

/// The columns of the table when the sync has ended.
const ADDED: &str = r#"[{"name":"id","dataType":"bigint","displayName":"id"}]"#;

/// The findings of the list are in memory while the response to the add is read.
#[tokio::test]
async fn response_to_an_add_takes_up_at_most_four_times_its_size() {
    let _turn = TURN.lock().await;
    for count in [1, 10_000] {
        let columns: &str = long_columns(count).leak();
        let bodies = vec![columns, columns, ADDED].leak();
        let sync = async |client: &Client| Event::sync_columns(client).await;
        let error = peak_of_all(bodies, sync).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "table `events` does not match its declaration: column `id`: declared BIGINT, but not in the response to \
             the add (sent: add `id`); help: retry: the response to the add and the column list contradict each other"
        );
    }
}

#[tokio::test]
async fn columns_that_an_echo_repeats_take_up_at_most_four_times_its_size() {
    let _turn = TURN.lock().await;
    let data_type = "x".repeat(100);
    let column = format!(
        "{{\"name\":\"ID\",\"isNotNull\":true,\"isUnique\":true,\"dataType\":\"{data_type}\"}}"
    );
    let echo = format!("[{}]", vec![column; 100_000].join(",")).leak();
    let bodies = vec!["[]", echo, ADDED].leak();
    let sync = async |client: &Client| Event::sync_columns(client).await;
    let error = peak_of_all(bodies, sync).await.unwrap_err();
    let report = error.report().unwrap();
    assert_eq!((report.denied.len(), report.warned.len()), (1, 3));
}
