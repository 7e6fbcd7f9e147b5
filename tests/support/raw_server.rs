//! A server that sends fixed bytes, for responses that no HTTP server sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running server. It stops when it is dropped.
pub struct RawServer {
    task: JoinHandle<()>,
    closes_after_response: Arc<AtomicBool>,
}

impl RawServer {
    /// Closes each connection after the response from now on. By default, connections stay open.
    pub fn close_after_response(&self) {
        self.closes_after_response.store(true, Ordering::Relaxed);
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts a server that responds to each connection with these bytes. Returns its base URL.
///
/// # Panics
///
/// Panics if the server cannot listen on a port.
pub async fn serve_bytes(bytes: String) -> (String, RawServer) {
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port is free");
    let port = listener
        .local_addr()
        .expect("the listener has an address")
        .port();
    let closes_after_response = Arc::new(AtomicBool::new(false));
    let closes = Arc::clone(&closes_after_response);
    let task = tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let (bytes, closes) = (bytes.clone(), Arc::clone(&closes));
            tokio::spawn(async move {
                let mut request = [0; 4096];
                // I/O errors are ignored: some tests close the connection early.
                let _ = connection.read(&mut request).await;
                let _ = connection.write_all(bytes.as_bytes()).await;
                if !closes.load(Ordering::Relaxed) {
                    let _ = connection.read_to_end(&mut Vec::new()).await;
                }
            });
        }
    });
    (
        format!("http://127.0.0.1:{port}/api/v1"),
        RawServer {
            task,
            closes_after_response,
        },
    )
}
