//! A running emulator.

use std::fmt;
use std::io;

use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::faults::Fault;
use crate::handler::LoggedRequest;
use crate::in_memory::InMemory;
use crate::service::{MetadataEditor, Operation};

/// A running emulator on a local port. It stops when it is dropped.
///
/// [`Emulator::builder`] configures and starts one.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Emulator, Operation};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let emulator = Emulator::builder().table("events").start().await?;
///
/// // Start the program under test here, with `emulator.base_url()`, `emulator.api_key()` and `emulator.project_id()`.
///
/// let requests = emulator.requests();
/// let adds = requests.iter().filter(|request| request.operation == Some(Operation::AddColumns));
/// assert_eq!(adds.count(), 0);
/// assert_eq!(emulator.tables("emulator"), ["events"]);
/// emulator.stop().await;
/// # Ok(())
/// # }
/// ```
#[must_use = "an emulator stops when it is dropped"]
pub struct Emulator {
    /// Everything but the socket.
    pub(crate) in_memory: InMemory,
    pub(crate) base_url: String,
    /// Dropping this sender stops the server, so `Emulator` does not need to implement `Drop`.
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) server: JoinHandle<()>,
}

impl Emulator {
    /// Returns the base URL, with the path prefix of Peaka's servers: by default `http://127.0.0.1:PORT/api/v1`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns a valid partner key: the first one that was configured, or
    /// [`DEFAULT_API_KEY`](crate::DEFAULT_API_KEY).
    pub fn api_key(&self) -> &str {
        self.in_memory.api_key()
    }

    /// Returns the id of the project with the tables of [`Builder::table`](crate::Builder::table). Defaults to
    /// [`DEFAULT_PROJECT_ID`](crate::DEFAULT_PROJECT_ID).
    pub fn project_id(&self) -> &str {
        self.in_memory.project_id()
    }

