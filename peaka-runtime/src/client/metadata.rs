//! Sends the operations on metadata.

use std::future::Future;

use reqwest::Method;
use tokio::time::timeout_at;

use super::api::Client;
use super::failure::ReadError;
use super::http::Request;
use super::operation::Operation;
use crate::report::Error;

impl Client {
    /// Returns the error of a sync whose deadline has passed.
    pub(crate) fn deadline_error(&self, operation: Operation<'_>) -> Error {
        self.shared.http.deadline_error(operation)
    }

    /// Waits for the result of a request that another task may have sent, until the deadline.
    pub(crate) async fn until_deadline<T>(
        &self,
        operation: Operation<'_>,
        result: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match self.deadline {
            Some(deadline) => timeout_at(deadline, result)
                .await
                .map_err(|_| self.deadline_error(operation))?,
            None => result.await,
        }
    }

    /// Sends a request whose path is relative to the metadata of the project, and parses the body of a successful
    /// response with `read`.
    pub(crate) async fn send_metadata<T>(
        &self,
        operation: Operation<'_>,
        method: Method,
        path: &[&str],
        url_query: &'static str,
        body: Option<Vec<u8>>,
        read: impl Fn(&[u8]) -> Result<T, ReadError>,
    ) -> Result<T, Error> {
        let project_id = self.project_id().await?;
        let path = [&["metadata", project_id], path].concat();
        let request = Request {
            url_query,
            ..self.build_request(operation, method, &path, body)
        };
        self.shared.http.send(request, read).await
    }
}
