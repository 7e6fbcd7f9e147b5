//! The seven operations of the API on BI tables.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Method;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::column_list::ColumnList;
use super::failure::ReadError;
use super::http::{Http, has_time};
use super::json::{read_json, to_json};
use super::limits::MAX_TIMEOUT;
use super::operation::Operation;
use super::response_shape::{MAX_OBJECTS, Object, OneOrMany, read_list};
use crate::plan::Policy;
use crate::report::Error;
use crate::schema::{
    ColumnDetail, ColumnRequest, NameKind, Table, check_declared_name, check_path_segment,
};
use crate::text::may_be_stored_as;

/// Client for the BI tables of one Peaka project.
///
/// The easiest way to create a client is [`Client::from_env`]. Clones are cheap and share their connections.
///
/// To make a table match its declaration, use [`sync`](Self::sync). The methods that correspond to one
/// operation of the API, such as [`add_columns`](Self::add_columns), return its response. A successful
/// response to a write does not mean that the service persisted the change.
///
/// # Examples
///
/// ```no_run
/// # async fn list() -> Result<(), peaka_runtime::Error> {
/// let peaka = peaka_runtime::Client::from_env()?;
/// for table in peaka.list_tables().await? {
///     println!("{}", table.table_name);
/// }
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// All methods that send a request return the same errors:
///
/// - [`Error::Name`] if a name is invalid. Nothing was sent.
/// - [`Error::Config`] outside a Tokio runtime with I/O and time enabled, or if no project id is set, and the service
///   does not return one for the API key.
/// - [`Error::Auth`] for the statuses 401 and 403.
/// - [`Error::Status`] for any other status that is not a success.
/// - [`Error::Transport`] if no complete response was received.
/// - [`Error::UnreadableResponse`] if a response with a status of success cannot be read.
/// - [`Error::TooManyColumns`] if a table has more columns than [`ClientBuilder::max_columns`](crate::ClientBuilder::max_columns).
/// - [`Error::Ambiguous`] if a write may or may not have been applied.
#[derive(Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
    pub(super) policy: Policy,
    pub(super) requests_sent: Arc<AtomicUsize>,
    /// The time after which no request is sent, and no response is waited for.
    pub(super) deadline: Option<Instant>,
}

