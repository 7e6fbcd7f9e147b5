//! Sends the requests of a client: adds the URL and the API key, enforces timeouts and deadlines, retries,
//! and turns every failure into an [`Error`].

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::HeaderMap;
use tokio::time::{Instant, sleep, timeout_at};

use super::excerpt::excerpt;
use super::failure::{Failure, ReadError};
use super::key_source::KeySource;
use super::operation::Operation;
use super::retry::{Decision, FailedAttempt, FailureKind, RetryBudget, decide};
use super::runtime::{check_runtime, no_io};
use super::transport::{BodyRead, Transport, TransportError};
use crate::report::{Error, Route, TransportErrorKind};

/// The characters that are percent-encoded in a path segment: all except the unreserved characters of RFC
/// 3986, so that no name can change the path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Sends requests to one base URL.
pub(crate) struct Http {
    transport: Transport,
    base_url: String,
    /// The host of the base URL, for error messages.
    host: String,
    /// The setting that decides where requests are sent, for error messages.
    route: Route,
    key: KeySource,
    /// The timeout of one attempt.
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
    /// The query string with its question mark, or nothing.
    pub(crate) url_query: &'static str,
    pub(crate) body: Option<Vec<u8>>,
    /// The timeout of one attempt, instead of the client's.
    pub(crate) timeout: Option<Duration>,
    /// The time after which no attempt is made, and no response is waited for.
    pub(crate) deadline: Option<Instant>,
    /// Counts the attempts that are sent.
    pub(crate) requests_sent: &'a AtomicUsize,
}

impl Http {
    pub(crate) fn new(
        transport: Transport,
        base_url: String,
        route: Route,
        key: KeySource,
        timeout: Duration,
        max_response_bytes: usize,
        seed: u64,
    ) -> Self {
        Self {
            transport,
            host: host_of(&base_url),
            base_url,
            route,
            key,
            timeout,
            max_response_bytes,
            retry_budget: Mutex::new(RetryBudget::full()),
            rng: Mutex::new(fastrand::Rng::with_seed(seed)),
        }
    }

