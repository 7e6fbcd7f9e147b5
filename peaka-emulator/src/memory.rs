//! The service without a socket.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::faults::Fault;
use crate::log::LoggedRequest;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::refusal::Refusal;
use crate::service::{LARGEST_BODY, Service};

/// The emulator without a socket, for simulations: every request is answered at once, without a runtime, a timer or a
/// task, by the very code that answers it on a socket. Clones are the same emulator. [`Builder::build_in_memory`] makes
/// one.
///
/// ```
/// use peaka_emulator::{Emulator, Outcome};
///
/// let emulator = Emulator::builder().table("events").build_in_memory()?;
/// let authorization = format!("Bearer {}", emulator.api_key());
/// let path = "/api/v1/data/projects/emulator/bitable/events/columns";
/// let outcome = emulator.send("GET", path, [("authorization", &authorization)], b"");
/// let Outcome::Answer(answer) = outcome else {
///     panic!("no fault was injected");
/// };
/// assert_eq!(answer.status, 200);
/// assert_eq!(&answer.body.into_bytes()[..], b"[]");
/// # std::io::Result::Ok(())
/// ```
///
/// [`Builder::build_in_memory`]: crate::Builder::build_in_memory
#[derive(Clone)]
pub struct InMemory {
    pub(crate) service: Arc<Service>,
    pub(crate) api_key: Arc<str>,
    pub(crate) project_id: Arc<str>,
}

impl InMemory {
    /// Sends a request, and says what comes of it. The target is a path that begins with `/api/v1`, percent-encoded,
    /// and perhaps a query. Of the headers, `authorization` alone is looked at, in any letter case.
    ///
    /// It is synchronous and never waits: the delays of [`Fault::Late`] and [`Fault::Drip`] are told in the answer.
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
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        let authorization: Vec<V> = headers
            .into_iter()
            .filter(|(name, _)| name.as_ref().eq_ignore_ascii_case("authorization"))
            .map(|(_, value)| value)
            .collect();
        let body = if body.len() > LARGEST_BODY {
            Err(Refusal::BodyTooLarge)
        } else {
            Ok(body)
        };
        let authorization = authorization.iter().map(AsRef::as_ref);
        let outcome = self.service.answer(method, path, authorization, body);
        if method == "HEAD" {
            outcome.without_body()
        } else {
            outcome
        }
    }

    /// A partner key that it accepts: the first that was configured, else
    /// [`DEFAULT_API_KEY`](crate::DEFAULT_API_KEY).
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// The project of the tables that were made before the start:
    /// [`DEFAULT_PROJECT_ID`](crate::DEFAULT_PROJECT_ID), unless another was configured.
    pub fn project_id(&self) -> &str {
        &self.project_id
    }

    /// Every request, as [`Emulator::requests`](crate::Emulator::requests) gives them.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.service.log.requests()
    }

    /// What [`InMemory::requests`] gives, and forgets it.
    pub fn take_requests(&self) -> Vec<LoggedRequest> {
        self.service.log.take()
    }

    /// Queues a fault for the next call of that operation, as [`Emulator::inject`](crate::Emulator::inject) does.
    pub fn inject(&self, operation: Operation, fault: Fault) {
        self.service.faults.inject(operation, fault);
    }

    /// Lets a fault strike the nth call of that operation from now, as
    /// [`Emulator::inject_at`](crate::Emulator::inject_at) does.
    pub fn inject_at(&self, operation: Operation, nth: u64, fault: Fault) {
        self.service.faults.inject_at(operation, nth, fault);
    }

    /// The names of a project's tables, as [`Emulator::tables`](crate::Emulator::tables) gives them.
    pub fn tables(&self, project: &str) -> Vec<String> {
        self.service.tables(project)
    }

    /// The columns of a table, as [`Emulator::columns`](crate::Emulator::columns) gives them.
    pub fn columns(&self, project: &str, table: &str) -> Option<Value> {
        self.service.columns(project, table)
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
