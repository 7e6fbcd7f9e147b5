//! What a sync has sent and how that ended, and from that what it does next. No socket, no clock.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::plan::write::Write;
use crate::report::error::Error;

/// How many more lists must show no effect of a write that was refused, or whose answer was lost,
/// before it is taken to have had none: the first ones may come too early. They take 5.1 s.
const LISTS_IN_DOUBT: u32 = 6;

/// How many more lists are read if they do not show an update that was answered: it was measured
/// that the service answers updates with success and keeps nothing.
const LISTS_AFTER_UPDATE: u32 = 2;

/// How often a write is sent that may have been done each time.
const SENDS_IN_DOUBT: u32 = 2;

/// How often a write is sent that was not done.
const SENDS: u32 = 3;

/// How long it is until the first list that comes later; it doubles from list to list.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// A wait is not longer than that.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What a sync does next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing: all is done that can be.
    Stop,
    /// Sends these writes, and lists again.
    Send(Vec<Write>),
    /// Waits, and lists again.
    Wait(Duration),
    /// Fails, with the error of a write that has no effect.
    Fail,
}

/// The writes that were sent, those of one request together.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// What the service says that it did, and how many lists did not show it. It is never sent
    /// again: a list that does not show it is behind, or somebody else undid it.
    answered: HashMap<Write, u32>,
    /// What it did not say that of.
    open: Vec<Batch>,
    /// How often a write was sent since a list last showed an effect.
    sends: HashMap<Write, u32>,
    /// Every write that was done or may have been.
    ours: HashSet<Write>,
    /// What was refused, and is there all the same.
    refused: HashSet<Write>,
    /// How many lists in a row were waited for.
    waits: u32,
}

/// One request.
#[derive(Debug)]
struct Batch {
    /// The writes of it that no list has shown to be done.
    writes: Vec<Write>,
    end: End,
    error: Error,
    /// How many lists since have shown no effect.
    lists: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The service would say the same again.
    Refused,
    /// It was not done, and may be if it is sent again.
    Undone,
    /// It may have been done.
    Doubtful,
    /// It may have been done, and was refused when it was sent again: so it most likely is done.
    Repeated,
}

impl Ledger {
    /// Notes a request and how it ended.
    pub(crate) fn note(&mut self, writes: Vec<Write>, outcome: Result<(), Error>) {
        self.waits = 0;
        for write in &writes {
            *self.sends.entry(write.clone()).or_default() += 1;
        }
        let error = match outcome {
            Ok(()) => {
                self.ours.extend(writes.iter().cloned());
                self.answered
                    .extend(writes.into_iter().map(|write| (write, 0)));
                return;
            }
            Err(error) => error,
        };
        let was_in_doubt = writes.iter().any(|write| self.ours.contains(write));
        let end = match &error {
            error if error.is_ambiguous() => End::Doubtful,
            error if !error.is_final() => End::Undone,
            _ if was_in_doubt => End::Repeated,
            _ => End::Refused,
        };
        if end == End::Doubtful {
            self.ours.extend(writes.iter().cloned());
        }
        self.open.push(Batch {
            writes,
            end,
            error,
            lists: 0,
        });
    }

    /// Whether this write was done, or may have been, by this sync.
    pub(crate) fn is_ours(&self, write: &Write) -> bool {
        self.ours.contains(write)
    }

    /// Whether this write was refused, and a list showed it done all the same: another program was
    /// faster, or the service did a part of a request that it refused.
    pub(crate) fn is_done_though_refused(&self, write: &Write) -> bool {
        self.refused.contains(write)
    }

    /// Whether the service answered this write with success.
    pub(crate) fn is_answered(&self, write: &Write) -> bool {
        self.answered.contains_key(write)
    }

    /// Whether this write was sent, whatever came of it.
    pub(crate) fn was_sent(&self, write: &Write) -> bool {
        self.sends.contains_key(write) || self.answered.contains_key(write)
    }

    /// The error of a write that no list has shown to be done. After that there is nothing to wait
    /// for.
    pub(crate) fn take_error(&mut self) -> Option<Error> {
        let open = std::mem::take(&mut self.open);
        open.into_iter().map(|batch| batch.error).next()
    }

