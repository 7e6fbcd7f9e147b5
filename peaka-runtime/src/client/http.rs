//! Sends requests. Every request of a client goes through here: it gets its URL and API key, is retried
//! within its deadline, and every failure becomes an [`Error`].

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use tokio::time::{Instant, sleep, timeout_at};

use super::api_key::ApiKey;
use super::excerpt::{excerpt, message};
use super::key_source::KeySource;
use super::operation::Operation;
use super::retry::{Attempt, Decision, FailureKind, RetryBudget, decide};
use super::retry_after::retry_after;
use super::transport::{BodyRead, Response, Transport, TransportError};
use crate::report::{Error, TransportErrorKind};

/// Everything but the unreserved characters of RFC 3986 is encoded, so that no name changes the path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The headers in which services return the id of a request, in order of precedence.
const REQUEST_IDS: [&str; 4] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
];

/// Sends requests to one base URL.
pub(crate) struct Http {
    transport: Transport,
    base_url: String,
    /// The host of the base URL, for error messages.
    host: String,
    key: KeySource,
    /// The timeout of one request.
    timeout: Duration,
    /// The largest size of a response body, in bytes.
    max_response_bytes: usize,
    retry_budget: Mutex<RetryBudget>,
    rng: Mutex<fastrand::Rng>,
}

/// One request.
pub(crate) struct Request<'a> {
    pub(crate) operation: Operation<'a>,
    pub(crate) method: Method,
    /// The segments of the path below the base URL, not yet encoded.
    pub(crate) path: &'a [&'a str],
    pub(crate) body: Option<Vec<u8>>,
    /// The time after which the request is neither sent nor awaited.
    pub(crate) deadline: Option<Instant>,
    /// Counts the attempts.
    pub(crate) sent: &'a AtomicUsize,
}

/// The body of a response with a status of success cannot be read.
pub(crate) struct ReadError {
    pub(crate) detail: String,
    /// Whether it is not even JSON, so that a part of it may have been lost.
    pub(crate) is_garbled: bool,
}

/// A failed attempt.
struct Failure {
    kind: FailureKind,
    error: Error,
}

impl Http {
    pub(crate) fn new(
        transport: Transport,
        base_url: String,
        key: KeySource,
        timeout: Duration,
        max_response_bytes: usize,
        seed: u64,
    ) -> Self {
        Self {
            transport,
            host: host_of(&base_url),
            base_url,
            key,
            timeout,
            max_response_bytes,
            retry_budget: Mutex::new(RetryBudget::full()),
            rng: Mutex::new(fastrand::Rng::with_seed(seed)),
        }
    }

