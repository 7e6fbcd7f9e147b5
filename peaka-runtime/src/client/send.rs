//! Sends the operations on BI tables.

use reqwest::Method;
use serde::de::DeserializeOwned;

use super::api::Client;
use super::failure::ReadError;
use super::http::Request;
use super::json::read_json;
use super::operation::Operation;
use super::runtime::check_runtime;
use crate::report::Error;

impl Client {
    pub(super) async fn send_json<T: DeserializeOwned>(
        &self,
        operation: Operation<'_>,
        method: Method,
        path: &[&str],
        body: Option<Vec<u8>>,
    ) -> Result<T, Error> {
        self.send(operation, method, path, body, read_json).await
    }

    /// Sends a request whose path is relative to the BI tables of the project.
    pub(super) async fn send<T>(
        &self,
        operation: Operation<'_>,
        method: Method,
        path: &[&str],
        body: Option<Vec<u8>>,
        read: impl Fn(&[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Error> {
        let project_id = self.project_id().await?;
        let path = [&["data", "projects", project_id, "bitable"], path].concat();
        let request = self.build_request(operation, method, &path, body);
        self.shared.http.send(request, read).await
    }

    /// Returns the project id, and requests it first if necessary.
    ///
    /// The wait is limited here as well as in the request, because another task with a later deadline may
    /// already have sent that request.
    pub(super) async fn project_id(&self) -> Result<&str, Error> {
        check_runtime()?;
        let project_id = &self.shared.project_id;
        if let Some(id) = project_id.get() {
            return Ok(id);
        }
        let found = project_id.get_or_try_init(|| self.find_project());
        let found = self.until_deadline(Operation::FindProject, found).await;
        found.map(String::as_str)
    }

    pub(super) fn build_request<'r>(
        &'r self,
        operation: Operation<'r>,
        method: Method,
        path: &'r [&'r str],
        body: Option<Vec<u8>>,
    ) -> Request<'r> {
        Request {
            operation,
            method,
            path,
            url_query: "",
            body,
            timeout: None,
            deadline: self.deadline,
            requests_sent: &self.requests_sent,
        }
    }
}
