//! The one gate through which every request goes.

use std::borrow::Cow;
use std::error::Error as _;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, Method, StatusCode, redirect};
use serde::Deserialize;
use tokio::time::Instant;

use crate::error::{Error, TransportFault};
use crate::operation::Operation;
use crate::secret::ApiKey;
use crate::text::printable;

/// An answer that is longer is not read to its end.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// How much of an answer a message repeats.
const MAX_EXCERPT: usize = 200;

/// All but the characters that RFC 3986 leaves unreserved, so that no URL parser reads a name as
/// anything else.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(crate) struct Http {
    client: reqwest::Client,
    base: String,
    key: ApiKey,
    bearer: HeaderValue,
    /// How long one request may take.
    timeout: Duration,
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
}

impl Http {
    pub(crate) fn new(
        base: String,
        key: ApiKey,
        connect_timeout: Duration,
        timeout: Duration,
    ) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("peaka-rs/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        if base.starts_with("http:") {
            // Without TLS a machine needs no certificates, so a missing store must not matter.
            builder = builder.tls_certs_only(std::iter::empty::<Certificate>());
        }
        let client = builder.build().map_err(|fault| {
            Error::config(format!(
                "TLS cannot be set up ({}): install the system's CA certificates",
                causes(&fault)
            ))
        })?;
        let bearer = key.bearer()?;
        Ok(Self {
            client,
            base,
            key,
            bearer,
            timeout,
        })
    }

    /// Sends a request and gives the body of a successful answer. Everything else is an error.
    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Vec<u8>, Error> {
        let Request {
            operation,
            method,
            path,
            body,
            deadline,
        } = request;
        let mut timeout = self.timeout;
        if let Some(deadline) = deadline {
            timeout = timeout.min(deadline.saturating_duration_since(Instant::now()));
            if timeout.is_zero() {
                return Err(too_late(operation));
            }
        }
        let mut builder = self
            .client
            .request(method, self.url(path))
            .header(AUTHORIZATION, self.bearer.clone())
            .header(ACCEPT, "application/json")
            .timeout(timeout);
        if let Some(body) = body {
            builder = builder.header(CONTENT_TYPE, "application/json").body(body);
        }
        let lost = |fault| self.transport_error(operation, &fault);
        let mut answer = builder.send().await.map_err(lost)?;
        let status = answer.status();
        let mut body = Vec::new();
        loop {
            let chunk = match answer.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_BODY => chunk,
                Ok(None) if status.is_success() => return Ok(body),
                Ok(Some(_)) if status.is_success() => {
                    return Err(self.answer_error(operation, "it is longer than 16 MB"));
                }
                Err(fault) if status.is_success() => return Err(lost(fault)),
                // The status of a refusal is known, however its body ends.
                Ok(_) | Err(_) => return Err(self.status_error(operation, status, &body)),
            };
            body.extend_from_slice(&chunk);
        }
    }

    /// An answer of success that is not what was asked for; the operation may have been done.
    pub(crate) fn answer_error(&self, operation: Operation<'_>, detail: &str) -> Error {
        Error::Answer {
            asked: operation.to_string(),
            detail: detail.to_owned(),
            maybe_done: operation.is_write(),
        }
    }

    /// Reads a JSON answer.
    pub(crate) fn read<'b, T: Deserialize<'b>>(
        &self,
        operation: Operation<'_>,
        body: &'b [u8],
    ) -> Result<T, Error> {
        serde_json::from_slice(body).map_err(|fault| {
            // The fault repeats what it found.
            let fault = self.excerpt(&fault.to_string());
            let said = self.said(body);
            let said = if said.is_empty() {
                ": it is empty"
            } else {
                &said
            };
            self.answer_error(operation, &format!("{fault}{said}"))
        })
    }

    fn url(&self, path: &[&str]) -> String {
        let mut url = self.base.clone();
        for segment in path {
            url.push('/');
            url.extend(utf8_percent_encode(segment, SEGMENT));
        }
        url
    }

    /// What a body says, as the end of a clause.
    fn said(&self, body: &[u8]) -> String {
        let excerpt = self.excerpt(&spoken(body));
        if excerpt.is_empty() {
            excerpt
        } else {
            format!(": {excerpt}")
        }
    }

    /// Text from outside, short, of one line, and without the key, which an answer may repeat.
    fn excerpt(&self, text: &str) -> String {
        // The key goes first: once the text is cut, a piece of it would not be known again.
        let text = self.key.redact(text);
        let mut words = String::new();
        for word in text.split_whitespace() {
            if words.len() > 4 * MAX_EXCERPT {
                break;
            }
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        let mut excerpt: String = words.chars().take(MAX_EXCERPT).collect();
        if excerpt.len() < words.len() {
            excerpt.push('…');
        }
        printable(&excerpt)
    }

    fn status_error(&self, operation: Operation<'_>, status: StatusCode, body: &[u8]) -> Error {
        let asked = operation.to_string();
        let said = self.said(body);
        match status.as_u16() {
            status @ (401 | 403) => Error::Auth {
                asked,
                status,
                said,
            },
            status => {
                let maybe_done = operation.is_write() && status >= 500;
                Error::Status {
                    asked,
                    status,
                    said,
                    maybe_done,
                }
            }
        }
    }

    fn transport_error(&self, operation: Operation<'_>, fault: &reqwest::Error) -> Error {
        // Making a connection can be too slow as well, but then nothing was sent.
        let kind = if fault.is_connect() {
            TransportFault::Connect
        } else if fault.is_timeout() {
            TransportFault::Timeout
        } else {
            TransportFault::Lost
        };
        Error::Transport {
            asked: operation.to_string(),
            fault: kind,
            detail: self.excerpt(&causes(fault)),
            maybe_done: operation.is_write() && kind != TransportFault::Connect,
        }
    }
}

