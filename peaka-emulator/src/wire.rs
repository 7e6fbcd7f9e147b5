//! The socket under the HTTP.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use crate::errors;
use crate::outcome::SERVER_NAME;

/// A connection that repairs three habits of the HTTP library, so that whatever is sent, a client reads a JSON answer:
///
/// - What is malformed, or has too long a head, is refused by the library itself, without a body. It is given one.
/// - What is of another protocol, or never whole, is refused by the library without a word. [`Wire::refuse`] says one.
/// - A socket that is closed while the client still writes is reset, and the answer is lost with it. So the client
///   is heard out before the socket goes.
pub(crate) struct Wire {
    stream: TcpStream,
    /// What is still to be written in place of a bare refusal.
    instead: Bytes,
    /// Whether anything was written to the client.
    has_answered: bool,
    /// When the client is no longer heard out.
    deadline: Option<Pin<Box<Sleep>>>,
}

/// How long a client that is refused may go on writing.
const PATIENCE: Duration = Duration::from_secs(2);

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            instead: Bytes::new(),
            has_answered: false,
            deadline: None,
        }
    }

    /// Refuses a request that is not even one, unless an answer was given already: then it is the end of a
    /// conversation.
    pub(crate) async fn refuse(&mut self, status: u16) -> io::Result<()> {
        if !self.has_answered {
            self.write_all(&refusal(status)).await?;
        }
        self.shutdown().await
    }

    /// Writes what is left to say, and closes the connection.
    pub(crate) async fn finish(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes).await?;
        self.shutdown().await
    }

    /// Makes the connection end with a reset, once it is dropped.
    pub(crate) fn reset(&self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.has_answered = true;
        if self.instead.is_empty() {
            match bare_refusal(bytes) {
                Some(status) => self.instead = refusal(status),
                None => return Pin::new(&mut self.stream).poll_write(cx, bytes),
            }
        }
        while !self.instead.is_empty() {
            let rest = self.instead.clone();
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &rest))?;
            self.instead = rest.slice(written..);
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        let deadline = self
            .deadline
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(PATIENCE)));
        if deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut unread = [0; 8 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut unread);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

/// The status of a refusal that is not from one of our handlers, all of which sign theirs.
fn bare_refusal(bytes: &[u8]) -> Option<u16> {
    if !bytes.starts_with(b"HTTP/1.1 4") && !bytes.starts_with(b"HTTP/1.0 4") {
        return None;
    }
    let head = std::str::from_utf8(bytes).ok()?;
    let status: u16 = head.get(9..12)?.parse().ok()?;
    (!head.contains(SERVER_NAME)).then_some(status)
}

fn refusal(status: u16) -> Bytes {
    let (reason, message) = match status {
        408 => ("Request Timeout", "the request did not arrive in time"),
        414 => ("URI Too Long", "the request cannot be read"),
        431 => (
            "Request Header Fields Too Large",
            "the request cannot be read",
        ),
        _ => ("Bad Request", "the request cannot be read"),
    };
    let body = errors::framework_error(status, reason, message).to_string();
    let length = body.len();
    Bytes::from(format!(
        "HTTP/1.1 {status} {reason}\r\nserver: {SERVER_NAME}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))
}