    /// Sends a request, with retries, and returns what `read` makes of the body of a successful response.
    pub(crate) async fn send<T>(
        &self,
        request: Request<'_>,
        read: impl Fn(&[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Error> {
        self.retry_budget().deposit();
        let is_write = request.operation.is_write();
        let mut number = 0;
        loop {
            number += 1;
            let Failure { kind, error } = match self.attempt(&request, &read).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            let attempt = Attempt {
                is_write,
                failure: kind,
                retry_after: error.retry_after(),
                number,
            };
            match decide(attempt, self.jitter()) {
                Decision::RetryAfter(wait)
                    if has_time(request.deadline, wait) && self.retry_budget().withdraw() =>
                {
                    tracing::debug!(number, wait_ms = wait.as_millis(), %error, "retrying");
                    sleep(wait).await;
                }
                _ if is_write && is_possibly_applied(kind) => return Err(Error::ambiguous(error)),
                _ => return Err(error),
            }
        }
    }

    async fn attempt<T>(
        &self,
        request: &Request<'_>,
        read: impl Fn(&[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Failure> {
        let operation = request.operation;
        let now = Instant::now();
        let timeout = match request.deadline {
            Some(deadline) => self.timeout.min(deadline.saturating_duration_since(now)),
            None => self.timeout,
        };
        if timeout.is_zero() {
            return Err(Failure::before_sending(self.too_late(operation)));
        }
        let key = self.key.current().map_err(Failure::before_sending)?;
        let authorization = key.bearer().map_err(Failure::before_sending)?;
        let until = now + timeout;
        let timed_out = |_| {
            let reason = match request.deadline {
                Some(deadline) if deadline <= until => " (the deadline of the sync)",
                _ => "",
            };
            let detail = format!("no response from {} within {timeout:?}{reason}", self.host);
            self.no_response(operation, TransportErrorKind::Timeout, &detail)
        };
        let lost = |error: TransportError| {
            let kind = if error.is_sent {
                TransportErrorKind::Lost
            } else {
                TransportErrorKind::Connect
            };
            self.no_response(operation, kind, &excerpt(&error.detail, &key))
        };

        request.sent.fetch_add(1, Ordering::Relaxed);
        let response = self.transport.carry(
            &request.method,
            self.url(request.path),
            authorization,
            request.body.clone(),
        );
        let mut response = timeout_at(until, response)
            .await
            .map_err(timed_out)?
            .map_err(lost)?;
        let mut body = Vec::new();
        let body_read = timeout_at(until, response.read(&mut body, self.max_response_bytes)).await;
        if !response.is_success() {
            // The status is known, even if the body is not complete.
            return Err(status_failure(operation, &response, &body, &key));
        }
        match body_read.map_err(timed_out)?.map_err(lost)? {
            BodyRead::Complete => {
                let body = key.redact_body(body);
                read(&body)
                    .map_err(|error| unreadable(operation, response.status, &error, &body, &key))
            }
            BodyRead::TooLong => {
                let detail = format!("it is longer than {} bytes", self.max_response_bytes);
                Err(Failure {
                    kind: FailureKind::Status(response.status),
                    error: unreadable_response(operation, &detail),
                })
            }
        }
    }

    /// Returns the failure of a request without a complete response.
    fn no_response(
        &self,
        operation: Operation<'_>,
        kind: TransportErrorKind,
        detail: &str,
    ) -> Failure {
        Failure {
            kind: match kind {
                TransportErrorKind::Connect => FailureKind::NotSent,
                TransportErrorKind::Timeout | TransportErrorKind::Lost => FailureKind::NoResponse,
            },
            error: self.transport_error(operation, kind, detail),
        }
    }

    fn transport_error(
        &self,
        operation: Operation<'_>,
        kind: TransportErrorKind,
        detail: &str,
    ) -> Error {
        Error::Transport {
            operation: operation.to_string(),
            host: self.host.clone(),
            kind,
            detail: detail.to_owned(),
        }
    }

    /// Returns the error of a request that was not sent, because the deadline of its sync had passed.
    pub(crate) fn too_late(&self, operation: Operation<'_>) -> Error {
        let detail = "the deadline of the sync passed before this request was sent";
        self.transport_error(operation, TransportErrorKind::Timeout, detail)
    }

    fn url(&self, path: &[&str]) -> String {
        let mut url = self.base_url.clone();
        for segment in path {
            url.push('/');
            url.extend(utf8_percent_encode(segment, SEGMENT));
        }
        url
    }

    fn retry_budget(&self) -> MutexGuard<'_, RetryBudget> {
        self.retry_budget
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn jitter(&self) -> f64 {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        rng.f64()
    }
}

/// Returns the host of a base URL, with its port if that is not the default one.
fn host_of(base_url: &str) -> String {
    let after_scheme = base_url
        .split_once("://")
        .map_or(base_url, |(_, rest)| rest);
    let host = after_scheme.split('/').next().unwrap_or_default();
    host.to_owned()
}

/// Returns whether a wait ends before the deadline.
pub(crate) fn has_time(deadline: Option<Instant>, wait: Duration) -> bool {
    deadline.is_none_or(|deadline| Instant::now() + wait < deadline)
}

/// Returns whether a write that failed in this way may have been applied.
fn is_possibly_applied(failure: FailureKind) -> bool {
    match failure {
        FailureKind::NotSent => false,
        FailureKind::NoResponse | FailureKind::Unreadable => true,
        FailureKind::Status(status) => (200..300).contains(&status) || status >= 500,
    }
}

impl Failure {
    /// Returns a final failure of a request that was not sent.
    fn before_sending(error: Error) -> Self {
        Self {
            kind: FailureKind::Status(0),
            error,
        }
    }
}

/// Returns the error of a response that cannot be read.
pub(crate) fn unreadable_response(operation: Operation<'_>, detail: &str) -> Error {
    Error::Response {
        operation: operation.to_string(),
        detail: detail.to_owned(),
    }
}

fn unreadable(
    operation: Operation<'_>,
    status: u16,
    error: &ReadError,
    body: &[u8],
    key: &ApiKey,
) -> Failure {
    // The detail repeats parts of the body.
    let detail = excerpt(&error.detail, key);
    let content = match body {
        [] => Some("it is empty".to_owned()),
        body => message(body, key),
    };
    let detail = match content {
        Some(content) => format!("{detail}: {content}"),
        None => detail,
    };
    Failure {
        kind: if error.is_garbled {
            FailureKind::Unreadable
        } else {
            FailureKind::Status(status)
        },
        error: unreadable_response(operation, &detail),
    }
}

fn status_failure(
    operation: Operation<'_>,
    response: &Response,
    body: &[u8],
    key: &ApiKey,
) -> Failure {
    let header = |name: &str| response.headers.get(name).map(HeaderValue::as_bytes);
    let request_id = REQUEST_IDS
        .into_iter()
        .find_map(header)
        .map(|id| excerpt(&String::from_utf8_lossy(id), key))
        .filter(|id| !id.is_empty());
    let wait = header(RETRY_AFTER.as_str());
    let message = message(body, key);
    let operation = operation.to_string();
    let status = response.status;
    let error = match status {
        401 | 403 => Error::Auth {
            operation,
            status,
            message,
            request_id,
        },
        _ => Error::Status {
            operation,
            status,
            message,
            request_id,
            retry_after: wait.and_then(|value| retry_after(value, SystemTime::now())),
        },
    };
    Failure {
        kind: FailureKind::Status(status),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http() -> Http {
        let key = KeySource::Fixed(ApiKey::new("s3cret").unwrap());
        let transport = Transport::Network(reqwest::Client::new());
        let base_url = "http://localhost/api/v1".to_owned();
        Http::new(transport, base_url, key, Duration::from_secs(1), 1, 1)
    }

    #[test]
    fn each_segment_is_encoded() {
        for (name, encoded) in [
            ("a/b", "a%2Fb"),
            ("ä", "%C3%A4"),
            ("%2F", "%252F"),
            ("a b", "a%20b"),
            ("a?b#c", "a%3Fb%23c"),
            ("a\tb\\", "a%09b%5C"),
            ("a-b_c.d~", "a-b_c.d~"),
        ] {
            let url = http().url(&["data", name, "columns"]);
            assert_eq!(
                url,
                format!("http://localhost/api/v1/data/{encoded}/columns")
            );
            assert_eq!(reqwest::Url::parse(&url).unwrap().as_str(), url);
        }
    }

    #[test]
    fn host_of_a_base_url_has_its_port() {
        assert_eq!(http().host, "localhost");
        assert_eq!(
            host_of("https://peaka.lan:8000/partner/api/v1"),
            "peaka.lan:8000"
        );
    }
}
