//! The emulator without a socket.

use std::fmt;
use std::io;
use std::sync::Arc;

use serde_json::Value;

use crate::faults::{Fault, Outcome};
use crate::handler::{Handler, LoggedRequest};
use crate::service::{MAX_BODY_BYTES, MetadataEditor, Operation, ServiceError};

/// An emulator without a socket, for simulations. [`Builder::build_in_memory`] creates one.
///
/// It handles every request synchronously, without a runtime, a timer or a task, and with the same code as an
/// [`Emulator`](crate::Emulator). Clones share their state.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Emulator, Outcome};
///
/// let emulator = Emulator::builder().table("events").build_in_memory()?;
/// let authorization = format!("Bearer {}", emulator.api_key());
/// let path = "/api/v1/data/projects/emulator/bitable/events/columns";
/// let outcome = emulator.send("GET", path, [("authorization", &authorization)], b"");
/// let Outcome::Response(response) = outcome else {
///     panic!("no fault was injected");
/// };
/// assert_eq!(response.status, 200);
/// assert_eq!(&response.body.into_bytes()[..], b"[]");
/// # std::io::Result::Ok(())
/// ```
///
/// [`Builder::build_in_memory`]: crate::Builder::build_in_memory
#[derive(Clone)]
pub struct InMemory {
    pub(crate) handler: Arc<Handler>,
    pub(crate) api_key: Arc<str>,
    pub(crate) project_id: Arc<str>,
}

impl InMemory {
    /// Handles a request, and returns its outcome.
    ///
    /// `target` is a percent-encoded path that starts with `/api/v1`, optionally with a query. Of the headers, only
    /// `authorization` is used; its name is case-insensitive.
    ///
    /// The call never waits. The delays of [`Fault::DelayResponse`] and [`Fault::SlowBody`] are fields of the
    /// [`Response`](crate::Response).
    pub fn send<N, V>(
        &self,
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Outcome
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let authorization: Vec<V> = headers
            .into_iter()
            .filter(|(name, _)| name.as_ref().eq_ignore_ascii_case("authorization"))
            .map(|(_, value)| value)
            .collect();
        let body = if body.len() > MAX_BODY_BYTES {
            Err(ServiceError::BodyTooLarge)
        } else {
            Ok(body)
        };
        let authorization = authorization.iter().map(AsRef::as_ref);
        self.handler
            .handle(method, path, query, authorization, body)
    }

    /// Returns a valid partner key: the first one that was configured, or
    /// [`DEFAULT_API_KEY`](crate::DEFAULT_API_KEY).
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// Returns the id of the project with the tables of [`Builder::table`](crate::Builder::table). Defaults to
    /// [`DEFAULT_PROJECT_ID`](crate::DEFAULT_PROJECT_ID).
    pub fn project_id(&self) -> &str {
        &self.project_id
    }

    /// Returns every request so far, like [`Emulator::requests`](crate::Emulator::requests).
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.handler.log.requests()
    }

    /// Returns every request so far, and clears the log.
    pub fn take_requests(&self) -> Vec<LoggedRequest> {
        self.handler.log.take()
    }

    /// Injects a fault into the next call of an operation, like [`Emulator::inject`](crate::Emulator::inject).
    pub fn inject(&self, operation: Operation, fault: Fault) {
        self.handler.faults.inject(operation, fault);
    }

    /// Injects a fault into the nth call of an operation from now, like
    /// [`Emulator::inject_at`](crate::Emulator::inject_at).
    pub fn inject_at(&self, operation: Operation, nth: u64, fault: Fault) {
        self.handler.faults.inject_at(operation, nth, fault);
    }

    /// Returns the names of a project's tables, like [`Emulator::tables`](crate::Emulator::tables).
    pub fn tables(&self, project: &str) -> Vec<String> {
        self.handler.service.tables(project)
    }

    /// Inserts rows into a table, like [`Emulator::insert_rows`](crate::Emulator::insert_rows).
    ///
    /// # Errors
    ///
    /// See [`Emulator::insert_rows`](crate::Emulator::insert_rows).
    pub fn insert_rows(&self, project: &str, table: &str, rows: &[Value]) -> io::Result<()> {
        self.handler
            .service
            .insert_rows(project, table, rows)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error.to_string()))
    }

    /// Returns the metadata of a table as JSON, like [`Emulator::metadata`](crate::Emulator::metadata).
    pub fn metadata(&self, project: &str, table: &str) -> Option<Value> {
        self.handler.service.metadata(project, table)
    }

    /// Returns the relations of a project as JSON, like [`Emulator::relations`](crate::Emulator::relations).
    pub fn relations(&self, project: &str) -> Value {
        self.handler.service.relations(project)
    }

    /// Returns the golden SQLs of a project as JSON, like [`Emulator::golden_sqls`](crate::Emulator::golden_sqls).
    pub fn golden_sqls(&self, project: &str) -> Value {
        self.handler.service.golden_sqls(project)
    }

    /// Edits the metadata of a project, like [`Emulator::edit_metadata`](crate::Emulator::edit_metadata).
    pub fn edit_metadata<T>(
        &self,
        project: &str,
        edit: impl FnOnce(&mut MetadataEditor<'_>) -> T,
    ) -> T {
        self.handler.service.edit_metadata(project, edit)
    }

    /// Edits the metadata before the next call of an operation, like
    /// [`Emulator::edit_before`](crate::Emulator::edit_before).
    pub fn edit_before(
        &self,
        operation: Operation,
        edit: impl FnOnce(&mut MetadataEditor<'_>) + Send + 'static,
    ) {
        self.handler.edits.push(operation, Box::new(edit));
    }

    /// Returns the columns of a table as JSON, like [`Emulator::columns`](crate::Emulator::columns).
    pub fn columns(&self, project: &str, table: &str) -> Option<Value> {
        self.handler.service.columns(project, table)
    }
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("InMemory");
        debug
            .field("project_id", &self.project_id)
            .finish_non_exhaustive()
    }
}