    /// Sends a request, retrying it if that is safe, and parses the body of a successful response with `read`.
    pub(crate) async fn send<T>(
        &self,
        request: Request<'_>,
        read: impl Fn(&[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Error> {
        self.send_with_headers(request, |_, body| read(body)).await
    }

    /// Like [`send`](Self::send), and passes the headers to `read` too.
    pub(crate) async fn send_with_headers<T>(
        &self,
        request: Request<'_>,
        read: impl Fn(&HeaderMap, &[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Error> {
        check_runtime()?;
        self.retry_budget().deposit();
        let is_write = request.operation.kind().is_write();
        let mut number = 0;
        loop {
            number += 1;
            let Failure { kind, error } = match self.attempt(&request, &read).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            let attempt = FailedAttempt {
                is_write,
                failure: kind,
                retry_after: error.retry_after(),
                number,
            };
            match decide(attempt, self.jitter()) {
                Decision::Retry { wait }
                    if has_time(request.deadline, wait) && self.retry_budget().withdraw() =>
                {
                    tracing::debug!(attempt = number, wait_ms = wait.as_millis(), %error, "retrying");
                    sleep(wait).await;
                }
                _ if is_write && kind.is_ambiguous() => return Err(Error::ambiguous(error)),
                _ => return Err(error),
            }
        }
    }

    /// Sends a request once.
    async fn attempt<T>(
        &self,
        request: &Request<'_>,
        read: impl Fn(&HeaderMap, &[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Failure> {
        let operation = request.operation;
        let now = Instant::now();
        let timeout = request.timeout.unwrap_or(self.timeout);
        let timeout = match request.deadline {
            Some(deadline) => timeout.min(deadline.saturating_duration_since(now)),
            None => timeout,
        };
        if timeout.is_zero() {
            return Err(Failure::unsendable(self.deadline_error(operation)));
        }
        let until = now + timeout;
        // Reading a file can block.
        let key = timeout_at(until, self.key.current()).await.map_err(|_| {
            let detail = format!("the API key file was not read within {timeout:?}");
            let kind = TransportErrorKind::Timeout;
            Failure::unsendable(self.transport_error(operation, kind, &detail))
        })?;
        let key = key.map_err(Failure::unsendable)?;
        let authorization = key.bearer().map_err(Failure::unsendable)?;
        let timed_out = |_| {
            let (kind, limit) = match request.deadline {
                Some(deadline) if deadline <= until => (
                    TransportErrorKind::Deadline,
                    "before the deadline of the sync".to_owned(),
                ),
                _ => (
                    TransportErrorKind::Timeout,
                    format!("within {} s", timeout.as_secs_f64()),
                ),
            };
            let detail = format!("no response from {} {limit}", self.host);
            self.no_response(operation, kind, &detail)
        };
        let transport_failure = |error: TransportError| match error {
            TransportError::NoIo => Failure::unsendable(no_io()),
            TransportError::Failed { kind, detail } => {
                self.no_response(operation, kind, &excerpt(&detail, &key))
            }
        };

        request.requests_sent.fetch_add(1, Ordering::Relaxed);
        let response = self.transport.send(
            &request.method,
            self.url(request.path) + request.url_query,
            authorization,
            request.body.clone(),
        );
        let mut response = timeout_at(until, response)
            .await
            .map_err(timed_out)?
            .map_err(transport_failure)?;
        let mut body = Vec::new();
        let body_read = timeout_at(until, response.read(&mut body, self.max_response_bytes)).await;
        if !response.is_success() {
            // An error status is reported even if its body is incomplete.
            return Err(Failure::of_status(operation, &response, &body, &key));
        }
        match body_read.map_err(timed_out)?.map_err(transport_failure)? {
            BodyRead::Complete => {
                let body = key.redact_body(body, operation.returns_names());
                read(&response.headers, &body)
                    .map_err(|error| Failure::of_body(operation, &error, &body, &key))
            }
            BodyRead::TooLong => {
                let max_bytes = self.max_response_bytes;
                Err(Failure::too_long(operation, max_bytes))
            }
        }
    }

    /// Returns the timeout of one attempt.
    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Returns the failure of a request for which no complete response was received.
    fn no_response(
        &self,
        operation: Operation<'_>,
        kind: TransportErrorKind,
        detail: &str,
    ) -> Failure {
        Failure {
            kind: match kind {
                TransportErrorKind::Connect | TransportErrorKind::NoTls => FailureKind::NotSent,
                TransportErrorKind::Timeout
                | TransportErrorKind::Deadline
                | TransportErrorKind::Lost => FailureKind::NoResponse,
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
            operation_kind: operation.kind(),
            host: self.host.clone(),
            kind,
            route: self.route.clone(),
            detail: detail.to_owned(),
        }
    }

    /// Returns the error of a request that is not sent because the deadline of its sync has passed.
    pub(crate) fn deadline_error(&self, operation: Operation<'_>) -> Error {
        let detail = "the deadline of the sync passed before this request was sent";
        self.transport_error(operation, TransportErrorKind::Deadline, detail)
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    fn url(&self, path: &[&str]) -> String {
        let length = path.iter().map(|segment| segment.len() + 1).sum::<usize>();
        let mut url = String::with_capacity(self.base_url.len() + length);
        url.push_str(&self.base_url);
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

#[cfg(test)]
mod tests {
    use super::super::api_key::ApiKey;
    use super::*;

    fn http() -> Http {
        let key = KeySource::Fixed(ApiKey::new("s3cret").unwrap());
        let transport = Transport::Network(reqwest::Client::new());
        let base_url = "http://localhost/api/v1".to_owned();
        let timeout = Duration::from_secs(1);
        Http::new(transport, base_url, Route::BaseUrl, key, timeout, 1, 1)
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
    fn host_includes_a_port_that_is_not_the_default() {
        assert_eq!(http().host, "localhost");
        assert_eq!(
            host_of("https://peaka.lan:8000/partner/api/v1"),
            "peaka.lan:8000"
        );
    }
}
