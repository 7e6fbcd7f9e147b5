//! The TCP stream of a connection, with error responses that hyper does not send.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use crate::response::SERVER_NAME;
use crate::service::framework_error;

/// A TCP stream that returns a JSON error response where hyper sends none, or one without a body.
///
/// There are three such cases:
///
/// - It rejects a request that is malformed, or whose head is too long, without a body. This stream adds one.
/// - It closes the connection without a response if the request uses another protocol or its head is incomplete.
///   [`ClientStream::reject`] writes a response.
/// - Closing a socket while the client is still writing resets the connection, and the client loses the response. This
///   stream first reads what the client writes.
pub(crate) struct ClientStream {
    stream: TcpStream,
    /// The rest of the response that replaces one of hyper's.
    replacement: Bytes,
    /// Whether anything was written to the client.
    has_written: bool,
    /// When the client's data is no longer read.
    drain_deadline: Option<Pin<Box<Sleep>>>,
}

/// How long the client's data is read before the connection is closed.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(2);

impl ClientStream {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            replacement: Bytes::new(),
            has_written: false,
            drain_deadline: None,
        }
    }

    /// Writes an error response for a request that could not be read, and closes the connection. If a response was
    /// written before, the connection was idle and is only closed.
    pub(crate) async fn reject(&mut self, status: u16) -> io::Result<()> {
        if !self.has_written {
            self.write_all(&error_response(status)).await?;
        }
        self.shutdown().await
    }

    /// Writes the bytes, and closes the connection.
    pub(crate) async fn write_and_close(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes).await?;
        self.shutdown().await
    }

    /// Makes the connection end with a reset when the stream is dropped.
    pub(crate) fn reset_on_drop(&self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.has_written = true;
        if self.replacement.is_empty() {
            match bodyless_error(bytes) {
                Some(status) => self.replacement = error_response(status),
                None => return Pin::new(&mut self.stream).poll_write(cx, bytes),
            }
        }
        while !self.replacement.is_empty() {
            let rest = self.replacement.clone();
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &rest))?;
            self.replacement = rest.slice(written..);
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        let deadline = self
            .drain_deadline
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(DRAIN_TIMEOUT)));
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

/// Returns the status of an error response that hyper wrote itself. Responses of the emulator are recognized by their
/// `Server` header.
fn bodyless_error(bytes: &[u8]) -> Option<u16> {
    if !bytes.starts_with(b"HTTP/1.1 4") && !bytes.starts_with(b"HTTP/1.0 4") {
        return None;
    }
    let head = std::str::from_utf8(bytes).ok()?;
    let status: u16 = head.get(9..12)?.parse().ok()?;
    (!head.contains(SERVER_NAME)).then_some(status)
}

fn error_response(status: u16) -> Bytes {
    let (reason, message) = match status {
        408 => ("Request Timeout", "the request did not arrive in time"),
        414 => ("URI Too Long", "the request cannot be read"),
        431 => (
            "Request Header Fields Too Large",
            "the request cannot be read",
        ),
        _ => ("Bad Request", "the request cannot be read"),
    };
    let body = framework_error(status, reason, message).to_string();
    let length = body.len();
    Bytes::from(format!(
        "HTTP/1.1 {status} {reason}\r\nserver: {SERVER_NAME}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))
}
