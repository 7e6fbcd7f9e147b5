//! What comes of a request.

use std::time::Duration;

use hyper::HeaderMap;
use hyper::StatusCode;
use hyper::header::{
    ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, SERVER, TRANSFER_ENCODING,
};
use serde::Serialize;
use serde_json::Value;

use crate::body::Body;

/// What every answer says in its `Server` header; see [`crate::wire`].
pub(crate) const SERVER_NAME: &str = "peaka-emulator";

/// What comes of a request, as its client sees it.
#[derive(Debug)]
pub enum Outcome {
    /// An answer.
    Answer(Answer),
    /// An answer whose body ends too early, since the connection is closed in the middle of it. The body is what is
    /// sent, and `content-length` what was announced.
    CutOff(Answer),
    /// The connection is closed without an answer.
    Closed,
    /// The connection is reset without an answer.
    Reset,
}

/// An answer, and how long it takes.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status, from 200 to 999.
    pub status: u16,
    /// The headers, but for those that are added on a socket, such as `date`.
    pub headers: HeaderMap,
    /// The body. That of an answer to a HEAD is empty.
    pub body: Body,
    /// How long the head of the answer is in coming, counted from the end of the request: no time, unless
    /// [`Fault::Late`](crate::Fault::Late) struck.
    pub wait: Duration,
    /// How long every single byte of the body is in coming: no time, unless [`Fault::Drip`](crate::Fault::Drip) struck.
    pub pause: Duration,
}

impl Outcome {
    /// The status that is sent, or 0 if none is.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Answer(answer) | Self::CutOff(answer) => answer.status,
            Self::Closed | Self::Reset => 0,
        }
    }

    /// What comes of a request whose answer has no body, whatever it says about one.
    pub(crate) fn without_body(mut self) -> Self {
        if let Self::Answer(answer) | Self::CutOff(answer) = &mut self {
            answer.body = Body::empty();
        }
        self
    }
}

impl Answer {
    /// An answer that announces how long its body is, if that is known. A status that HTTP cannot send as an answer
    /// becomes 500.
    pub(crate) fn new(status: u16, mut body: Body) -> Self {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|status| !status.is_informational())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(SERVER, HeaderValue::from_static(SERVER_NAME));
        if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            body = Body::empty();
        } else if let Some(length) = body.left() {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        Self {
            status: status.as_u16(),
            headers,
            body,
            wait: Duration::ZERO,
            pause: Duration::ZERO,
        }
    }

    pub(crate) fn json(status: u16, body: Body) -> Self {
        let mut answer = Self::new(status, body);
        let json = HeaderValue::from_static("application/json");
        answer.headers.insert(CONTENT_TYPE, json);
        answer
    }

    /// The JSON of a value that is known to have one.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        let json = serde_json::to_vec(value).unwrap_or_default();
        Self::json(200, Body::whole(json))
    }

    /// 200 without a body: the description gives a delete no content.
    pub(crate) fn done() -> Self {
        Self::new(200, Body::empty())
    }

    /// The same answer with a header more. One that HTTP cannot send is left out, as are those that delimit the body.
    pub(crate) fn with_header(mut self, name: &str, value: &[u8]) -> Self {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value),
        ) && name != CONTENT_LENGTH
            && name != TRANSFER_ENCODING
        {
            self.headers.append(name, value);
        }
        self
    }

    /// The same answer, saying which methods would have been right.
    pub(crate) fn allowing(mut self, methods: &'static str) -> Self {
        self.headers
            .insert(ALLOW, HeaderValue::from_static(methods));
        self
    }

    /// The same answer without word of how long its body is.
    pub(crate) fn unannounced(mut self) -> Self {
        self.headers.remove(CONTENT_LENGTH);
        self
    }

    /// The answer with its JSON edited. Without a body it is `null` to the editor.
    pub(crate) fn edited(self, editor: impl FnOnce(&mut Value)) -> Self {
        let before = self.body.into_bytes();
        let mut body = serde_json::from_slice(&before).unwrap_or(Value::Null);
        editor(&mut body);
        if before.is_empty() && body.is_null() {
            return Self::done();
        }
        Self::json(self.status, Body::whole(body.to_string()))
    }
}
