//! The edits of metadata that are made before a later call.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::service::{MetadataEditor, Operation};

/// An edit of the metadata of a project.
pub(crate) type Edit = Box<dyn FnOnce(&mut MetadataEditor<'_>) + Send>;

/// The edits of each operation, first in, first out.
#[derive(Default)]
pub(crate) struct EditQueue(Mutex<HashMap<Operation, VecDeque<Edit>>>);

impl EditQueue {
    pub(crate) fn push(&self, operation: Operation, edit: Edit) {
        self.lock().entry(operation).or_default().push_back(edit);
    }

    /// Removes the next edit of an operation.
    pub(crate) fn pop(&self, operation: Operation) -> Option<Edit> {
        self.lock().get_mut(&operation)?.pop_front()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Operation, VecDeque<Edit>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for EditQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EditQueue").finish_non_exhaustive()
    }
}
