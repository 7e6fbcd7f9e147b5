//! Endless interim responses (1xx). They keep a read timeout from firing.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use peaka_runtime::{BiTable, Error, TransportErrorKind};
use tests::client_builder_for;

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    id: i64,
}

/// The time by which the deadline may be exceeded. Timers do not fire before hyper has skipped what it has received,
/// which takes longer without optimizations, although the workspace's `dev` profile optimizes hyper.
const SLACK: Duration = if cfg!(debug_assertions) {
    Duration::from_secs(5)
} else {
    Duration::from_millis(100)
};

/// Serves the head of an interim response again and again.
fn serve_endlessly(head: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/v1", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                let many = head.repeat(1000);
                while stream.write_all(many.as_bytes()).is_ok() {}
            });
        }
    });
    url
}

#[tokio::test]
async fn fault_32_deadline_holds_under_endless_interim_responses() {
    for head in [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
    ] {
        let deadline = Duration::from_secs(1);
        let client = client_builder_for(&serve_endlessly(head))
            .timeout(Duration::from_millis(300))
            .sync_timeout(deadline)
            .build()
            .unwrap();
        let started = Instant::now();
        let error = Event::sync_columns(&client).await.unwrap_err();
        let elapsed = started.elapsed();
        assert!(elapsed < deadline + SLACK, "{elapsed:?}");
        assert!(
            matches!(
                error,
                Error::Transport {
                    // Whichever comes first.
                    kind: TransportErrorKind::Timeout
                        | TransportErrorKind::Deadline
                        | TransportErrorKind::Lost,
                    ..
                }
            ),
            "{error}"
        );
    }
}