    /// What to do after a list by which these writes are still to be done. Some of them matter so
    /// much that a sync fails without them.
    pub(crate) fn next(&mut self, pending: &[Write], matters: impl Fn(&Write) -> bool) -> Next {
        self.strike_out(pending);
        self.settle(&matters);
        if self.open.iter().any(|batch| batch.fails(&self.sends)) {
            return Next::Fail;
        }
        let is_late = pending.iter().any(|write| match self.answered.get(write) {
            None => false,
            Some(lists) if write.is_update() => *lists <= LISTS_AFTER_UPDATE && matters(write),
            Some(_) => true,
        });
        if is_late || self.open.iter().any(Batch::waits) {
            let wait = FIRST_WAIT.saturating_mul(1 << self.waits.min(16));
            self.waits += 1;
            return Next::Wait(wait.min(LONGEST_WAIT));
        }
        // What is left of these had no effect, and may be sent again.
        self.open.clear();
        let ready = pending.iter().filter(|write| !self.is_answered(write));
        // What cannot be undone waits until a list shows all else to be in order.
        let (deletes, others): (Vec<_>, Vec<_>) = ready.cloned().partition(Write::is_delete);
        match (others.is_empty(), deletes.is_empty()) {
            (false, _) => Next::Send(others),
            (true, false) => Next::Send(deletes),
            (true, true) => Next::Stop,
        }
    }

    /// Takes off what the list shows to be done.
    fn strike_out(&mut self, pending: &[Write]) {
        let pending: HashSet<_> = pending.iter().collect();
        for (write, lists) in &mut self.answered {
            *lists += u32::from(pending.contains(write));
        }
        for batch in &mut self.open {
            batch.lists += 1;
            let is_done = |write: &mut Write| !pending.contains(write);
            let done: Vec<_> = batch.writes.extract_if(.., is_done).collect();
            if done.is_empty() {
                continue;
            }
            if batch.end == End::Refused {
                self.refused.extend(done);
            }
            // Another program did a part of it, or the service did: so the rest did not fail by
            // itself, and is a request of its own.
            for write in batch.writes.drain(..) {
                self.sends.remove(&write);
            }
        }
        self.open.retain(|batch| !batch.writes.is_empty());
    }

    /// A refused update that does not matter is as good as one that is not kept.
    fn settle(&mut self, matters: impl Fn(&Write) -> bool) {
        let settled = self.open.extract_if(.., |batch| {
            batch.end == End::Refused
                && batch
                    .writes
                    .iter()
                    .all(|write| write.is_update() && !matters(write))
        });
        for batch in settled {
            let writes = batch.writes.into_iter();
            self.answered
                .extend(writes.map(|write| (write, batch.lists)));
        }
    }
}

impl Batch {
    /// Whether a later list may show its effect, or whether it is too early to send it again.
    fn waits(&self) -> bool {
        match self.end {
            End::Undone => self.lists <= 1,
            End::Refused | End::Doubtful => self.lists <= LISTS_IN_DOUBT,
            End::Repeated => true,
        }
    }

