//! A client that reads the bytes of a response.

use std::net::SocketAddr;
use std::time::Duration;

use peaka_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A response as it was received, which may be incomplete.
#[derive(Debug, PartialEq)]
pub(crate) struct RawResponse {
    pub(crate) status_line: String,
    /// The headers in lower case and in order, without `date`.
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

/// Returns the address on which an emulator listens.
pub(crate) fn address(emulator: &Emulator) -> SocketAddr {
    let base_url = emulator.base_url();
    let address = base_url
        .trim_start_matches("http://")
        .trim_end_matches("/api/v1");
    address.parse().expect("an IP address and a port")
}

pub(crate) async fn connect(emulator: &Emulator) -> TcpStream {
    TcpStream::connect(address(emulator)).await.unwrap()
}

/// Returns a request for a path relative to the project's tables, with a valid key and `connection: close`.
pub(crate) fn request(emulator: &Emulator, method: &str, path: &str, body: &str) -> String {
    let (key, length) = (emulator.api_key(), body.len());
    format!(
        "{method} /api/v1/data/projects/emulator/bitable{path} HTTP/1.1\r\nhost: localhost\r\n\
         authorization: Bearer {key}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// Reads until the connection is closed. Fails if it is reset.
pub(crate) async fn read_to_end(mut stream: TcpStream) -> Vec<u8> {
    let mut response = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut response));
    read.await
        .expect("no timeout")
        .expect("no connection reset");
    response
}

pub(crate) async fn send_raw(
    emulator: &Emulator,
    method: &str,
    path: &str,
    body: &str,
) -> RawResponse {
    let mut stream = connect(emulator).await;
    let request = request(emulator, method, path, body);
    stream.write_all(request.as_bytes()).await.unwrap();
    RawResponse::read(&read_to_end(stream).await)
}

impl RawResponse {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a response head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n").map(str::to_owned);
        Self {
            status_line: lines.next().unwrap(),
            headers: lines.filter(|line| !line.starts_with("date: ")).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }
}
