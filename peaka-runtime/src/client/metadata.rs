//! Sends the operations on metadata.

use reqwest::Method;

use super::api::Client;
use super::failure::ReadError;
use super::http::Request;
use super::operation::Operation;
use crate::report::Error;

impl Client {
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