/// The deadline is over before the request is sent.
fn too_late(operation: Operation<'_>) -> Error {
    Error::Transport {
        asked: operation.to_string(),
        fault: TransportFault::Timeout,
        detail: "the time for the whole sync was over before this was sent".to_owned(),
        maybe_done: false,
    }
}

/// A fault of the transport with its causes, without the URL: its path holds the user's names.
fn causes(fault: &reqwest::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        causes.push(printable(&inner.to_string()));
        cause = inner.source();
    }
    causes.dedup();
    if causes.is_empty() {
        "no cause is known".to_owned()
    } else {
        causes.join(": ")
    }
}

/// The message of a JSON error, or else the whole body.
fn spoken(body: &[u8]) -> Cow<'_, str> {
    #[derive(Deserialize)]
    struct Spoken {
        message: Option<String>,
        error: Option<String>,
    }

    serde_json::from_slice::<Spoken>(body)
        .ok()
        .and_then(|spoken| spoken.message.or(spoken.error))
        .map_or_else(|| String::from_utf8_lossy(body), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http() -> Http {
        let second = Duration::from_secs(1);
        let key = ApiKey::new("s3cret").unwrap();
        Http::new("http://localhost/api/v1".to_owned(), key, second, second).unwrap()
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

    #[test]
    fn what_was_said_is_short_and_of_one_line() {
        let said = |body: &[u8]| http().said(body);
        assert_eq!(said(b""), "");
        assert_eq!(
            said(br#"{"errorCode":100,"message":"no\n such   table"}"#),
            ": no such table"
        );
        assert_eq!(
            said(br#"{"status":404,"error":"Not Found"}"#),
            ": Not Found"
        );
        assert_eq!(
            said(b"<html>\n<b>Bad\x1b[2J Gateway"),
            r": <html> <b>Bad\u{1b}[2J Gateway"
        );
        let long = said("ä".repeat(3000).as_bytes());
        assert_eq!(long, format!(": {}…", "ä".repeat(200)));
        assert_eq!(said(b"\xff{"), ": \u{fffd}{");
    }

    #[test]
    fn the_key_is_cut_out_of_what_the_service_says() {
        let long = http().said(format!("{} s3cret", "x".repeat(195)).as_bytes());
        assert_eq!(long, format!(": {} [API…", "x".repeat(195)));
        let body = br#"{"message":"bad key s3cret"}"#;
        let fault = http().status_error(Operation::ListTables, StatusCode::UNAUTHORIZED, body);
        assert_eq!(
            fault.to_string(),
            "Peaka did not accept the API key when asked to list the BI tables (401: bad key \
             [API key]): check that the key is whole, still valid, and of this zone"
        );
    }
}