    /// Returns every request so far, in the order in which they were received.
    ///
    /// This includes rejected requests and those to unknown routes. A request is logged once its body is complete or
    /// could not be read. Data that is not HTTP is not logged. The list is empty if [`Builder::log`] is off.
    ///
    /// [`Builder::log`]: crate::Builder::log
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.in_memory.requests()
    }

    /// Returns every request so far, like [`Emulator::requests`], and clears the log.
    pub fn take_requests(&self) -> Vec<LoggedRequest> {
        self.in_memory.take_requests()
    }

    /// Injects a fault into the next call of an operation.
    ///
    /// Several faults of one operation are queued, one for each call. A call that is rejected for its key, its path or
    /// an incomplete body does not count.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_emulator::{Emulator, Fault, Operation};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::builder().start().await?;
    /// emulator.inject(Operation::ListTables, Fault::respond(503, "text/plain", "maintenance"));
    ///
    /// // A client that retries does not notice.
    /// let url = format!("{}/data/projects/emulator/bitable", emulator.base_url());
    /// for status in [503, 200] {
    ///     let request = reqwest::Client::new().get(&url).bearer_auth(emulator.api_key());
    ///     assert_eq!(request.send().await?.status(), status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn inject(&self, operation: Operation, fault: Fault) {
        self.in_memory.inject(operation, fault);
    }

    /// Injects a fault into the nth call of an operation from now. Both 1 and 0 are the next call.
    ///
    /// The same calls count as for [`Emulator::inject`]. A fault that was injected for the same call before is
    /// replaced.
    ///
    /// A call has at most one fault: the one that was injected for its number, or else the first one in the queue of
    /// [`Emulator::inject`], or else the one that the [schedule](crate::Builder::schedule) draws. A queued fault that
    /// is not used stays in the queue; a drawn one is discarded.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_emulator::{Emulator, Fault, Operation};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::builder().start().await?;
    /// // The second table is created, but its client does not hear of it.
    /// emulator.inject_at(Operation::CreateTable, 2, Fault::ExecuteThenDrop);
    ///
    /// for (table, is_answered) in [("events", true), ("orders", false)] {
    ///     let url = format!("{}/data/projects/emulator/bitable/{table}", emulator.base_url());
    ///     let request = reqwest::Client::new().post(url).bearer_auth(emulator.api_key());
    ///     assert_eq!(request.send().await.is_ok(), is_answered);
    /// }
    /// assert_eq!(emulator.tables("emulator"), ["events", "orders"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn inject_at(&self, operation: Operation, nth: u64, fault: Fault) {
        self.in_memory.inject_at(operation, nth, fault);
    }

    /// Returns the stored names of a project's tables, in the order of their creation.
    ///
    /// This is not a request, so no fault applies to it, not even [`Fault::Stale`].
    pub fn tables(&self, project: &str) -> Vec<String> {
        self.in_memory.tables(project)
    }

    /// Returns the stored columns of a table, as the JSON of a column list, or `None` if there is no such table.
    ///
    /// `table` is matched in the same way as the name in the path of a request. This is not a request, so no fault
    /// applies to it, not even [`Fault::Stale`].
    pub fn columns(&self, project: &str, table: &str) -> Option<Value> {
        self.in_memory.columns(project, table)
    }

    /// Inserts rows into a table, for queries.
    ///
    /// Each row is a JSON object of values by stored column name. A value is a string, or a number or boolean for a
    /// column of such a type; a number that an `f64` cannot hold must be a string. A column without a value gets its
    /// default, or NULL. Either all rows are inserted or none.
    ///
    /// This is not a request, and the API has none for it: the rows of real tables come from Peaka Studio.
    ///
    /// # Examples
    ///
    /// ```
    /// use peaka_emulator::Emulator;
    /// use serde_json::{Value, json};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::builder().table("orders").start().await?;
    /// let post = |path: &str, body: Value| {
    ///     let url = format!("{}/data/projects/emulator/{path}", emulator.base_url());
    ///     reqwest::Client::new().post(url).bearer_auth(emulator.api_key()).json(&body).send()
    /// };
    /// // Usually, the program under test adds the columns.
    /// let columns = json!([{"name": "id", "dataType": "BIGINT"}, {"name": "price", "dataType": "DECIMAL"}]);
    /// post("bitable/orders/columns", columns).await?.error_for_status()?;
    ///
    /// emulator.insert_rows("emulator", "orders", &[json!({"id": 1, "price": "12.50"}), json!({"id": 2})])?;
    ///
    /// let query = json!({"statement": "SELECT id, price FROM peaka.bitable.orders ORDER BY id"});
    /// let result = post("queries/execute?format=COMPACT", query).await?.json::<Value>().await?;
    /// assert_eq!(result["data"], json!([["1", "12.50"], ["2", null]]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with [`io::ErrorKind::InvalidInput`] if there is no such table or column, or if a value does not have the
    /// type of its column.
    pub fn insert_rows(&self, project: &str, table: &str, rows: &[Value]) -> io::Result<()> {
        self.in_memory.insert_rows(project, table, rows)
    }

    /// Returns the stored metadata of a table, as an entry of the JSON of [`Operation::ListMetadata`], or `None` if there
    /// is no such table or if it is not in the metadata.
    ///
    /// `table` is matched in the same way as the name in the path of a request. This is not a request, so no fault
    /// applies to it, not even [`Fault::Stale`].
    pub fn metadata(&self, project: &str, table: &str) -> Option<Value> {
        self.in_memory.metadata(project, table)
    }

    /// Returns the stored relations of a project, as a JSON array of the items of [`Operation::ListRelations`].
    pub fn relations(&self, project: &str) -> Value {
        self.in_memory.relations(project)
    }

    /// Returns the stored golden SQLs of a project, as a JSON array of the items of [`Operation::ListGoldenSqls`].
    pub fn golden_sqls(&self, project: &str) -> Value {
        self.in_memory.golden_sqls(project)
    }

    /// Edits the metadata of a project, as a person in Peaka Studio would. No request is executed meanwhile.
    ///
    /// `edit` must not call methods of the emulator: they would wait for its end.
    ///
    /// # Examples
    ///
    /// ```
    /// # use peaka_emulator::Emulator;
    /// # fn edit(emulator: &Emulator) -> std::io::Result<()> {
    /// emulator.edit_metadata("emulator", |metadata| {
    ///     metadata.describe_table("events", Some("Visits of pages"))
    /// })
    /// # }
    /// ```
    pub fn edit_metadata<T>(
        &self,
        project: &str,
        edit: impl FnOnce(&mut MetadataEditor<'_>) -> T,
    ) -> T {
        self.in_memory.edit_metadata(project, edit)
    }

    /// Edits the metadata directly before the next call of an operation, in the project of the call.
    ///
    /// This places an edit between two requests of a client, such as between its read and its write. Several edits of
    /// one operation are queued, one for each call. The same calls count as for [`Emulator::inject`]; the edit is made
    /// even if a fault prevents the call from being executed. `edit` must not call methods of the emulator.
    ///
    /// # Examples
    ///
    /// ```
    /// # use peaka_emulator::{Emulator, Operation};
    /// # fn edit(emulator: &Emulator) {
    /// emulator.edit_before(Operation::UpdateMetadata, |metadata| {
    ///     metadata.describe_column("events", "price", Some("In euros")).unwrap();
    /// });
    /// # }
    /// ```
    pub fn edit_before(
        &self,
        operation: Operation,
        edit: impl FnOnce(&mut MetadataEditor<'_>) + Send + 'static,
    ) {
        self.in_memory.edit_before(operation, edit);
    }

    /// Stops the emulator, and waits until the port is free and every connection is closed. Calls in progress are
    /// aborted.
    ///
    /// Dropping the emulator stops it as well, but does not wait.
    pub async fn stop(self) {
        drop(self.stop);
        // This fails only if the runtime is shutting down, which stops the server as well.
        let _ = self.server.await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Emulator");
        debug
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
