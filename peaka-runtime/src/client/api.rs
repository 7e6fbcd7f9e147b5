//! The seven operations of the API on BI tables.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

use super::http::{Http, Misread, Request, has_time};
use super::limits::MAX_TIMEOUT;
use super::operation::Operation;
use super::response_shape::{Object, OneOrMany, objects};
use crate::report::{Error, Help};
use crate::schema::{ColumnDetail, ColumnRequest, NameKind, Table, check_name, stored_name};

/// A client of Peaka's API for the BI tables of one project.
///
/// Clones are cheap and share their connections. The methods send one request each and give what
/// the service answers; an answer is no proof that the service keeps what it says, so see
/// [`sync`](Self::sync) for that. They need a Tokio runtime.
///
/// # Errors
/// All methods that send fail alike: [`Error::Name`] for a name that no request can carry,
/// before anything is sent; [`Error::Auth`] for 401 and 403; [`Error::Status`] for any other answer
/// that is no success; [`Error::Transport`] if there was no whole answer; [`Error::Answer`]
/// if an answer of success cannot be read; [`Error::Config`] if no project id was given and
/// the service does not tell that of the key.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    sent: Arc<AtomicUsize>,
    /// After it no request is sent or waited for.
    deadline: Option<Instant>,
}

struct Shared {
    http: Http,
    sync_timeout: Duration,
    project_id: OnceCell<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("project_id", &self.shared.project_id.get())
            .finish_non_exhaustive()
    }
}

impl Client {
    pub(crate) fn new(
        http: Http,
        project_id: Option<String>,
        sync_timeout: Duration,
    ) -> Result<Self, Error> {
        let project_id = project_id.map(|id| id.trim().to_owned());
        if let Some(id) = &project_id {
            check_name(NameKind::Project, id)?;
        }
        let project_id = OnceCell::new_with(project_id);
        let shared = Arc::new(Shared {
            http,
            sync_timeout,
            project_id,
        });
        Ok(Self {
            shared,
            sent: Arc::default(),
            deadline: None,
        })
    }

    /// *List BI Tables*: the tables of the project.
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn list_tables(&self) -> Result<Vec<Table>, Error> {
        let tables = self.ask(Operation::ListTables, Method::GET, &[], None);
        tables.await.map(objects)
    }

    /// *Create BI Table*. Go on with the name in the answer: it is the stored one. A name that is
    /// stored already was measured to give the table that has it.
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn create_table(&self, table: &str) -> Result<Table, Error> {
        check_name(NameKind::Table, table)?;
        let operation = Operation::CreateTable { table };
        let Object(table) = self.ask(operation, Method::POST, &[table], None).await?;
        Ok(table)
    }

    /// *Delete BI Table*, with all its rows. It cannot be undone.
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn delete_table(&self, table: &str) -> Result<(), Error> {
        check_name(NameKind::Table, table)?;
        self.send(
            Operation::DeleteTable { table },
            Method::DELETE,
            &[table],
            None,
            |_| Ok(()),
        )
        .await
    }

    /// *List BI Columns*: the columns of a table, those of the service included.
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn list_columns(&self, table: &str) -> Result<Vec<ColumnDetail>, Error> {
        check_name(NameKind::Table, table)?;
        let operation = Operation::ListColumns { table };
        let path = [table, "columns"];
        let columns = self.ask(operation, Method::GET, &path, None);
        columns.await.map(objects)
    }

