//! The faults that were injected for a later call.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fault::Fault;
use super::schedule::Schedule;
use crate::service::Operation;

/// The injected faults of an emulator, and the schedule for calls without one.
pub(crate) struct FaultQueue {
    schedule: Option<Schedule>,
    pending: Mutex<PendingFaults>,
}

#[derive(Default)]
struct PendingFaults {
    /// The number of calls so far, without those of metadata operations.
    calls: u64,
    metadata_calls: u64,
    by_operation: [PendingForOperation; Operation::ALL.len()],
}

/// The pending faults of one operation.
#[derive(Default)]
struct PendingForOperation {
    /// The number of calls of this operation so far.
    calls: u64,
    /// Faults for a certain call, by its number.
    by_call: BTreeMap<u64, Fault>,
    /// Faults for the next calls, first in, first out.
    queue: VecDeque<Fault>,
}

impl FaultQueue {
    pub(crate) fn new(schedule: Option<Schedule>) -> Self {
        let pending = Mutex::default();
        Self { schedule, pending }
    }

    pub(crate) fn inject(&self, operation: Operation, fault: Fault) {
        self.lock().by_operation[operation as usize]
            .queue
            .push_back(fault);
    }

    /// Injects a fault into the nth call of an operation from now.
    pub(crate) fn inject_at(&self, operation: Operation, nth: u64, fault: Fault) {
        let mut pending = self.lock();
        let of_operation = &mut pending.by_operation[operation as usize];
        let call = of_operation.calls.saturating_add(nth.max(1));
        of_operation.by_call.insert(call, fault);
    }

    /// Counts a call, and returns its fault if it has one.
    pub(crate) fn next_fault(&self, operation: Operation) -> Option<Fault> {
        let mut pending = self.lock();
        let calls = if operation.is_metadata() {
            &mut pending.metadata_calls
        } else {
            &mut pending.calls
        };
        let calls_before = *calls;
        *calls += 1;
        let of_operation = &mut pending.by_operation[operation as usize];
        of_operation.calls += 1;
        let injected = of_operation
            .by_call
            .remove(&of_operation.calls)
            .or_else(|| of_operation.queue.pop_front());
        drop(pending);
        let scheduled = || self.schedule.as_ref()?.draw(calls_before, operation);
        injected.or_else(scheduled)
    }

    fn lock(&self) -> MutexGuard<'_, PendingFaults> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
