//! A client that knows nothing about the service but HTTP.

use peaka_emulator::{Builder, Emulator};
use reqwest::Method;
use serde_json::Value;

/// An emulator, and a client that speaks to it.
pub(crate) struct Api {
    pub(crate) emulator: Emulator,
    http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
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

    /// An emulator with the table `events`.
    pub(crate) async fn with_table(builder: Builder) -> Self {
        Self::start(builder.table("events")).await
    }

    /// Sends a request to a path below the default project's tables, such as `/events/columns`.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let url = self.url(path);
        let mut request = self
            .http
            .request(method, url)
            .bearer_auth(self.emulator.api_key());
        if let Some(body) = body {
            request = request.json(&body);
        }
        Reply::of(request).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        let (base, project) = (self.emulator.base_url(), self.emulator.project_id());
        format!("{base}/data/projects/{project}/bitable{path}")
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn create(&self, table: &str) -> Reply {
        self.send(Method::POST, &format!("/{table}"), None).await
    }

    pub(crate) async fn add(&self, body: Value) -> Reply {
        self.post("/events/columns", body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    /// The names in the list of the tables.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let tables = self.get("").await.ok();
        let tables = tables.as_array().expect("a list");
        tables
            .iter()
            .map(|table| text(&table["tableName"]))
            .collect()
    }

    /// The columns of `events`, without the system's.
    pub(crate) async fn columns(&self) -> Vec<Value> {
        let columns = self.get("/events/columns").await.ok();
        let columns = columns.as_array().expect("a list").iter();
        let system = |column: &&Value| {
            let name = text(&column["name"]);
            name.starts_with('_') || (name == "text" && column["id"] == "9")
        };
        columns.filter(|column| !system(column)).cloned().collect()
    }

    /// The names of those columns.
    pub(crate) async fn column_names(&self) -> Vec<String> {
        self.columns()
            .await
            .iter()
            .map(|column| text(&column["name"]))
            .collect()
    }
}

impl Reply {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let content_type = response.headers().get("content-type");
        Self {
            status: response.status().as_u16(),
            content_type: content_type.map(|value| value.to_str().expect("ASCII").to_owned()),
            text: response.text().await.expect("a whole body"),
        }
    }

    /// The JSON of a success.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }

    /// The JSON of a refusal with that status.
    pub(crate) fn refused(&self, status: u16) -> Value {
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