    /// *Add BI Column*: all columns in one request. The answer repeats them, but does not prove
    /// that they are kept. Without columns nothing is sent.
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn add_columns(
        &self,
        table: &str,
        columns: &[ColumnRequest<'_>],
    ) -> Result<Vec<ColumnDetail>, Error> {
        check_name(NameKind::Table, table)?;
        for column in columns {
            check_name(NameKind::Column, column.name)?;
        }
        if columns.is_empty() {
            return Ok(Vec::new());
        }
        let operation = Operation::AddColumns {
            table,
            count: columns.len(),
        };
        let path = [table, "columns"];
        let body = json(&columns)?;
        let OneOrMany(echo) = self.ask(operation, Method::POST, &path, Some(body)).await?;
        Ok(echo)
    }

    /// *Update BI Column*: the column becomes what the request says. The answer was measured to
    /// repeat the request whatever is stored: only a list tells.
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn update_column(
        &self,
        table: &str,
        column: &str,
        request: &ColumnRequest<'_>,
    ) -> Result<ColumnDetail, Error> {
        check_name(NameKind::Table, table)?;
        check_name(NameKind::Column, column)?;
        check_name(NameKind::Column, request.name)?;
        let operation = Operation::UpdateColumn { table, column };
        let path = [table, "columns", column];
        let body = json(request)?;
        let stored = stored_name(request.name);
        // An array may hold the whole table.
        let read = |answer: &[u8]| {
            let OneOrMany::<ColumnDetail>(mut columns) = read_json(answer)?;
            let position = |name: &str| columns.iter().position(|answered| answered.name == name);
            match position(request.name).or_else(|| position(&stored)) {
                Some(index) => Ok(columns.swap_remove(index)),
                None => Err(Misread {
                    detail: "the column is not in it".to_owned(),
                    is_garbled: false,
                }),
            }
        };
        self.send(operation, Method::PUT, &path, Some(body), read)
            .await
    }

    /// *Delete BI Column*, with its data. It cannot be undone.
    ///
    /// # Errors
    /// As all methods that send.
    pub async fn delete_column(&self, table: &str, column: &str) -> Result<(), Error> {
        check_name(NameKind::Table, table)?;
        check_name(NameKind::Column, column)?;
        let operation = Operation::DeleteColumn { table, column };
        let path = [table, "columns", column];
        self.send(operation, Method::DELETE, &path, None, |_| Ok(()))
            .await
    }

    /// The same client for one sync: with a count of its own of the requests that it sends, and
    /// with a deadline.
    pub(crate) fn for_sync(&self, timeout: Option<Duration>) -> Self {
        let timeout = timeout.unwrap_or(self.shared.sync_timeout).min(MAX_TIMEOUT);
        Self {
            shared: Arc::clone(&self.shared),
            sent: Arc::default(),
            deadline: Some(Instant::now() + timeout),
        }
    }

    /// Whether a wait ends before the deadline.
    pub(crate) fn has_time_for(&self, wait: Duration) -> bool {
        has_time(self.deadline, wait)
    }

    /// How many requests were sent since [`for_sync`](Self::for_sync).
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        operation: Operation<'_>,
        method: Method,
        path: &[&str],
        body: Option<Vec<u8>>,
    ) -> Result<T, Error> {
        self.send(operation, method, path, body, read_json).await
    }

    /// Sends a request on the project's BI tables; the path goes on after theirs.
    async fn send<T>(
        &self,
        operation: Operation<'_>,
        method: Method,
        path: &[&str],
        body: Option<Vec<u8>>,
        read: impl Fn(&[u8]) -> Result<T, Misread>,
    ) -> Result<T, Error> {
        let project_id = self.project_id().await?;
        let path = [&["data", "projects", project_id, "bitable"], path].concat();
        let request = self.request(operation, method, &path, body);
        self.shared.http.ask(request, read).await
    }

    /// The project, which may have to be asked for; another task may be asking already, with more
    /// time than there is here.
    async fn project_id(&self) -> Result<&str, Error> {
        let project_id = &self.shared.project_id;
        let found = project_id.get_or_try_init(|| self.find_project());
        let found = match self.deadline {
            Some(deadline) => timeout_at(deadline, found)
                .await
                .map_err(|_| self.shared.http.too_late(Operation::FindProject))?,
            None => found.await,
        };
        found.map(String::as_str)
    }

    fn request<'r>(
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
            body,
            deadline: self.deadline,
            sent: &self.sent,
        }
    }

    /// A Project key knows its project. The operation is not in Peaka's description of the API,
    /// but Peaka's own programs use it.
    async fn find_project(&self) -> Result<String, Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Info {
            project_id: String,
        }

        let request = self.request(Operation::FindProject, Method::GET, &["info"], None);
        match self
            .shared
            .http
            .ask(request, read_json::<Object<Info>>)
            .await
        {
            Ok(Object(info)) => {
                check_name(NameKind::Project, &info.project_id)?;
                Ok(info.project_id)
            }
            // What a key of another kind, or a service without this operation, was found to get
            // is not known: so whatever says that there is no project.
            Err(
                Error::Auth { status: 403, .. }
                | Error::Status {
                    status: 400 | 404, ..
                }
                | Error::Response { .. },
            ) => Err(Error::config(
                "no project id is set, and the service does not return one for this API key",
                Help::Setting(|names| format!("set {}", names.project_id)),
            )),
            Err(fault) => Err(fault),
        }
    }
}

fn read_json<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Misread> {
    serde_json::from_slice(answer).map_err(|fault| Misread {
        detail: fault.to_string(),
        is_garbled: !fault.is_data(),
    })
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|fault| {
        Error::config(
            format!("the request cannot be encoded as JSON: {fault}"),
            "report this as a bug",
        )
    })
}
