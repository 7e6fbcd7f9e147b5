//! A service of a few bytes, for answers that no HTTP server gives.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// It is there until it is dropped.
pub struct Server {
    task: JoinHandle<()>,
    hangs_up: Arc<AtomicBool>,
}

impl Server {
    /// From now on it closes each connection after its answer.
    pub fn hangs_up(&self) {
        self.hangs_up.store(true, Ordering::Relaxed);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A server that answers each connection with these bytes, and its base URL.
///
/// # Panics
/// If no port is free.
pub async fn answering(bytes: String) -> (String, Server) {
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    let hangs_up = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&hangs_up);
    let task = tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let (bytes, done) = (bytes.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                let mut request = [0; 4096];
                // What a client does that goes away early is no concern of the test.
                let _ = connection.read(&mut request).await;
                let _ = connection.write_all(bytes.as_bytes()).await;
                if !done.load(Ordering::Relaxed) {
                    let _ = connection.read_to_end(&mut Vec::new()).await;
                }
            });
        }
    });
    (
        format!("http://127.0.0.1:{port}/api/v1"),
        Server { task, hangs_up },
    )
}
