//! The writes that a sync has sent, what is known of each, and what to do next.
//!
//! There is no socket and no clock here, so the decisions are tested by themselves. It may import `report` and the
//! modules before it.

use std::hash::Hash;
use std::mem;
use std::time::Duration;

use crate::plan::Write;
use crate::report::Error;
use crate::text::{NameMap, NameSet};

/// How many more lists are read after a rejected or ambiguous write before it counts as not
/// applied, because a list may be stale. With the waits between them, this takes 5.1 s.
const LISTS_AFTER_UNCERTAIN_WRITE: u32 = 6;

/// How many more lists are read if they do not show a confirmed update of a column. The service was
/// observed to confirm updates that it does not persist.
const LISTS_AFTER_UPDATE: u32 = 2;

/// The maximum attempts for a write while every attempt is ambiguous.
const MAX_AMBIGUOUS_SENDS: u32 = 2;

/// The maximum attempts for a write while no attempt was applied.
const MAX_SENDS: u32 = 3;

/// The wait before a list is read again. It doubles from list to list.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// The longest wait between two lists.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// A write of a sync, as far as the decisions depend on it.
pub(crate) trait TrackedWrite: Clone + Eq + Hash {
    /// Returns how many more lists are read if they do not show the write after it was confirmed; then it counts as
    /// not persisted. `None` if it must be shown before the sync's deadline.
    fn lists_until_not_persisted(&self) -> Option<u32>;

    /// Returns whether it is sent only after a list has shown everything else in order.
    fn is_last(&self) -> bool;
}

impl TrackedWrite for Write {
    fn lists_until_not_persisted(&self) -> Option<u32> {
        self.is_update().then_some(LISTS_AFTER_UPDATE)
    }

    fn is_last(&self) -> bool {
        // It cannot be undone.
        self.is_delete()
    }
}

/// What a sync does next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NextStep<W> {
    /// Stops: everything that can be done is done.
    Stop,
    /// Sends these writes, then reads the list again.
    Send(Vec<W>),
    /// Waits, then reads the list again.
    Wait(Duration),
    /// Fails with the error of a write that has no effect.
    Fail,
}

/// Tracks the writes of one sync.
#[derive(Debug)]
pub(crate) struct WriteTracker<W> {
    /// The writes that were sent.
    sent: NameMap<W, SentWrite>,
    /// The requests that the service did not confirm.
    unconfirmed: Vec<UnconfirmedRequest<W>>,
    /// The writes whose every request the service answered with an error, in the order of the first
    /// one. The service may have applied them nevertheless.
    rejected: Vec<W>,
    /// The number of waits since the last request.
    waits: u32,
}

/// What is known of a write that was sent.
#[derive(Debug, Default)]
struct SentWrite {
    /// How often it was sent since a list last showed an effect of its request.
    sends: u32,
    /// Whether it is not sent again, because it was confirmed, or because it was rejected and the sync does not require
    /// it. Counts the lists since then that still lack it. If it was confirmed, such a list is stale, or another program
    /// undid the write.
    settled: Option<u32>,
    /// Whether it was or may have been applied. Counts the lists since it was last sent.
    possibly_applied: Option<u32>,
}

/// One request that the service did not confirm.
#[derive(Debug)]
struct UnconfirmedRequest<W> {
    /// The writes of the request that no list has shown yet.
    writes: Vec<W>,
    outcome: Outcome,
    error: Error,
    /// the number of lists since it was sent.
    lists: u32,
}

/// What is known of a request that was not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The service rejected it, and would do so again.
    Rejected,
    /// It was not applied. Sending it again may succeed.
    NotApplied,
    /// It may have been applied.
    Ambiguous,
    /// It may have been applied, and was rejected when it was resent: so it most likely was applied.
    RejectedAfterAmbiguous,
}

impl<W> Default for WriteTracker<W> {
    fn default() -> Self {
        Self {
            sent: NameMap::default(),
            unconfirmed: Vec::new(),
            rejected: Vec::new(),
            waits: 0,
        }
    }
}

