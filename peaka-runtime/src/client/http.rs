//! The one gate through which every request goes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::RETRY_AFTER;
use tokio::time::{Instant, sleep, timeout_at};

use super::api_key::ApiKey;
use super::excerpt::{excerpt, message};
use super::key_source::KeySource;
use super::operation::Operation;
use super::retry::{Attempt, Budget, Decision, Ending, decide};
use super::retry_after::retry_after;
use super::transport::{Answer, Lost, Read, Wire};
use crate::report::{Error, TransportFault};

/// All but the characters that RFC 3986 leaves unreserved, so that no URL parser reads a name as
/// anything else.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The headers in which services name a request; the first that is there counts.
const REQUEST_IDS: [&str; 4] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
];

/// The gate.
pub(crate) struct Http {
    wire: Wire,
    base: String,
    /// The host of the base URL, for errors.
    host: String,
    key: KeySource,
    /// How long one request may take.
    timeout: Duration,
    /// An answer that is longer is not read to its end.
    max_answer: usize,
    /// Shared by all tasks.
    budget: Mutex<Budget>,
    dice: Mutex<fastrand::Rng>,
}

/// One request.
pub(crate) struct Request<'a> {
    pub(crate) operation: Operation<'a>,
    pub(crate) method: Method,
    /// The path below the base URL; each segment is encoded.
    pub(crate) path: &'a [&'a str],
    pub(crate) body: Option<Vec<u8>>,
    /// After it the request is neither sent nor waited for.
    pub(crate) deadline: Option<Instant>,
    /// Counts how often it is sent.
    pub(crate) sent: &'a AtomicUsize,
}

/// Why an answer of success cannot be read.
pub(crate) struct Misread {
    pub(crate) detail: String,
    /// Whether it is not even JSON: a piece of it may have been lost on the way.
    pub(crate) is_garbled: bool,
}

/// How one sending failed.
struct Failure {
    ending: Ending,
    error: Error,
}

impl Http {
    pub(crate) fn new(
        wire: Wire,
        base: String,
        key: KeySource,
        timeout: Duration,
        max_answer: usize,
        seed: u64,
    ) -> Self {
        let host = host_of(&base);
        Self {
            wire,
            base,
            host,
            key,
            timeout,
            max_answer,
            budget: Mutex::new(Budget::full()),
            dice: Mutex::new(fastrand::Rng::with_seed(seed)),
        }
    }

    /// Sends a request, as often as it is worth it, and gives what is read of a successful answer.
    pub(crate) async fn ask<T>(
        &self,
        request: Request<'_>,
        read: impl Fn(&[u8]) -> Result<T, Misread>,
    ) -> Result<T, Error> {
        self.budget().earn();
        let is_write = request.operation.is_write();
        let mut number = 0;
        loop {
            number += 1;
            let Failure { ending, error } = match self.once(&request, &read).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let attempt = Attempt {
                is_write,
                ending,
                retry_after: error.retry_after(),
                number,
            };
            match decide(attempt, self.roll()) {
                Decision::Wait(wait)
                    if has_time(request.deadline, wait) && self.budget().spend() =>
                {
                    tracing::debug!(
                        number,
                        wait_ms = wait.as_millis(),
                        %error,
                        "sending again"
                    );
                    sleep(wait).await;
                }
                _ if is_write && may_be_done(ending) => return Err(Error::ambiguous(error)),
                _ => return Err(error),
            }
        }
    }

    async fn once<T>(
        &self,
        request: &Request<'_>,
        read: impl Fn(&[u8]) -> Result<T, Misread>,
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
        let slow = |_| {
            let cause = match request.deadline {
                Some(deadline) if deadline <= until => " left until the deadline of the sync",
                _ => "",
            };
            let detail = format!("no response from {} within {timeout:?}{cause}", self.host);
            self.no_response(operation, TransportFault::Timeout, &detail)
        };
        let lost = |lost: Lost| {
            let fault = if lost.sent {
                TransportFault::Lost
            } else {
                TransportFault::Connect
            };
            self.no_response(operation, fault, &excerpt(&lost.detail, &key))
        };

        request.sent.fetch_add(1, Ordering::Relaxed);
        let url = self.url(request.path);
        let carried = self
            .wire
            .carry(&request.method, url, authorization, request.body.clone());
        let mut answer = timeout_at(until, carried)
            .await
            .map_err(slow)?
            .map_err(lost)?;
        let mut body = Vec::new();
        let ended = timeout_at(until, answer.read(&mut body, self.max_answer)).await;
        if !answer.is_success() {
            // The status of a refusal is known, however its body ends.
            return Err(status_failure(operation, &answer, &body, &key));
        }
        match ended.map_err(slow)?.map_err(lost)? {
            Read::Whole => {
                let body = key.cut_out(body);
                read(&body).map_err(|misread| {
                    // It repeats what it found.
                    let detail = excerpt(&misread.detail, &key);
                    let content = match &*body {
                        [] => Some("it is empty".to_owned()),
                        body => message(body, &key),
                    };
                    let detail = match content {
                        Some(content) => format!("{detail}: {content}"),
                        None => detail,
                    };
                    let ending = if misread.is_garbled {
                        Ending::Unreadable
                    } else {
                        Ending::Status(answer.status)
                    };
                    unreadable(operation, ending, &detail)
                })
            }
            Read::TooLong => {
                let detail = format!("it is longer than {} bytes", self.max_answer);
                let ending = Ending::Status(answer.status);
                Err(unreadable(operation, ending, &detail))
            }
        }
    }

