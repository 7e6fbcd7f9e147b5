//! Reads a request, and returns its response or the way to end the connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderValue};
use hyper::{Request, StatusCode};

use super::host::AllowedHosts;
use super::paced_body::PacedBody;
use crate::faults::Outcome;
use crate::handler::Handler;
use crate::response::Response;
use crate::service::{MAX_BODY_BYTES, ServiceError};

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) handler: Arc<Handler>,
    pub(crate) allowed_hosts: AllowedHosts,
    /// Applies to the head and to the body of a request separately.
    pub(crate) request_timeout: Duration,
}

/// How a fault ends a connection.
#[derive(Debug)]
pub(crate) enum ConnectionEnd {
    Close,
    Reset,
    /// The connection is closed after these bytes: the head of a response, and the beginning of its body.
    Truncate(Vec<u8>),
}

/// Reads a request to its end, and handles it. Its host is checked if the connection is to a loopback address.
pub(crate) async fn respond(
    shared: &Shared,
    request: Request<Incoming>,
    is_loopback: bool,
) -> Result<hyper::Response<PacedBody>, ConnectionEnd> {
    let (head, body) = request.into_parts();
    let body = read_body(body, shared.request_timeout).await;
    let host = if is_loopback {
        shared.allowed_hosts.check(&head.uri, &head.headers)
    } else {
        Ok(())
    };
    let (method, path) = (head.method.as_str(), head.uri.path());
    let outcome = match host {
        Ok(()) => {
            let authorization = head.headers.get_all(AUTHORIZATION).iter();
            let authorization = authorization.map(HeaderValue::as_bytes);
            let body = body.as_deref().map_err(Clone::clone);
            let query = head.uri.query();
            shared
                .handler
                .handle(method, path, query, authorization, body)
        }
        Err(error) => shared.handler.reject(method, path, &error),
    };
    match outcome {
        Outcome::Response(response) => {
            if !response.delay.is_zero() {
                tokio::time::sleep(response.delay).await;
            }
            Ok(hyper_response(response))
        }
        Outcome::Truncated(response) => Err(ConnectionEnd::Truncate(wire_bytes(response))),
        Outcome::Closed => Err(ConnectionEnd::Close),
        Outcome::Reset => Err(ConnectionEnd::Reset),
    }
}

async fn read_body(body: Incoming, request_timeout: Duration) -> Result<Bytes, ServiceError> {
    let collected = Limited::new(body, MAX_BODY_BYTES).collect();
    match tokio::time::timeout(request_timeout, collected).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(ServiceError::BodyTooLarge),
        Ok(Err(_)) => Err(ServiceError::IncompleteBody),
        Err(_) => Err(ServiceError::BodyTimeout),
    }
}

fn hyper_response(response: Response) -> hyper::Response<PacedBody> {
    let Response {
        status,
        headers,
        body,
        delay_per_byte,
        ..
    } = response;
    let mut response = hyper::Response::new(PacedBody::new(body, &headers, delay_per_byte));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    *response.headers_mut() = headers;
    response
}

/// Returns a response as it is written to the socket.
fn wire_bytes(response: Response) -> Vec<u8> {
    let status = StatusCode::from_u16(response.status).unwrap_or_default();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", status.as_str()).into_bytes();
    for (name, value) in &response.headers {
        bytes.extend_from_slice(name.as_ref());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&response.body.into_bytes());
    bytes
}

impl fmt::Display for ConnectionEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault ended the connection")
    }
}

impl std::error::Error for ConnectionEnd {}