impl<W: TrackedWrite> WriteTracker<W> {
    /// Records a request and its outcome. Returns whether any of its writes was or may have been applied.
    pub(crate) fn record(&mut self, writes: Vec<W>, outcome: Result<(), Error>) -> bool {
        self.waits = 0;
        let error = match outcome {
            Ok(()) => {
                self.rejected.retain(|write| !writes.contains(write));
                self.sent.reserve(writes.len());
                for write in writes {
                    let sent = self.sent.entry(write).or_default();
                    sent.sends += 1;
                    sent.possibly_applied = Some(0);
                    sent.settled = Some(0);
                }
                return true;
            }
            Err(error) => error,
        };
        let was_ambiguous = writes.iter().any(|write| self.is_possibly_applied(write));
        for write in &writes {
            self.sent.entry(write.clone()).or_default().sends += 1;
        }
        let outcome = match &error {
            error if error.is_ambiguous() => Outcome::Ambiguous,
            error if !error.would_fail_again() => Outcome::NotApplied,
            _ if was_ambiguous => Outcome::RejectedAfterAmbiguous,
            _ => Outcome::Rejected,
        };
        if outcome == Outcome::Ambiguous {
            self.rejected.retain(|write| !writes.contains(write));
            for write in &writes {
                self.sent.entry(write.clone()).or_default().possibly_applied = Some(0);
            }
        } else if error.is_error_status() {
            let is_new =
                |write: &&W| !self.is_possibly_applied(write) && !self.rejected.contains(write);
            let rejected: Vec<_> = writes.iter().filter(is_new).cloned().collect();
            self.rejected.extend(rejected);
        }
        self.unconfirmed.push(UnconfirmedRequest {
            writes,
            outcome,
            error,
            lists: 0,
        });
        was_ambiguous || outcome == Outcome::Ambiguous
    }

    /// Returns whether this sync sent the write and it was or may have been applied.
    pub(crate) fn is_possibly_applied(&self, write: &W) -> bool {
        self.sent
            .get(write)
            .is_some_and(|sent| sent.possibly_applied.is_some())
    }

    /// Returns the writes that were or may have been applied.
    pub(crate) fn possibly_applied(&self) -> impl Iterator<Item = &W> {
        let sent = self.sent.iter();
        sent.filter_map(|(write, sent)| sent.possibly_applied.is_some().then_some(write))
    }

    /// Returns whether a write was sent that the service rejected, or that was or may have been applied.
    pub(crate) fn has_sent_writes(&self) -> bool {
        !self.rejected.is_empty() || self.possibly_applied().next().is_some()
    }

    /// Returns whether this sync sent the write, and a later list may be the first one to show it.
    pub(crate) fn may_still_appear(&self, write: &W) -> bool {
        let is_recent = |lists: u32| lists < LISTS_AFTER_UNCERTAIN_WRITE;
        let is_unconfirmed = |request: &UnconfirmedRequest<W>| {
            request.outcome != Outcome::NotApplied && request.writes.contains(write)
        };
        let applied = self.sent.get(write).and_then(|sent| sent.possibly_applied);
        applied.is_some_and(is_recent)
            || self
                .unconfirmed
                .iter()
                .any(|request| is_recent(request.lists) && is_unconfirmed(request))
    }

    /// Returns the writes whose every request the service answered with an error.
    pub(crate) fn rejected(&self) -> &[W] {
        &self.rejected
    }

    /// Returns whether the write is not sent again: it was confirmed, or rejected and is not required.
    pub(crate) fn is_settled(&self, write: &W) -> bool {
        self.sent
            .get(write)
            .is_some_and(|sent| sent.settled.is_some())
    }

    /// Returns whether any write was sent, whatever its outcome.
    pub(crate) fn has_sent_anything(&self) -> bool {
        !self.sent.is_empty()
    }

    /// Returns whether the write was sent, whatever its outcome.
    pub(crate) fn was_sent(&self, write: &W) -> bool {
        // A list may reset `sends`.
        self.sent
            .get(write)
            .is_some_and(|sent| sent.sends > 0 || sent.settled.is_some())
    }

    /// Removes all unconfirmed requests, and returns the error of the first one.
    pub(crate) fn take_error(&mut self) -> Option<Error> {
        let unconfirmed = std::mem::take(&mut self.unconfirmed);
        unconfirmed.into_iter().map(|request| request.error).next()
    }

