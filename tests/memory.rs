//! The memory that responses take up. It is a suite of its own, because it counts all allocations of the process.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use peak_alloc::PeakAlloc;
use peaka_runtime::{BiRow, BiTable, Client, Error, Row};
use tests::client_builder_for;
use tokio::sync::Mutex;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Held while allocations are counted, so that only those of one test are.
static COUNTING: Mutex<()> = Mutex::const_new(());

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
    peak_within(4, bodies, run).await
}

/// Requests these responses, and asserts that they take up at most this many times the size of the largest.
async fn peak_within<T>(
    times: usize,
    bodies: &'static [&'static str],
    run: impl AsyncFnOnce(&Client) -> T,
) -> T {
    let client = client_builder_for(&serve(bodies)).build().unwrap();
    let size = bodies.iter().map(|body| body.len()).max().unwrap();
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let outcome = run(&client).await;
    let peak = ALLOCATOR.peak_usage() - before;
    assert!(peak > size, "{peak}");
    assert!(peak < times * size, "{peak} bytes for {size}");
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
    let _counting = COUNTING.lock().await;
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

/// The number of rows of a page, each with a note of 1,000 bytes.
const PAGE_ROWS: usize = 500;

#[derive(BiTable, BiRow)]
#[bitable(table = "events")]
struct Note {
    #[bitable(unique, not_null)]
    id: i64,
    note: String,
}

/// Returns the responses for the pages of a stream, of which each but the first begins with the last row of the page
/// before. The last one has fewer rows, so that no further page is requested.
fn pages(count: usize) -> Vec<String> {
    let note = "x".repeat(1_000);
    let page = |page: usize| {
        let (first, last) = (page * PAGE_ROWS, (page + 1) * PAGE_ROWS);
        let last = if page + 1 == count { last - 2 } else { last };
        let mut body =
            r#"{"columns":[{"columnName":"id"},{"columnName":"note"}],"data":["#.to_owned();
        for id in first.max(1)..=last {
            let comma = if id > first.max(1) { "," } else { "" };
            let _ = write!(body, r#"{comma}[{id},"{note}"]"#);
        }
        body + "]}"
    };
    (0..count).map(page).collect()
}

/// Serves the columns of the table to each GET, and one page after the other to each POST, without allocating memory.
fn serve_pages(pages: &'static [String]) -> String {
    const COLUMNS: &str =
        r#"[{"name":"id","dataType":"bigint"},{"name":"note","dataType":"varchar"}]"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/v1", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut pages = pages.iter();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let body = match is_post(&mut stream) {
                true => pages.next().expect("no more pages are requested"),
                false => COLUMNS,
            };
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(body.as_bytes());
        }
    });
    url
}

/// Reads a request, and returns whether it is a POST, whose body is JSON.
fn is_post(stream: &mut TcpStream) -> bool {
    let mut request = [0; 8192];
    let mut length = 0;
    loop {
        length += stream.read(&mut request[length..]).unwrap();
        let request = &request[..length];
        let is_post = request.starts_with(b"POST");
        let end: &[u8] = if is_post { b"}" } else { b"\r\n\r\n" };
        if request.ends_with(end) {
            return is_post;
        }
    }
}

/// Streams all rows, and returns the largest number of bytes that were allocated for it at once.
async fn peak_of_stream(page_count: usize) -> usize {
    let url = serve_pages(pages(page_count).leak());
    let client = client_builder_for(&url).build().unwrap();
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let select = Note::select(&client).page_by("id").page_size(PAGE_ROWS);
    let mut rows = select.stream();
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.try_next().await.unwrap() {
        count += 1;
        assert_eq!(row.id, count);
        bytes += row.note.len();
    }
    assert_eq!(bytes, (page_count * PAGE_ROWS - 2) * 1_000);
    ALLOCATOR.peak_usage() - before
}

