//! The faults that wait for their call.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::faults::Fault;
use crate::operation::Operation;
use crate::schedule::Schedule;

/// What waits, and the schedule for the calls that nothing waits for.
pub(crate) struct Faults {
    schedule: Option<Schedule>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    /// How many calls there were.
    calls: u64,
    of: [OfOperation; Operation::ALL.len()],
}

/// What waits for one operation.
#[derive(Default)]
struct OfOperation {
    /// How many calls of it there were.
    calls: u64,
    /// By the number of the call.
    numbered: BTreeMap<u64, Fault>,
    /// First in, first out.
    queued: VecDeque<Fault>,
}

impl Faults {
    pub(crate) fn new(schedule: Option<Schedule>) -> Self {
        let waiting = Mutex::default();
        Self { schedule, waiting }
    }

    pub(crate) fn inject(&self, operation: Operation, fault: Fault) {
        self.waiting().of[operation as usize]
            .queued
            .push_back(fault);
    }

    /// Lets a fault wait for the nth call from now.
    pub(crate) fn inject_at(&self, operation: Operation, nth: u64, fault: Fault) {
        let mut waiting = self.waiting();
        let of = &mut waiting.of[operation as usize];
        of.numbered
            .insert(of.calls.saturating_add(nth.max(1)), fault);
    }

    /// The fault that strikes the call which is made now, if any does.
    pub(crate) fn next(&self, operation: Operation) -> Option<Fault> {
        let mut waiting = self.waiting();
        let calls_before = waiting.calls;
        waiting.calls += 1;
        let of = &mut waiting.of[operation as usize];
        of.calls += 1;
        let injected = of
            .numbered
            .remove(&of.calls)
            .or_else(|| of.queued.pop_front());
        drop(waiting);
        let drawn = || self.schedule.as_ref()?.draw(calls_before, operation);
        injected.or_else(drawn)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