    /// Returns the failure of a request without a complete response.
    fn no_response(
        &self,
        operation: Operation<'_>,
        fault: TransportFault,
        detail: &str,
    ) -> Failure {
        Failure {
            ending: match fault {
                TransportFault::Connect => Ending::Unsent,
                TransportFault::Timeout | TransportFault::Lost => Ending::Unanswered,
            },
            error: self.transport_error(operation, fault, detail),
        }
    }

    fn transport_error(
        &self,
        operation: Operation<'_>,
        fault: TransportFault,
        detail: &str,
    ) -> Error {
        Error::Transport {
            operation: operation.to_string(),
            host: self.host.clone(),
            fault,
            detail: detail.to_owned(),
        }
    }

    /// Returns the error of a request that was not sent because the deadline of its sync had
    /// passed.
    pub(crate) fn too_late(&self, operation: Operation<'_>) -> Error {
        let detail = "the deadline of the sync passed before this request was sent";
        self.transport_error(operation, TransportFault::Timeout, detail)
    }

    fn url(&self, path: &[&str]) -> String {
        let mut url = self.base.clone();
        for segment in path {
            url.push('/');
            url.extend(utf8_percent_encode(segment, SEGMENT));
        }
        url
    }

    fn budget(&self) -> std::sync::MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn roll(&self) -> f64 {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        dice.f64()
    }
}

/// Returns the host of a base URL, with its port if that is not the default one.
fn host_of(base: &str) -> String {
    let after_scheme = base.split_once("://").map_or(base, |(_, rest)| rest);
    let host = after_scheme.split('/').next().unwrap_or_default();
    host.to_owned()
}

/// Whether a wait ends before the deadline.
pub(crate) fn has_time(deadline: Option<Instant>, wait: Duration) -> bool {
    deadline.is_none_or(|deadline| Instant::now() + wait < deadline)
}

/// Whether a write that ended like that may have been done.
fn may_be_done(ending: Ending) -> bool {
    match ending {
        Ending::Unsent => false,
        Ending::Unanswered | Ending::Unreadable => true,
        Ending::Status(status) => (200..300).contains(&status) || status >= 500,
    }
}

impl Failure {
    /// Nothing was sent, and nothing would be.
    fn before_sending(error: Error) -> Self {
        Self {
            ending: Ending::Status(0),
            error,
        }
    }
}

/// An answer of success that is not what was asked for.
pub(crate) fn unreadable_answer(operation: Operation<'_>, detail: &str) -> Error {
    Error::Response {
        operation: operation.to_string(),
        detail: detail.to_owned(),
    }
}

fn unreadable(operation: Operation<'_>, ending: Ending, detail: &str) -> Failure {
    Failure {
        ending,
        error: unreadable_answer(operation, detail),
    }
}

fn status_failure(operation: Operation<'_>, answer: &Answer, body: &[u8], key: &ApiKey) -> Failure {
    let message = message(body, key);
    let header = |name: &str| {
        answer
            .headers
            .get(name)
            .map(reqwest::header::HeaderValue::as_bytes)
    };
    let id = REQUEST_IDS.into_iter().find_map(header);
    let request_id = id
        .map(|id| excerpt(&String::from_utf8_lossy(id), key))
        .filter(|id| !id.is_empty());
    let wait = header(RETRY_AFTER.as_str());
    let wait = wait.and_then(|value| retry_after(value, SystemTime::now()));
    let status = answer.status;
    let error = match status {
        401 | 403 => Error::Auth {
            operation: operation.to_string(),
            status,
            message,
            request_id,
        },
        _ => Error::Status {
            operation: operation.to_string(),
            status,
            message,
            request_id,
            retry_after: wait,
        },
    };
    Failure {
        ending: Ending::Status(status),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http() -> Http {
        let key = KeySource::Fixed(ApiKey::new("s3cret").unwrap());
        let wire = Wire::Network(reqwest::Client::new());
        let base = "http://localhost/api/v1".to_owned();
        Http::new(wire, base, key, Duration::from_secs(1), 1, 1)
    }

    #[test]
    fn every_segment_is_encoded_by_itself() {
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
}
