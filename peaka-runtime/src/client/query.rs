//! The operation that runs a query.

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;

use super::api::Client;
use super::failure::ReadError;
use super::http::Request;
use super::json::to_json;
use super::limits::MAX_TIMEOUT;
use super::operation::Operation;
use crate::report::Error;

/// The body of a request. The API reference calls the bindings `bindings` in one place, and `bindArgs` in another.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct QueryBody<'a> {
    statement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bindings: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bind_args: Option<&'a [String]>,
    /// The time in seconds after which the service stops the query.
    timeout: u64,
}

impl Client {
    /// Runs a statement (*Execute Query*), and parses the body of a successful response with `read`.
    pub(crate) async fn execute_query<T>(
        &self,
        statement: &str,
        bindings: &[String],
        uses_bind_args: bool,
        timeout: Option<Duration>,
        read: impl Fn(&[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Error> {
        let timeout = timeout
            .unwrap_or(self.shared.http.timeout())
            .min(MAX_TIMEOUT);
        let bindings = Some(bindings).filter(|bindings| !bindings.is_empty());
        let body = to_json(&QueryBody {
            statement,
            bindings: bindings.filter(|_| !uses_bind_args),
            bind_args: bindings.filter(|_| uses_bind_args),
            timeout: timeout.as_secs().max(1),
        })?;
        let project_id = self.project_id().await?;
        let path = ["data", "projects", project_id, "queries", "execute"];
        let request = Request {
            url_query: "?format=COMPACT",
            timeout: Some(timeout),
            ..self.build_request(Operation::ExecuteQuery, Method::POST, &path, Some(body))
        };
        match self.shared.http.send(request, read).await {
            // A result that is too large was measured to be a success with a body that cannot be read.
            Err(Error::UnreadableResponse {
                detail,
                is_too_large,
                ..
            }) => Err(Error::UnreadableResult {
                detail,
                is_too_large,
            }),
            result => result,
        }
    }
}
