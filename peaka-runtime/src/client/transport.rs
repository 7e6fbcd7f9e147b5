//! Sends one request and receives its response: over the network, or from a service in memory for
//! simulations.

use std::error::Error as _;
use std::future::Future;
use std::io;
use std::mem;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::runtime::is_without_io;
use crate::report::TransportErrorKind;
use crate::text::printable;

/// Where requests go.
pub(crate) enum Transport {
    Network(reqwest::Client),
    Memory(Arc<dyn InMemoryService>),
}

/// A service in the same process, for simulations. It is not part of the public API and changes without
/// notice.
pub trait InMemoryService: Send + Sync {
    /// Handles one request, given by its method, URL, `Authorization` header and body.
    fn send(
        &self,
        method: &str,
        url: &str,
        authorization: &[u8],
        body: Option<Vec<u8>>,
    ) -> Pin<Box<dyn Future<Output = InMemoryOutcome> + Send>>;
}

/// The outcome of a request to an [`InMemoryService`].
#[derive(Clone, Debug)]
pub enum InMemoryOutcome {
    /// No connection was made.
    NotSent,
    /// The connection was lost before a response.
    Lost,
    /// A response.
    Response {
        /// The status.
        status: u16,
        /// The headers.
        headers: Vec<(String, String)>,
        /// The body, as far as it was received.
        body: Vec<u8>,
        /// Whether the connection was lost before the end of the body.
        is_truncated: bool,
    },
}

/// A response whose status and headers were received, and whose body is still to be read.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: Body,
}

enum Body {
    Network(reqwest::Response),
    Memory { body: Vec<u8>, is_truncated: bool },
}

/// How far a body was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyRead {
    Complete,
    TooLong,
}

/// The failure of a request for which no complete response was received.
#[derive(Debug)]
pub(crate) enum TransportError {
    /// The async runtime has no I/O. Nothing was sent.
    NoIo,
    /// The connection failed.
    Failed {
        kind: TransportErrorKind,
        /// The root cause, as the transport reports it.
        detail: String,
    },
}

impl Transport {
    pub(crate) async fn send(
        &self,
        method: &Method,
        url: String,
        authorization: HeaderValue,
        body: Option<Vec<u8>>,
    ) -> Result<Response, TransportError> {
        match self {
            Self::Network(client) => {
                let mut builder = client
                    .request(method.clone(), url)
                    .header(AUTHORIZATION, authorization)
                    .header(ACCEPT, "application/json");
                if let Some(body) = body {
                    builder = builder.header(CONTENT_TYPE, "application/json").body(body);
                }
                let sent = AssertUnwindSafe(builder.send()).catch_unwind().await;
                let mut response = match sent {
                    Ok(response) => response.map_err(|error| TransportError::of(&error))?,
                    Err(panic) if is_without_io(&*panic) => return Err(TransportError::NoIo),
                    Err(panic) => resume_unwind(panic),
                };
                Ok(Response {
                    status: response.status().as_u16(),
                    headers: mem::take(response.headers_mut()),
                    body: Body::Network(response),
                })
            }
            Self::Memory(service) => {
                let outcome = service.send(method.as_str(), &url, authorization.as_bytes(), body);
                outcome.await.into_response()
            }
        }
    }
}

impl InMemoryOutcome {
    fn into_response(self) -> Result<Response, TransportError> {
        match self {
            Self::NotSent => Err(TransportError::simulated(TransportErrorKind::Connect)),
            Self::Lost => Err(TransportError::simulated(TransportErrorKind::Lost)),
            Self::Response {
                status,
                headers,
                body,
                is_truncated,
            } => {
                let headers = headers.into_iter().filter_map(|(name, value)| {
                    let name = HeaderName::try_from(name).ok()?;
                    Some((name, HeaderValue::try_from(value).ok()?))
                });
                Ok(Response {
                    status,
                    headers: headers.collect(),
                    body: Body::Memory { body, is_truncated },
                })
            }
        }
    }
}

impl Response {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Reads the rest of the body, up to a limit in bytes.
    pub(crate) async fn read(
        &mut self,
        into: &mut Vec<u8>,
        limit: usize,
    ) -> Result<BodyRead, TransportError> {
        match &mut self.body {
            Body::Network(response) => {
                let length = response.content_length().unwrap_or_default();
                match usize::try_from(length) {
                    // A growing buffer would take up to three times the length.
                    Ok(length) if length <= limit => into.reserve_exact(length),
                    _ => {}
                }
                loop {
                    match response.chunk().await {
                        Ok(Some(chunk)) if chunk.len() > limit.saturating_sub(into.len()) => {
                            return Ok(BodyRead::TooLong);
                        }
                        Ok(Some(chunk)) => into.extend_from_slice(&chunk),
                        Ok(None) => return Ok(BodyRead::Complete),
                        Err(error) => return Err(TransportError::of(&error)),
                    }
                }
            }
            Body::Memory { body, .. } if body.len() > limit => Ok(BodyRead::TooLong),
            Body::Memory { body, is_truncated } => {
                into.append(body);
                if *is_truncated {
                    return Err(TransportError::simulated(TransportErrorKind::Lost));
                }
                Ok(BodyRead::Complete)
            }
        }
    }
}

impl TransportError {
    fn simulated(kind: TransportErrorKind) -> Self {
        Self::Failed {
            kind,
            detail: "simulated".to_owned(),
        }
    }

    fn of(error: &reqwest::Error) -> Self {
        let detail = root_cause(error);
        if !error.is_connect() {
            let kind = TransportErrorKind::Lost;
            return Self::Failed { kind, detail };
        }
        // What rustls and OpenSSL call it.
        if ["InvalidContentType", "wrong version number"]
            .iter()
            .any(|text| detail.contains(text))
        {
            return Self::Failed {
                kind: TransportErrorKind::NoTls,
                detail: "the server does not speak TLS".to_owned(),
            };
        }
        let kind = TransportErrorKind::Connect;
        Self::Failed { kind, detail }
    }
}

/// Returns the root cause of an error. The error itself would show the URL, whose path contains the user's table
/// and column names.
pub(crate) fn root_cause(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut root = None;
    while let Some(inner) = cause {
        root = Some(inner);
        cause = inner.source();
    }
    let Some(root) = root else {
        return "unknown cause".to_owned();
    };
    match root.downcast_ref::<io::Error>() {
        Some(error) if error.raw_os_error().is_some() => os_error_text(error),
        _ => printable(&root.to_string()),
    }
}

/// Returns the text of an error's kind, because the text of the operating system has a code that means nothing to most
/// readers. An error without a kind has only that text.
fn os_error_text(error: &io::Error) -> String {
    match error.kind().to_string().as_str() {
        "other error" | "uncategorized error" => printable(&error.to_string()),
        kind => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn os_error_without_a_kind_shows_its_own_text() {
        for kind in [
            io::ErrorKind::ConnectionRefused,
            io::ErrorKind::ConnectionReset,
        ] {
            let os_error = (1..20_000)
                .map(io::Error::from_raw_os_error)
                .find(|error| error.kind() == kind);
            if let Some(error) = os_error {
                assert_eq!(os_error_text(&error), kind.to_string());
            }
        }
        let unknown = io::Error::from_raw_os_error(i32::MAX);
        assert_eq!(os_error_text(&unknown), unknown.to_string());
        assert!(
            unknown.to_string().contains(&i32::MAX.to_string()),
            "{unknown}"
        );
    }
}