/// The body of a response and its rows take up two pages, and a third one is in buffers while the body arrives. How much
/// of it arrives at once differs from run to run.
#[tokio::test]
async fn stream_takes_up_three_pages_whatever_their_number() {
    let _counting = COUNTING.lock().await;
    let page_bytes = PAGE_ROWS * 1_000;
    // The first request allocates what later ones reuse.
    peak_of_stream(1).await;
    let [few, many] = [peak_of_stream(5).await, peak_of_stream(50).await];
    for peak in [few, many] {
        assert!(peak > page_bytes, "{peak}");
        assert!(
            peak < 3 * page_bytes,
            "{peak} bytes for pages of {page_bytes}"
        );
    }
    assert!(many < few + page_bytes, "{few} bytes, then {many}");
}

/// The columns of the table when the sync has ended.
const ADDED: &str = r#"[{"name":"id","dataType":"bigint","displayName":"id"}]"#;

/// The findings of the list are in memory while the response to the add is read.
#[tokio::test]
async fn response_to_an_add_takes_up_at_most_four_times_its_size() {
    let _counting = COUNTING.lock().await;
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
    let _counting = COUNTING.lock().await;
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

/// A growing list takes up the most just after a power of two: its elements three times.
const ELEMENTS: usize = (1 << 16) + 1;

/// Returns a response whose list consists of these elements.
fn list_of(start: &str, element: &str, end: &str) -> &'static [&'static str] {
    let body = format!("{start}{}{end}", vec![element; ELEMENTS].join(","));
    vec![&*body.leak()].leak()
}

#[tokio::test]
async fn metadata_takes_up_at_most_30_times_its_size() {
    let _counting = COUNTING.lock().await;
    let read = async |client: &Client| client.list_metadata().await;
    let table = r#"{"metadata":{"tableName":"a"}}"#;
    let tables = list_of(r#"{"metadata":["#, table, "]}");
    let tables = peak_within(30, tables, read).await.unwrap();
    assert_eq!(tables.len(), ELEMENTS);

    let start = r#"{"metadata":[{"metadata":{"tableName":"a","columns":["#;
    let columns = list_of(start, r#"{"columnName":"a"}"#, "]}}]}");
    let tables = peak_within(30, columns, read).await.unwrap();
    assert_eq!(tables[0].columns.as_ref().unwrap().len(), ELEMENTS);

    let start = format!(r#"{start}{{"columnName":"a","categoricalValues":["#);
    let values = list_of(&start, r#""""#, "]}]}}]}");
    let tables = peak_within(30, values, read).await.unwrap();
    let column = &tables[0].columns.as_ref().unwrap()[0];
    assert_eq!(column.categorical_values.as_ref().unwrap().len(), ELEMENTS);

    let golden_sql = r#"{"id":1,"metadata":{"prompt":"","sql":""}}"#;
    let golden_sqls = list_of(r#"{"result":["#, golden_sql, "]}");
    let read = async |client: &Client| client.list_golden_sqls().await;
    let golden_sqls = peak_within(30, golden_sqls, read).await.unwrap();
    assert_eq!(golden_sqls.len(), ELEMENTS);
}

/// Other tables and golden SQLs of other kinds.
#[tokio::test]
async fn metadata_that_is_left_out_takes_up_at_most_four_times_its_size() {
    let _counting = COUNTING.lock().await;
    let other = r#"{"metadata":{"catalogId":"2"}}"#;
    let tables = peak_of_all(
        list_of(r#"{"metadata":["#, other, "]}"),
        async |client: &Client| client.list_metadata().await,
    );
    assert_eq!(tables.await.unwrap(), []);
    let other = r#"{"id":1,"metadata":{}}"#;
    let golden_sqls = peak_of_all(
        list_of(r#"{"result":["#, other, "]}"),
        async |client: &Client| client.list_golden_sqls().await,
    );
    assert_eq!(golden_sqls.await.unwrap(), []);
}

/// What rows take up depends on the type that they are read into.
#[tokio::test]
async fn rows_of_any_columns_take_up_at_most_50_times_their_size() {
    let _counting = COUNTING.lock().await;
    let read = async |client: &Client| client.query("SELECT 1").fetch_all::<Row>().await;
    for (columns, row) in [("", "[]"), (r#"{"columnName":"a"}"#, "[1]")] {
        let start = format!(r#"{{"columns":[{columns}],"data":["#);
        let rows = peak_within(50, list_of(&start, row, "]}"), read).await;
        assert_eq!(rows.unwrap().len(), ELEMENTS);
    }
}