    /// Whether it had no effect and would have none again.
    fn fails(&self, sends: &HashMap<Write, u32>) -> bool {
        let sent = self
            .writes
            .iter()
            .filter_map(|write| sends.get(write))
            .max();
        let sent = sent.copied().unwrap_or_default();
        !self.waits()
            && match self.end {
                End::Refused => true,
                End::Undone => sent >= SENDS,
                End::Doubtful => sent >= SENDS_IN_DOUBT,
                End::Repeated => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(name: &str) -> Write {
        Write::Add(name.to_owned())
    }

    fn fix(name: &str) -> Write {
        Write::Fix(name.to_owned())
    }

    fn status(status: u16) -> Error {
        Error::Status {
            asked: String::new(),
            status,
            said: String::new(),
            request_id: None,
            retry_after: None,
        }
    }

    fn refused() -> Error {
        status(400)
    }

    fn lost() -> Error {
        Error::ambiguous(status(504))
    }

    fn wait(millis: u64) -> Next {
        Next::Wait(Duration::from_millis(millis))
    }

    /// What to do after each of some lists that show the same.
    fn after(ledger: &mut Ledger, lists: usize, pending: &[Write]) -> Vec<Next> {
        (0..lists).map(|_| ledger.next(pending, |_| true)).collect()
    }

    const DOUBT: [u64; 6] = [100, 200, 400, 800, 1600, 2000];

    #[test]
    fn what_was_answered_is_waited_for_and_never_sent_again() {
        let mut ledger = Ledger::default();
        let pending = [add("a"), add("b")];
        assert_eq!(
            after(&mut ledger, 1, &pending),
            [Next::Send(pending.to_vec())]
        );
        ledger.note(pending.to_vec(), Ok(()));
        let waits = [100, 200, 400, 800, 1600, 2000, 2000].map(wait);
        assert_eq!(after(&mut ledger, 7, &pending), waits);
        assert_eq!(after(&mut ledger, 1, &pending[1..]), [wait(2000)]);
        assert_eq!(after(&mut ledger, 1, &[]), [Next::Stop]);
        assert_eq!(
            after(&mut ledger, 1, &pending),
            [wait(2000)],
            "a list that is behind"
        );
        assert!(ledger.take_error().is_none());
    }

    #[test]
    fn what_is_in_doubt_is_sent_once_more_when_seven_lists_show_no_effect() {
        let mut ledger = Ledger::default();
        let pending = [add("a")];
        for send in 0..2 {
            let again = Next::Send(pending.to_vec());
            assert_eq!(after(&mut ledger, 1, &pending), [again], "{send}");
            ledger.note(pending.to_vec(), Err(lost()));
            assert_eq!(after(&mut ledger, 6, &pending), DOUBT.map(wait));
        }
        assert_eq!(after(&mut ledger, 1, &pending), [Next::Fail]);
        assert!(ledger.is_ours(&add("a")));
        assert!(
            ledger
                .take_error()
                .is_some_and(|error| error.is_ambiguous())
        );
    }

    #[test]
    fn what_was_in_doubt_and_is_then_refused_is_waited_for() {
        let mut ledger = Ledger::default();
        let pending = [add("a")];
        ledger.note(pending.to_vec(), Err(lost()));
        after(&mut ledger, 7, &pending);
        ledger.note(pending.to_vec(), Err(refused()));
        assert_eq!(after(&mut ledger, 8, &pending)[7], wait(2000));
        assert_eq!(after(&mut ledger, 1, &[]), [Next::Stop]);
    }

    #[test]
    fn what_is_refused_is_not_sent_again() {
        let mut ledger = Ledger::default();
        let pending = [add("a"), add("b")];
        ledger.note(pending.to_vec(), Err(refused()));
        assert_eq!(after(&mut ledger, 6, &pending), DOUBT.map(wait));
        assert_eq!(after(&mut ledger, 1, &pending), [Next::Fail]);
        assert!(!ledger.is_ours(&add("a")) && !ledger.is_done_though_refused(&add("a")));
    }

    #[test]
    fn what_was_not_done_is_sent_three_times() {
        let mut ledger = Ledger::default();
        let pending = [add("a")];
        for _ in 0..3 {
            assert_eq!(
                after(&mut ledger, 1, &pending),
                [Next::Send(pending.to_vec())]
            );
            ledger.note(pending.to_vec(), Err(status(429)));
            assert_eq!(after(&mut ledger, 1, &pending), [wait(100)]);
        }
        assert_eq!(after(&mut ledger, 1, &pending), [Next::Fail]);
        assert!(!ledger.is_ours(&add("a")));
    }

    #[test]
    fn the_rest_of_a_batch_is_sent_by_itself_as_often_as_a_list_shows_a_part_of_it() {
        let mut ledger = Ledger::default();
        let mut pending = vec![add("a"), add("b"), add("c"), add("d")];
        for error in [refused(), lost(), lost()] {
            ledger.note(pending.clone(), Err(error));
            pending.remove(0);
            assert_eq!(
                after(&mut ledger, 1, &pending),
                [Next::Send(pending.clone())]
            );
        }
        assert!(ledger.is_done_though_refused(&add("a")));
        assert!(!ledger.is_done_though_refused(&add("b")) && ledger.is_ours(&add("b")));
    }

    #[test]
    fn an_update_that_is_not_kept_is_waited_for_only_if_the_sync_fails_without_it() {
        for (matters, waits) in [(true, &[100, 200][..]), (false, &[])] {
            let mut ledger = Ledger::default();
            let pending = [fix("b")];
            ledger.note(pending.to_vec(), Ok(()));
            for millis in waits {
                assert_eq!(ledger.next(&pending, |_| matters), wait(*millis));
            }
            assert_eq!(ledger.next(&pending, |_| matters), Next::Stop);
        }
    }

    #[test]
    fn an_update_that_is_refused_fails_the_sync_only_if_it_matters() {
        for (matters, next) in [(true, wait(100)), (false, Next::Stop)] {
            let mut ledger = Ledger::default();
            ledger.note(vec![fix("b")], Err(refused()));
            assert_eq!(ledger.next(&[fix("b")], |_| matters), next);
        }
    }

    #[test]
    fn nothing_is_deleted_before_all_else_is_in_order() {
        let mut ledger = Ledger::default();
        let delete = Write::Delete("x".to_owned());
        let pending = [add("a"), delete.clone()];
        assert_eq!(
            after(&mut ledger, 1, &pending),
            [Next::Send(vec![add("a")])]
        );
        ledger.note(vec![add("a")], Ok(()));
        assert_eq!(after(&mut ledger, 1, &pending), [wait(100)]);
        assert_eq!(
            after(&mut ledger, 1, &pending[1..]),
            [Next::Send(vec![delete])]
        );
    }
}
