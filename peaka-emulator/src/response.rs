//! Responses, independent of how they are sent.

use std::time::Duration;

use hyper::HeaderMap;
use hyper::StatusCode;
use hyper::header::{
    ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, SERVER, TRANSFER_ENCODING,
};
use serde::Serialize;
use serde_json::Value;

use crate::body::Body;

/// The value of the `Server` header of every response. The HTTP layer recognizes the emulator's own responses by it.
pub(crate) const SERVER_NAME: &str = "peaka-emulator";

/// A response, with the delays of its delivery.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use peaka_emulator::{Emulator, Fault, Operation, Outcome};
///
/// let emulator = Emulator::builder().build_in_memory()?;
/// let delay = Duration::from_secs(2);
/// emulator.inject(Operation::ListTables, Fault::DelayResponse { delay });
///
/// let authorization = format!("Bearer {}", emulator.api_key());
/// let path = "/api/v1/data/projects/emulator/bitable";
/// let outcome = emulator.send("GET", path, [("authorization", &authorization)], b"");
/// let Outcome::Response(response) = outcome else {
///     panic!("this fault is a response");
/// };
/// // The call did not wait: a simulation advances its clock instead.
/// assert_eq!((response.status, response.delay), (200, delay));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Response {
    /// The status code, from 200 to 999.
    pub status: u16,
    /// The headers, without those that are only added on a socket, such as `date`.
    pub headers: HeaderMap,
    /// The body. It is empty in the response to a `HEAD` request.
    pub body: Body,
    /// The time between the end of the request and the start of the response. It is zero unless
    /// [`Fault::DelayResponse`](crate::Fault::DelayResponse) was injected.
    pub delay: Duration,
    /// The time before each byte of the body. It is zero unless [`Fault::SlowBody`](crate::Fault::SlowBody) was
    /// injected.
    pub delay_per_byte: Duration,
}

impl Response {
    /// Creates a response with a `Content-Length` if the length of the body is known. A status that HTTP cannot send as
    /// a final response becomes 500.
    pub(crate) fn new(status: u16, mut body: Body) -> Self {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|status| !status.is_informational())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(SERVER, HeaderValue::from_static(SERVER_NAME));
        if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            body = Body::empty();
        } else if let Some(length) = body.remaining_length() {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        Self {
            status: status.as_u16(),
            headers,
            body,
            delay: Duration::ZERO,
            delay_per_byte: Duration::ZERO,
        }
    }

    pub(crate) fn json(status: u16, body: Body) -> Self {
        let mut response = Self::new(status, body);
        let json = HeaderValue::from_static("application/json");
        response.headers.insert(CONTENT_TYPE, json);
        response
    }

    /// Returns status 200 with the value as JSON. Serialization must not fail.
    pub(crate) fn ok(value: &impl Serialize) -> Self {
        let json = serde_json::to_vec(value).unwrap_or_default();
        Self::json(200, Body::whole(json))
    }

    /// Returns status 200 without a body, as documented for deletes.
    pub(crate) fn empty() -> Self {
        Self::new(200, Body::empty())
    }

    /// Adds a header. Headers that HTTP cannot send and those that delimit the body are ignored.
    pub(crate) fn with_header(mut self, name: &str, value: &[u8]) -> Self {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value),
        ) {
            if name != CONTENT_LENGTH && name != TRANSFER_ENCODING {
                self.headers.append(name, value);
            }
        }
        self
    }

    /// Adds an `Allow` header with the methods of the route.
    pub(crate) fn with_allowed_methods(mut self, methods: &'static str) -> Self {
        self.headers
            .insert(ALLOW, HeaderValue::from_static(methods));
        self
    }

    /// Removes the `Content-Length`, so that the body is sent in chunks.
    pub(crate) fn without_content_length(mut self) -> Self {
        self.headers.remove(CONTENT_LENGTH);
        self
    }

    /// Applies an editor to the JSON of the body. The editor receives `null` if there is no body.
    pub(crate) fn with_edited_json(self, editor: impl FnOnce(&mut Value)) -> Self {
        let original = self.body.into_bytes();
        let mut json = serde_json::from_slice(&original).unwrap_or(Value::Null);
        editor(&mut json);
        if original.is_empty() && json.is_null() {
            return Self::empty();
        }
        Self::json(self.status, Body::whole(json.to_string()))
    }
}
