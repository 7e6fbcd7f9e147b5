//! One request on a connection, and what is sent for it.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Frame, Incoming, SizeHint};
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tokio::time::Sleep;

use crate::body::Body;
use crate::outcome::{Answer, Outcome};
use crate::refusal::Refusal;
use crate::service::{LARGEST_BODY, Service};

/// How a connection ends on purpose.
#[derive(Debug)]
pub(crate) enum End {
    Close,
    Reset,
    /// When these bytes are sent: the head of an answer, and the beginning of its body.
    CutOff(Vec<u8>),
}

/// Reads a request to its end, and gives what answers it, or how the connection ends instead.
pub(crate) async fn exchange(
    service: &Service,
    request: Request<Incoming>,
    patience: Duration,
) -> Result<Response<Sending>, End> {
    let (head, body) = request.into_parts();
    let body = read(body, patience).await;
    let authorization = head.headers.get_all(AUTHORIZATION).iter();
    let outcome = service.answer(
        head.method.as_str(),
        head.uri.path(),
        authorization.map(HeaderValue::as_bytes),
        body.as_deref().map_err(Clone::clone),
    );
    match outcome {
        Outcome::Answer(answer) => {
            if !answer.wait.is_zero() {
                tokio::time::sleep(answer.wait).await;
            }
            Ok(response(answer))
        }
        Outcome::CutOff(mut answer) => {
            if head.method == Method::HEAD {
                answer.body = Body::empty();
            }
            Err(End::CutOff(written(answer)))
        }
        Outcome::Closed => Err(End::Close),
        Outcome::Reset => Err(End::Reset),
    }
}

async fn read(body: Incoming, patience: Duration) -> Result<Bytes, Refusal> {
    let whole = Limited::new(body, LARGEST_BODY).collect();
    match tokio::time::timeout(patience, whole).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(fault)) if fault.is::<LengthLimitError>() => Err(Refusal::BodyTooLarge),
        Ok(Err(_)) => Err(Refusal::BodyCutOff),
        Err(_) => Err(Refusal::BodyTooSlow),
    }
}

fn response(answer: Answer) -> Response<Sending> {
    let mut response = Response::new(Sending {
        length: if answer.headers.contains_key(CONTENT_LENGTH) {
            answer.body.left()
        } else {
            None
        },
        body: answer.body,
        pause: answer.pause,
        pausing: None,
    });
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or_default();
    *response.headers_mut() = answer.headers;
    response
}

/// An answer as it looks on the wire.
fn written(answer: Answer) -> Vec<u8> {
    let status = StatusCode::from_u16(answer.status).unwrap_or_default();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", status.as_str()).into_bytes();
    for (name, value) in &answer.headers {
        bytes.extend_from_slice(name.as_ref());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&answer.body.into_bytes());
    bytes
}

/// A body on its way.
pub(crate) struct Sending {
    body: Body,
    /// How many bytes are left, as far as they were announced.
    length: Option<u64>,
    /// How long to wait before each byte.
    pause: Duration,
    pausing: Option<Pin<Box<Sleep>>>,
}

impl hyper::body::Body for Sending {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let pause = self.pause;
        let piece = if pause.is_zero() {
            self.body.next()
        } else {
            if self.length != Some(0) {
                let pausing = self
                    .pausing
                    .get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
                ready!(pausing.as_mut().poll(cx));
                self.pausing = None;
            }
            self.body.next_up_to(1)
        };
        if let (Some(length), Some(piece)) = (&mut self.length, &piece) {
            *length = length.saturating_sub(piece.len() as u64);
        }
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.length == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.length
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is ended on purpose")
    }
}

impl std::error::Error for End {}
