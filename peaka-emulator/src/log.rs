//! What arrived, for tests to look at.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::operation::Operation;

/// A request that arrived. Its headers are not kept, so that no key is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The method.
    pub method: String,
    /// The path as it arrived: whole, and with its percent signs, but without the query.
    pub path: String,
    /// Which operation it asked for, if any: path and method name one, whether or not it was then refused.
    pub operation: Option<Operation>,
    /// The body, if it arrived whole and was JSON.
    pub body: Option<Value>,
    /// The status of the answer, or 0 if none was given: because of a fault, or because it is still being worked out.
    pub status: u16,
}

impl LoggedRequest {
    /// Whether the request asked for a change, done or not.
    pub fn is_write(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }
}

/// The requests in the order of their arrival.
#[derive(Default)]
pub(crate) struct Log(Mutex<Vec<Entry>>);

struct Entry {
    request: LoggedRequest,
    status: Status,
}

/// Where the status of a logged request is written once it is known.
#[derive(Clone, Default)]
pub(crate) struct Status(Arc<AtomicU16>);

impl Status {
    pub(crate) fn set(&self, status: u16) {
        self.0.store(status, Ordering::Release);
    }
}

impl Log {
    /// Notes a request, and hands out where its status goes.
    pub(crate) fn arrived(&self, request: LoggedRequest) -> Status {
        let status = Status::default();
        self.entries().push(Entry {
            request,
            status: status.clone(),
        });
        status
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.entries().iter().map(Entry::snapshot).collect()
    }

    /// The requests so far, which are then forgotten.
    pub(crate) fn take(&self) -> Vec<LoggedRequest> {
        let entries = std::mem::take(&mut *self.entries());
        entries.iter().map(Entry::snapshot).collect()
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn snapshot(&self) -> LoggedRequest {
        LoggedRequest {
            status: self.status.0.load(Ordering::Acquire),
            ..self.request.clone()
        }
    }
}
