//! Applies a fault to the execution of an operation.

use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::json;

use super::fault::Fault;
use super::outcome::Outcome;
use crate::body::Body;
use crate::response::Response;
use crate::service::{Effect, Operation};

impl Fault {
    /// Returns the outcome of a call with this fault. `execute` executes the operation, which some faults do not.
    pub(crate) fn apply(
        self,
        operation: Operation,
        execute: impl FnOnce(Effect) -> Response,
    ) -> Outcome {
        let response = match self {
            Self::Respond {
                status,
                content_type,
                headers,
                body,
            } => custom_response(status, &content_type, &headers, body),
            Self::ExecuteThenRespond {
                status,
                content_type,
                headers,
                body,
            } => {
                execute(Effect::Full);
                custom_response(status, &content_type, &headers, body)
            }
            Self::Edit(editor) => execute(Effect::Full).with_edited_json(editor),
            Self::Drop => return Outcome::Closed,
            Self::ExecuteThenDrop => {
                execute(Effect::Full);
                return Outcome::Closed;
            }
            Self::Reset => return Outcome::Reset,
            Self::ExecuteThenReset => {
                execute(Effect::Full);
                return Outcome::Reset;
            }
            Self::DelayResponse { delay } => Response {
                delay,
                ..execute(Effect::Full)
            },
            Self::SlowBody { delay_per_byte } => Response {
                delay_per_byte,
                ..execute(Effect::Full)
            },
            Self::Truncate { bytes } => {
                let mut response = execute(Effect::Full);
                response.body.truncate(bytes);
                return Outcome::Truncated(response);
            }
            Self::Oversized {
                bytes,
                has_content_length,
            } => {
                execute(Effect::Full);
                let response = Response::json(200, Body::oversized(bytes));
                if has_content_length {
                    response
                } else {
                    response.without_content_length()
                }
            }
            Self::GzipBomb { bytes } => {
                execute(Effect::Full);
                Response::json(200, Body::gzip_bomb(bytes))
                    .with_header(CONTENT_ENCODING.as_str(), b"gzip")
            }
            Self::Discard => execute(Effect::Discarded),
            Self::Stale { lists } => execute(Effect::HiddenFromLists(lists)),
            Self::PartialAdd { columns, status } => {
                if operation.has_batch() {
                    execute(Effect::FirstColumns(columns));
                }
                let error = json!({"errorCode": 100, "message": "the batch failed"});
                Response::json(status, Body::whole(error.to_string()))
            }
        };
        Outcome::Response(response)
    }
}

fn custom_response(
    status: u16,
    content_type: &str,
    headers: &[(String, Vec<u8>)],
    body: Vec<u8>,
) -> Response {
    let response = Response::new(status, Body::whole(body))
        .with_header(CONTENT_TYPE.as_str(), content_type.as_bytes());
    headers.iter().fold(response, |response, (name, value)| {
        response.with_header(name, value)
    })
}
