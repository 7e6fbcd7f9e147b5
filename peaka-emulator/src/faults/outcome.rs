//! What a client receives for a request.

use crate::body::Body;
use crate::response::Response;

/// The outcome of a request, as its client sees it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// A complete response.
    Response(Response),
    /// A response whose connection is closed in the middle of the body. The body holds the bytes that are sent;
    /// `content-length` holds the length that was announced.
    Truncated(Response),
    /// The connection is closed without a response.
    Closed,
    /// The connection is reset without a response.
    Reset,
}

impl Outcome {
    /// Returns the status code, or 0 if no response is sent.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Response(response) | Self::Truncated(response) => response.status,
            Self::Closed | Self::Reset => 0,
        }
    }

    /// Removes the body and keeps the headers, as for the response to a `HEAD` request.
    pub(crate) fn without_body(mut self) -> Self {
        if let Self::Response(response) | Self::Truncated(response) = &mut self {
            response.body = Body::empty();
        }
        self
    }
}
