//! The memory that responses take up. It is a suite of its own, because it counts all allocations of the process.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpListener;

use peak_alloc::PeakAlloc;
use peaka_runtime::Error;
use tests::client_builder_for;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

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

/// Serves one response without allocating memory for it.
fn serve(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/v1", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(body.as_bytes());
        }
    });
    url
}

#[tokio::test]
async fn fault_31_response_takes_up_at_most_four_times_its_size() {
    // A backslash must not make the client parse the body once more to find the API key.
    for (field, is_list_of_tables) in [("name", false), ("na\\u006de", false), ("tableName", true)]
    {
        let body: &'static str = tiny_objects(field).leak();
        let client = client_builder_for(&serve(body)).build().unwrap();
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        if is_list_of_tables {
            let error = client.list_tables().await.unwrap_err();
            assert!(matches!(error, Error::UnreadableResponse { .. }), "{error}");
        } else {
            let error = client.list_columns("events").await.unwrap_err();
            assert!(matches!(error, Error::TooManyColumns { .. }), "{error}");
        }
        let peak = ALLOCATOR.peak_usage() - before;
        assert!(peak > body.len(), "{peak}");
        assert!(peak < 4 * body.len(), "{peak} bytes for {}", body.len());
    }
}
