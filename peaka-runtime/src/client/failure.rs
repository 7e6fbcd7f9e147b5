//! Failed attempts, and the errors that they become.

use std::time::SystemTime;

use reqwest::header::{HeaderValue, RETRY_AFTER};

use super::api_key::ApiKey;
use super::excerpt::{excerpt, message};
use super::operation::Operation;
use super::retry::FailureKind;
use super::retry_after::retry_after;
use super::transport::Response;
use crate::report::Error;

/// The headers in which services return the id of a request, in order of precedence.
const REQUEST_ID_HEADERS: [&str; 4] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
];

const MIB: usize = 1024 * 1024;

/// The error of a failed attempt, and its kind, which decides about a retry.
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    pub(crate) error: Error,
}

/// The reason why the body of a successful response cannot be read.
pub(crate) struct ReadError {
    pub(crate) detail: String,
    /// Whether the body is not valid JSON, in which case a part of it may have been lost.
    pub(crate) is_malformed: bool,
}

impl ReadError {
    /// Returns the error about a field that is missing or null, or that has a value of another kind.
    pub(crate) fn missing(field: &str) -> Self {
        Self {
            detail: format!("it has no valid field `{field}`"),
            is_malformed: false,
        }
    }

    /// Returns the error about a field that cannot be read.
    pub(crate) fn in_field(field: &str, error: &serde_json::Error) -> Self {
        Self {
            detail: format!("the field `{field}` cannot be read: {error}"),
            is_malformed: false,
        }
    }
}

impl Failure {
    /// Returns the failure of a request that cannot be sent.
    pub(crate) fn unsendable(error: Error) -> Self {
        Self {
            kind: FailureKind::Unsendable,
            error,
        }
    }

    /// Returns the failure of a response whose status is not a success.
    pub(crate) fn of_status(
        operation: Operation<'_>,
        response: &Response,
        body: &[u8],
        key: &ApiKey,
    ) -> Self {
        let header = |name: &str| response.headers.get(name).map(HeaderValue::as_bytes);
        let request_id = REQUEST_ID_HEADERS
            .into_iter()
            .find_map(header)
            .map(|id| excerpt(&String::from_utf8_lossy(id), key))
            .filter(|id| !id.is_empty());
        let message = message(body, key);
        let operation_kind = operation.kind();
        let operation = operation.to_string();
        let status = response.status;
        let error = match status {
            401 | 403 => Error::Auth {
                operation,
                operation_kind,
                status,
                message,
                request_id,
            },
            _ => Error::Status {
                operation,
                operation_kind,
                status,
                message,
                request_id,
                retry_after: header(RETRY_AFTER.as_str())
                    .and_then(|value| retry_after(value, SystemTime::now())),
                help: None,
            },
        };
        Self {
            kind: FailureKind::Status(status),
            error,
        }
    }

    /// Returns the failure of a successful response with a body that cannot be read.
    pub(crate) fn of_body(
        operation: Operation<'_>,
        error: &ReadError,
        body: &[u8],
        key: &ApiKey,
    ) -> Self {
        // The detail may quote the body, and with it the API key.
        let detail = excerpt(&error.detail, key);
        let content = match body {
            [] => Some("it is empty".to_owned()),
            body => message(body, key),
        };
        let detail = match content {
            Some(content) => format!("{detail}: {content}"),
            None => detail,
        };
        Self {
            kind: if error.is_malformed {
                FailureKind::Unreadable
            } else {
                FailureKind::UnexpectedBody
            },
            error: unreadable_response(operation, &detail),
        }
    }

    /// Returns the failure of a successful response that is longer than the limit.
    pub(crate) fn too_long(operation: Operation<'_>, max_bytes: usize) -> Self {
        let detail = match max_bytes / MIB {
            mib if mib > 0 && max_bytes % MIB == 0 => {
                format!("it is larger than {mib} MiB")
            }
            _ => format!("it is larger than {max_bytes} bytes"),
        };
        Self {
            kind: FailureKind::UnexpectedBody,
            error: Error::UnreadableResponse {
                operation: operation.to_string(),
                operation_kind: operation.kind(),
                detail,
                is_too_large: true,
            },
        }
    }
}

/// Returns the error of a successful response that cannot be read.
pub(crate) fn unreadable_response(operation: Operation<'_>, detail: &str) -> Error {
    Error::UnreadableResponse {
        operation: operation.to_string(),
        operation_kind: operation.kind(),
        detail: detail.to_owned(),
        is_too_large: false,
    }
}
