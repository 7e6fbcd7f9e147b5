//! A client that uses HTTP directly, without the types of any crate in this workspace.

use peaka_emulator::{Builder, Emulator};
use reqwest::Method;
use serde_json::Value;

/// An emulator, and a client for it.
pub(crate) struct Api {
    pub(crate) emulator: Emulator,
    http: reqwest::Client,
}

/// A response with its body.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) text: String,
}

impl Api {
    pub(crate) async fn start(builder: Builder) -> Self {
        let emulator = builder.start().await.expect("a free port");
        let http = reqwest::Client::new();
        Self { emulator, http }
    }

    /// Starts an emulator with the table `events`.
    pub(crate) async fn with_table(builder: Builder) -> Self {
        Self::start(builder.table("events")).await
    }

    /// Sends a request to a path relative to the project's tables, such as `/events/columns`.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let url = self.url(path);
        let mut request = self
            .http
            .request(method, url)
            .bearer_auth(self.emulator.api_key());
        if let Some(body) = body {
            request = request.json(&body);
        }
        Response::of(request).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        let (base, project) = (self.emulator.base_url(), self.emulator.project_id());
        format!("{base}/data/projects/{project}/bitable{path}")
    }

    /// Sends a request to a path relative to the project's metadata, such as `/golden-sqls`.
    pub(crate) async fn metadata(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Response {
        let mut request = self
            .http
            .request(method, self.metadata_url(path))
            .bearer_auth(self.emulator.api_key());
        if let Some(body) = body {
            request = request.json(&body);
        }
        Response::of(request).await
    }

    pub(crate) fn metadata_url(&self, path: &str) -> String {
        let (base, project) = (self.emulator.base_url(), self.emulator.project_id());
        format!("{base}/metadata/{project}{path}")
    }

    pub(crate) async fn get_metadata(&self, path: &str) -> Response {
        self.metadata(Method::GET, path, None).await
    }

    pub(crate) async fn post_metadata(&self, path: &str, body: Value) -> Response {
        self.metadata(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put_metadata(&self, path: &str, body: Value) -> Response {
        self.metadata(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete_metadata(&self, path: &str) -> Response {
        self.metadata(Method::DELETE, path, None).await
    }

    /// Returns the metadata of the only table in the list.
    pub(crate) async fn table_metadata(&self) -> Value {
        let list = self.get_metadata("").await.ok();
        let [entry] = list["metadata"].as_array().expect("a list").as_slice() else {
            panic!("{list}");
        };
        entry["metadata"].clone()
    }

    /// Executes a statement, with the format in the query string.
    pub(crate) async fn query(&self, format: &str, body: Value) -> Response {
        let (base, project) = (self.emulator.base_url(), self.emulator.project_id());
        let url = format!("{base}/data/projects/{project}/queries/execute{format}");
        let request = self.http.post(url).bearer_auth(self.emulator.api_key());
        Response::of(request.json(&body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn create(&self, table: &str) -> Response {
        self.send(Method::POST, &format!("/{table}"), None).await
    }

    pub(crate) async fn add(&self, body: Value) -> Response {
        self.post("/events/columns", body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Response {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        self.send(Method::DELETE, path, None).await
    }

    /// Returns the names in the list of tables.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let tables = self.get("").await.ok();
        let tables = tables.as_array().expect("a list");
        tables
            .iter()
            .map(|table| text(&table["tableName"]))
            .collect()
    }

    /// Returns the columns of `events`, without the system columns.
    pub(crate) async fn columns(&self) -> Vec<Value> {
        let columns = self.get("/events/columns").await.ok();
        let columns = columns.as_array().expect("a list").iter();
        let is_system = |column: &&Value| {
            let name = text(&column["name"]);
            name.starts_with('_') || (name == "text" && column["id"] == "9")
        };
        columns
            .filter(|column| !is_system(column))
            .cloned()
            .collect()
    }

    /// Returns the names of the columns of `events`, without the system columns.
    pub(crate) async fn column_names(&self) -> Vec<String> {
        self.columns()
            .await
            .iter()
            .map(|column| text(&column["name"]))
            .collect()
    }
}

impl Response {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("a response");
        let content_type = response.headers().get("content-type");
        Self {
            status: response.status().as_u16(),
            content_type: content_type.map(|value| value.to_str().expect("ASCII").to_owned()),
            text: response.text().await.expect("a complete body"),
        }
    }

    /// Returns the JSON of a successful response.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }

    /// Returns the JSON of an error response, after checking its status.
    pub(crate) fn error(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        let json = self.json();
        assert!(json.is_object(), "{self:?}");
        json
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(
            self.content_type.as_deref(),
            Some("application/json"),
            "{self:?}"
        );
        serde_json::from_str(&self.text).expect("JSON")
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