pub(super) struct Shared {
    pub(super) http: Http,
    sync_timeout: Duration,
    max_columns: usize,
    pub(super) project_id: OnceCell<String>,
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
        policy: Policy,
        sync_timeout: Duration,
        max_columns: usize,
    ) -> Result<Self, Error> {
        let project_id = project_id.map(|id| id.trim().to_owned());
        if let Some(id) = &project_id {
            check_path_segment(NameKind::Project, id)?;
        }
        let project_id = OnceCell::new_with(project_id);
        let shared = Arc::new(Shared {
            http,
            sync_timeout,
            max_columns,
            project_id,
        });
        Ok(Self {
            shared,
            policy,
            requests_sent: Arc::default(),
            deadline: None,
        })
    }

    /// Lists the tables of the project (*List BI Tables*).
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn list_tables(&self) -> Result<Vec<Table>, Error> {
        let read = |body: &[u8]| read_list(body, MAX_OBJECTS).map_err(|error| error.error.into());
        self.send(Operation::ListTables, Method::GET, &[], None, read)
            .await
    }

    /// Creates a table (*Create BI Table*).
    ///
    /// The name must not look like another one: it must not have invisible characters, or white space other than
    /// ordinary spaces within it, and it must be in Unicode normalization form C.
    ///
    /// The response contains the stored name, which later requests must use. If a table with the same stored
    /// name exists already, the service was measured to return that table.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn create(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// let table = peaka.create_table("page_views").await?;
    /// // The service was measured to store the name without underscores.
    /// assert_eq!(table.table_name, "pageviews");
    /// let columns = peaka.list_columns(&table.table_name).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn create_table(&self, table: &str) -> Result<Table, Error> {
        check_declared_name(NameKind::Table, table)?;
        let operation = Operation::CreateTable { table };
        let Object(table) = self
            .send_json(operation, Method::POST, &[table], None)
            .await?;
        Ok(table)
    }

    /// Deletes a table with all its rows (*Delete BI Table*). This cannot be undone.
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn delete_table(&self, table: &str) -> Result<(), Error> {
        check_path_segment(NameKind::Table, table)?;
        self.send(
            Operation::DeleteTable { table },
            Method::DELETE,
            &[table],
            None,
            |_| Ok(()),
        )
        .await
    }

    /// Lists the columns of a table, including system columns (*List BI Columns*).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::is_system_column;
    ///
    /// # async fn list(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// for column in peaka.list_columns("pageviews").await? {
    ///     if !is_system_column(&column.name) {
    ///         println!("{}: {}", column.name, column.data_type.as_deref().unwrap_or("?"));
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn list_columns(&self, table: &str) -> Result<Vec<ColumnDetail>, Error> {
        let columns = self.read_columns(table).await?;
        Ok(columns.to_details())
    }

    /// Reads the columns of a table.
    pub(super) async fn read_columns(&self, table: &str) -> Result<ColumnList, Error> {
        check_path_segment(NameKind::Table, table)?;
        let operation = Operation::ListColumns { table };
        let path = [table, "columns"];
        let max = self.shared.max_columns;
        let read = |body: &[u8]| match ColumnList::read(body, max) {
            Ok(columns) => Ok(Some(columns)),
            Err(error) if error.is_too_long => Ok(None),
            Err(error) => Err(ReadError::from(error.error)),
        };
        let columns = self.send(operation, Method::GET, &path, None, read).await?;
        columns.ok_or_else(|| Error::TooManyColumns {
            table: table.to_owned(),
            max,
        })
    }

    /// Adds columns in one request (*Add BI Column*).
    ///
    /// The response repeats the columns, but does not show whether the service persisted them. If `columns`
    /// is empty, nothing is sent. The names must not look like others, as in [`create_table`](Self::create_table).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_runtime::{ColumnRequest, DataType};
    ///
    /// # async fn add(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// let price = ColumnRequest::new("price", DataType::Decimal).display_name("Price");
    /// let note = ColumnRequest::new("note", DataType::Varchar);
    /// peaka.add_columns("orders", &[price, note]).await?;
    /// // Only the list shows what the service has stored.
    /// let live = peaka.list_columns("orders").await?;
    /// assert!(live.iter().any(|column| column.name == "note"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn add_columns(
        &self,
        table: &str,
        columns: &[ColumnRequest<'_>],
    ) -> Result<Vec<ColumnDetail>, Error> {
        let echo = self.send_added_columns(table, columns).await?;
        Ok(echo.to_details())
    }

    /// Adds columns, and returns those that the response repeats.
    pub(crate) async fn send_added_columns(
        &self,
        table: &str,
        columns: &[ColumnRequest<'_>],
    ) -> Result<ColumnList, Error> {
        check_path_segment(NameKind::Table, table)?;
        for column in columns {
            check_declared_name(NameKind::Column, column.name)?;
        }
        if columns.is_empty() {
            return Ok(ColumnList::default());
        }
        let operation = Operation::AddColumns {
            table,
            count: columns.len(),
        };
        let path = [table, "columns"];
        let body = to_json(&columns)?;
        let read = |body: &[u8]| ColumnList::read_one_or_many(body).map_err(ReadError::from);
        self.send(operation, Method::POST, &path, Some(body), read)
            .await
    }

    /// Replaces a column (*Update BI Column*).
    ///
    /// The service was measured to repeat the request in its response even if it does not persist the change.
    /// [List the columns](Self::list_columns) to see the result.
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn update_column(
        &self,
        table: &str,
        column: &str,
        request: &ColumnRequest<'_>,
    ) -> Result<ColumnDetail, Error> {
        check_path_segment(NameKind::Table, table)?;
        check_path_segment(NameKind::Column, column)?;
        if request.name != column {
            check_declared_name(NameKind::Column, request.name)?;
        }
        let operation = Operation::UpdateColumn { table, column };
        let path = [table, "columns", column];
        let body = to_json(request)?;
        // An array may contain all columns of the table.
        let read = |body: &[u8]| {
            let OneOrMany::<ColumnDetail>(mut columns) = read_json(body)?;
            let exact = columns
                .iter()
                .position(|column| column.name == request.name);
            let is_stored = |column: &ColumnDetail| may_be_stored_as(request.name, &column.name);
            match exact.or_else(|| columns.iter().position(is_stored)) {
                Some(index) => Ok(columns.swap_remove(index)),
                None => Err(ReadError {
                    detail: "it does not contain the column".to_owned(),
                    is_malformed: false,
                }),
            }
        };
        self.send(operation, Method::PUT, &path, Some(body), read)
            .await
    }

    /// Deletes a column with its data (*Delete BI Column*). This cannot be undone.
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn delete_column(&self, table: &str, column: &str) -> Result<(), Error> {
        check_path_segment(NameKind::Table, table)?;
        check_path_segment(NameKind::Column, column)?;
        let operation = Operation::DeleteColumn { table, column };
        let path = [table, "columns", column];
        self.send(operation, Method::DELETE, &path, None, |_| Ok(()))
            .await
    }

    /// Returns a client for one sync, with its own deadline and its own count of requests.
    pub(crate) fn for_sync(&self, timeout: Option<Duration>) -> Self {
        let timeout = timeout.unwrap_or(self.shared.sync_timeout).min(MAX_TIMEOUT);
        Self {
            shared: Arc::clone(&self.shared),
            policy: self.policy.clone(),
            requests_sent: Arc::default(),
            deadline: Some(Instant::now() + timeout),
        }
    }

    /// Returns whether a wait ends before the deadline.
    pub(crate) fn has_time_for(&self, wait: Duration) -> bool {
        has_time(self.deadline, wait)
    }

    /// Returns the number of requests sent since [`for_sync`](Self::for_sync).
    pub(crate) fn requests_sent(&self) -> usize {
        self.requests_sent.load(Ordering::Relaxed)
    }
}
