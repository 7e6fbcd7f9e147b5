//! The log of received requests, for tests.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;

use crate::faults::Fault;
use crate::service::Operation;

/// A request that the emulator received. Headers are not logged, so that the log cannot contain an
/// API key.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The method.
    pub method: String,
    /// The full path, percent-encoded as it was received, without the query.
    pub path: String,
    /// The operation of the path and method, if there is one. It is set for rejected requests as well.
    pub operation: Option<Operation>,
    /// The body, if it was complete and valid JSON.
    pub body: Option<Value>,
    /// The status code of the response. It is 0 if a fault prevented a response, and until the request is handled.
    pub status: u16,
    /// The `Debug` output of the fault, if the call had one.
    pub fault: Option<String>,
}

impl LoggedRequest {
    /// Returns whether the request is for a change, whether or not the change was made. A query is not.
    pub fn is_write(&self) -> bool {
        match self.operation {
            Some(operation) => operation.is_write(),
            None => !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE"),
        }
    }
}

/// The requests in the order in which they were received; `None` inside if logging is off.
pub(crate) struct RequestLog(Option<Mutex<Vec<LogEntry>>>);

struct LogEntry {
    request: LoggedRequest,
    result: Arc<RequestResult>,
}

/// The fields of a logged request that are known only after it is handled.
#[derive(Default)]
struct RequestResult {
    status: AtomicU16,
    fault: OnceLock<String>,
}

/// Sets the result of a logged request.
pub(crate) struct ResultRecorder(Option<Arc<RequestResult>>);

impl ResultRecorder {
    pub(crate) fn set_status(&self, status: u16) {
        if let Some(result) = &self.0 {
            result.status.store(status, Ordering::Release);
        }
    }

    pub(crate) fn set_fault(&self, fault: &Fault) {
        if let Some(result) = &self.0 {
            result.fault.get_or_init(|| format!("{fault:?}"));
        }
    }
}

impl RequestLog {
    pub(crate) fn new(is_enabled: bool) -> Self {
        Self(is_enabled.then(Mutex::default))
    }

    /// Logs a request, and returns the recorder for its result.
    pub(crate) fn record(&self, request: impl FnOnce() -> LoggedRequest) -> ResultRecorder {
        ResultRecorder(self.0.as_ref().map(|entries| {
            let request = request();
            let result = Arc::<RequestResult>::default();
            lock(entries).push(LogEntry {
                request,
                result: Arc::clone(&result),
            });
            result
        }))
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.0.as_ref().map_or_else(Vec::new, |entries| {
            lock(entries).iter().map(LogEntry::snapshot).collect()
        })
    }

    /// Returns the requests so far, and clears the log.
    pub(crate) fn take(&self) -> Vec<LoggedRequest> {
        let entries = self
            .0
            .as_ref()
            .map(|entries| std::mem::take(&mut *lock(entries)));
        entries.iter().flatten().map(LogEntry::snapshot).collect()
    }
}

fn lock(entries: &Mutex<Vec<LogEntry>>) -> MutexGuard<'_, Vec<LogEntry>> {
    entries.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LogEntry {
    fn snapshot(&self) -> LoggedRequest {
        LoggedRequest {
            status: self.result.status.load(Ordering::Acquire),
            fault: self.result.fault.get().cloned(),
            ..self.request.clone()
        }
    }
}