    /// Decides what to do after a list that leaves these writes pending.
    ///
    /// The list shows the awaited ones neither as applied nor as not applied: it shows only columns that look like theirs.
    /// `is_required` tells which writes the sync fails without.
    pub(crate) fn next_step(
        &mut self,
        pending: &[W],
        awaited: &[W],
        is_required: impl Fn(&W) -> bool,
    ) -> NextStep<W> {
        // Before the first write, there is nothing to count.
        if self.has_sent_anything() {
            self.record_list(pending.iter().chain(awaited).collect());
        }
        self.settle_optional_rejections(&is_required);
        if self
            .unconfirmed
            .iter()
            .any(|request| request.has_failed(&self.sent))
        {
            return NextStep::Fail;
        }
        let settled = |write: &W| self.sent.get(write).and_then(|sent| sent.settled);
        let is_stale = pending.iter().any(|write| match settled(write) {
            None => false,
            Some(lists) => match write.lists_until_not_persisted() {
                Some(max) => lists <= max && is_required(write),
                None => true,
            },
        });
        if is_stale
            || !awaited.is_empty()
            || self.unconfirmed.iter().any(UnconfirmedRequest::is_waiting)
        {
            let wait = FIRST_WAIT.saturating_mul(1 << self.waits.min(16));
            self.waits += 1;
            return NextStep::Wait(wait.min(MAX_WAIT));
        }
        // The remaining unconfirmed writes had no effect and may be sent again.
        self.unconfirmed.clear();
        let ready = pending.iter().filter(|write| !self.is_settled(write));
        let (last, others): (Vec<_>, Vec<_>) = ready.cloned().partition(W::is_last);
        match (others.is_empty(), last.is_empty()) {
            (false, _) => NextStep::Send(others),
            (true, false) => NextStep::Send(last),
            (true, true) => NextStep::Stop,
        }
    }

    /// Counts the list for every write, and removes the unconfirmed ones that it shows as applied.
    fn record_list(&mut self, pending: NameSet<&W>) {
        for (write, sent) in &mut self.sent {
            if let Some(lists) = &mut sent.possibly_applied {
                *lists += 1;
            }
            if let Some(lists) = &mut sent.settled {
                *lists += u32::from(pending.contains(write));
            }
        }
        for request in &mut self.unconfirmed {
            request.lists += 1;
            let before = request.writes.len();
            request.writes.retain(|write| pending.contains(write));
            if request.writes.len() == before {
                continue;
            }
            // Another program or the service applied a part of the request, so the rest may not have been
            // what failed: its attempts are counted from zero again.
            for write in &request.writes {
                if let Some(sent) = self.sent.get_mut(write) {
                    sent.sends = 0;
                }
            }
            // An ambiguous request may still be applied, because another program may have written the visible part. So
            // its remaining writes stay unconfirmed. Any other request is finished: the rest of it is sent again.
            if request.outcome != Outcome::Ambiguous {
                request.writes.clear();
            }
        }
        self.unconfirmed
            .retain(|request| !request.writes.is_empty());
    }

    /// Settles rejected updates that the sync does not require, as if they had not been persisted.
    fn settle_optional_rejections(&mut self, is_required: impl Fn(&W) -> bool) {
        let is_optional = |request: &UnconfirmedRequest<W>| {
            request.outcome == Outcome::Rejected
                && request
                    .writes
                    .iter()
                    .all(|write| write.lists_until_not_persisted().is_some() && !is_required(write))
        };
        let (optional, unconfirmed): (Vec<_>, Vec<_>) = mem::take(&mut self.unconfirmed)
            .into_iter()
            .partition(is_optional);
        self.unconfirmed = unconfirmed;
        for request in optional {
            for write in request.writes {
                self.sent.entry(write).or_default().settled = Some(request.lists);
            }
        }
    }
}

impl<W: TrackedWrite> UnconfirmedRequest<W> {
    /// Returns whether a later list may show its effect, so that it is too early to send it
    /// again.
    fn is_waiting(&self) -> bool {
        match self.outcome {
            Outcome::NotApplied => self.lists <= 1,
            Outcome::Rejected | Outcome::Ambiguous => self.lists <= LISTS_AFTER_UNCERTAIN_WRITE,
            Outcome::RejectedAfterAmbiguous => true,
        }
    }

    /// Returns whether it had no effect and is not sent again.
    fn has_failed(&self, sent: &NameMap<W, SentWrite>) -> bool {
        let sent = self.writes.iter().filter_map(|write| sent.get(write));
        let sends = sent.map(|sent| sent.sends).max().unwrap_or_default();
        !self.is_waiting()
            && match self.outcome {
                Outcome::Rejected => true,
                Outcome::NotApplied => sends >= MAX_SENDS,
                Outcome::Ambiguous => sends >= MAX_AMBIGUOUS_SENDS,
                Outcome::RejectedAfterAmbiguous => false,
            }
    }
}

#[cfg(test)]
mod tests;
