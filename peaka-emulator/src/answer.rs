//! An answer, before it becomes HTTP.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, SERVER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value;

/// What every answer of a handler says in its `Server` header; see [`crate::wire`].
pub(crate) const SERVER_NAME: &str = "peaka-emulator";

/// How a call ends.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    Json(u16, Value),
    /// 200 without a body: the description gives a delete no content.
    Done,
    Text {
        status: u16,
        content_type: String,
        body: String,
    },
    /// The connection is closed instead.
    HangUp,
}

/// Marks a response that is not to be sent.
#[derive(Clone)]
pub(crate) struct HangUp;

impl Answer {
    /// The answer with its JSON edited.
    pub(crate) fn edited(self, editor: impl FnOnce(&mut Value)) -> Self {
        match self {
            Self::Json(status, mut body) => {
                editor(&mut body);
                Self::Json(status, body)
            }
            Self::Done => {
                let mut body = Value::Null;
                editor(&mut body);
                if body.is_null() {
                    Self::Done
                } else {
                    Self::Json(200, body)
                }
            }
            other => other,
        }
    }

    /// The response, and the status to log for it.
    pub(crate) fn into_response(self) -> (Response, u16) {
        let mut response = match self {
            Self::Json(status, body) => response(status, "application/json", body.to_string()),
            Self::Done => Response::default(),
            Self::Text {
                status,
                content_type,
                body,
            } => response(status, &content_type, body),
            Self::HangUp => {
                let mut response = Response::<Body>::default();
                response.extensions_mut().insert(HangUp);
                return (response, 0);
            }
        };
        response
            .headers_mut()
            .insert(SERVER, HeaderValue::from_static(SERVER_NAME));
        let status = response.status().as_u16();
        (response, status)
    }
}

fn response(status: u16, content_type: &str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status)
        .ok()
        .filter(|status| !status.is_informational())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Ok(content_type) = HeaderValue::from_str(content_type) {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    response
}
