//! A response body that can be sent byte by byte.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::HeaderMap;
use hyper::body::{Bytes, Frame, SizeHint};
use hyper::header::CONTENT_LENGTH;
use tokio::time::Sleep;

use crate::body::Body;

/// A body that can be sent byte by byte, with a delay before each.
pub(crate) struct PacedBody {
    body: Body,
    /// The number of bytes that are left, if the response has a `Content-Length`.
    remaining: Option<u64>,
    /// The time before each byte. If it is zero, the body is sent in large chunks.
    delay_per_byte: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl PacedBody {
    pub(crate) fn new(body: Body, headers: &HeaderMap, delay_per_byte: Duration) -> Self {
        let has_length = headers.contains_key(CONTENT_LENGTH);
        Self {
            remaining: body.remaining_length().filter(|_| has_length),
            body,
            delay_per_byte,
            sleep: None,
        }
    }
}

impl hyper::body::Body for PacedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let delay_per_byte = self.delay_per_byte;
        let chunk = if delay_per_byte.is_zero() {
            self.body.next()
        } else {
            if self.remaining != Some(0) {
                let sleep = self
                    .sleep
                    .get_or_insert_with(|| Box::pin(tokio::time::sleep(delay_per_byte)));
                ready!(sleep.as_mut().poll(cx));
                self.sleep = None;
            }
            self.body.next_chunk(1)
        };
        if let (Some(remaining), Some(chunk)) = (&mut self.remaining, &chunk) {
            *remaining = remaining.saturating_sub(chunk.len() as u64);
        }
        Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.remaining
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
