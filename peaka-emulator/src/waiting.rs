//! The faults that wait for their call.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::faults::Fault;
use crate::operation::Operation;

/// What waits, for each operation.
#[derive(Default)]
pub(crate) struct Faults(Mutex<[Waiting; Operation::ALL.len()]>);

#[derive(Default)]
struct Waiting {
    /// First in, first out.
    queued: VecDeque<Fault>,
}

impl Faults {
    pub(crate) fn inject(&self, operation: Operation, fault: Fault) {
        self.waiting()[operation as usize].queued.push_back(fault);
    }

    /// The fault that strikes the call which is made now, if any does.
    pub(crate) fn next(&self, operation: Operation) -> Option<Fault> {
        self.waiting()[operation as usize].queued.pop_front()
    }

    fn waiting(&self) -> MutexGuard<'_, [Waiting; Operation::ALL.len()]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
