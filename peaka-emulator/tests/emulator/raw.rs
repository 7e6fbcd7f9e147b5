//! A client that reads the very bytes.

use std::time::Duration;

use peaka_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer as it was on the wire, as far as it came.
#[derive(Debug, PartialEq)]
pub(crate) struct Raw {
    pub(crate) status_line: String,
    /// In lower case and in order, without `date`.
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

pub(crate) async fn connect(emulator: &Emulator) -> TcpStream {
    let address = emulator
        .base_url()
        .trim_start_matches("http://")
        .trim_end_matches("/api/v1");
    TcpStream::connect(address).await.unwrap()
}

/// A request below the default project's tables, with the right key, after which the connection is to be closed.
pub(crate) fn request(emulator: &Emulator, method: &str, path: &str, body: &str) -> String {
    let (key, length) = (emulator.api_key(), body.len());
    format!(
        "{method} /api/v1/data/projects/emulator/bitable{path} HTTP/1.1\r\nhost: a\r\n\
         authorization: Bearer {key}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// What comes until the connection ends, which must not be a reset.
pub(crate) async fn hear(mut stream: TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let heard = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer));
    heard.await.expect("an end").expect("no reset");
    answer
}

pub(crate) async fn say(emulator: &Emulator, method: &str, path: &str, body: &str) -> Raw {
    let mut stream = connect(emulator).await;
    let request = request(emulator, method, path, body);
    stream.write_all(request.as_bytes()).await.unwrap();
    Raw::read(&hear(stream).await)
}

impl Raw {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
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
