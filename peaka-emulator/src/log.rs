//! What arrived, for tests to look at.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;

use crate::faults::Fault;
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
    /// The fault that struck it, if any did, as its `Debug` shows it.
    pub fault: Option<String>,
}

impl LoggedRequest {
    /// Whether the request asked for a change, done or not.
    pub fn is_write(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }
}

/// The requests in the order of their arrival, if they are kept at all.
pub(crate) struct Log(Option<Mutex<Vec<Entry>>>);

struct Entry {
    request: LoggedRequest,
    became: Arc<Outcome>,
}

/// What became of a logged request.
#[derive(Default)]
struct Outcome {
    status: AtomicU16,
    fault: OnceLock<String>,
}

/// Where it is noted what becomes of a logged request, once it is known.
pub(crate) struct Note(Option<Arc<Outcome>>);

impl Note {
    pub(crate) fn answered(&self, status: u16) {
        if let Some(outcome) = &self.0 {
            outcome.status.store(status, Ordering::Release);
        }
    }

    pub(crate) fn struck(&self, fault: &Fault) {
        if let Some(outcome) = &self.0 {
            outcome.fault.get_or_init(|| format!("{fault:?}"));
        }
    }
}

impl Log {
    pub(crate) fn new(kept: bool) -> Self {
        Self(kept.then(Mutex::default))
    }

    /// Notes a request, and hands out where it is noted what becomes of it.
    pub(crate) fn arrived(&self, request: impl FnOnce() -> LoggedRequest) -> Note {
        Note(self.0.as_ref().map(|entries| {
            let request = request();
            let became = Arc::<Outcome>::default();
            lock(entries).push(Entry {
                request,
                became: Arc::clone(&became),
            });
            became
        }))
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.0.as_ref().map_or_else(Vec::new, |entries| {
            lock(entries).iter().map(Entry::snapshot).collect()
        })
    }

    /// The requests so far, which are then forgotten.
    pub(crate) fn take(&self) -> Vec<LoggedRequest> {
        let entries = self
            .0
            .as_ref()
            .map(|entries| std::mem::take(&mut *lock(entries)));
        entries.iter().flatten().map(Entry::snapshot).collect()
    }
}

fn lock(entries: &Mutex<Vec<Entry>>) -> MutexGuard<'_, Vec<Entry>> {
    entries.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Entry {
    fn snapshot(&self) -> LoggedRequest {
        LoggedRequest {
            status: self.became.status.load(Ordering::Acquire),
            fault: self.became.fault.get().cloned(),
            ..self.request.clone()
        }
    }
}
