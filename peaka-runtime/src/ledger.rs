//! What a sync has sent and how that ended, and from that what it does next. No socket, no clock.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::error::Error;
use crate::write::Write;

/// How many more lists must show no effect of a write before it is taken to have had none: the
/// first may have come too early.
const LISTS_IN_DOUBT: u32 = 2;

/// How often a write is sent if no list shows an effect of it.
const SENDS: u32 = 2;

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
    open: Vec<Batch>,
    /// How often a write was sent since a list last showed an effect.
    sends: HashMap<Write, u32>,
    /// Every write that was done or may have been.
    ours: HashSet<Write>,
    /// How many lists in a row were waited for.
    waits: u32,
}

/// One request.
#[derive(Debug)]
struct Batch {
    /// The writes of it that no list has shown to be done.
    writes: Vec<Write>,
    end: End,
    /// How many lists since have shown no effect.
    lists: u32,
}

#[derive(Debug)]
enum End {
    /// The service says that it is done.
    Answered,
    /// The service refused, and would again.
    Refused(Error),
    /// It may have been done, or may succeed if it is sent again.
    Unknown(Error),
}

impl Ledger {
    /// Notes a request and how it ended.
    pub(crate) fn note(&mut self, writes: Vec<Write>, outcome: Result<(), Error>) {
        let may_be_done = outcome.as_ref().err().is_none_or(Error::is_ambiguous);
        let end = match outcome {
            Ok(()) => End::Answered,
            Err(error) if error.is_final() => End::Refused(error),
            Err(error) => End::Unknown(error),
        };
        for write in &writes {
            *self.sends.entry(write.clone()).or_default() += 1;
        }
        if may_be_done {
            self.ours.extend(writes.iter().cloned());
        }
        self.waits = 0;
        self.open.push(Batch {
            writes,
            end,
            lists: 0,
        });
    }

    /// Whether this write was done, or may have been.
    pub(crate) fn is_ours(&self, write: &Write) -> bool {
        self.ours.contains(write)
    }

    /// The error of a write that no list has shown to be done. After that there is nothing to wait
    /// for.
    pub(crate) fn take_error(&mut self) -> Option<Error> {
        let open = std::mem::take(&mut self.open);
        open.into_iter().find_map(|batch| match batch.end {
            End::Answered => None,
            End::Refused(error) | End::Unknown(error) => Some(error),
        })
    }

    /// What to do after a list by which these writes are still to be done.
    pub(crate) fn next(&mut self, pending: &[Write]) -> Next {
        self.strike_out(pending);
        if self.open.iter().any(|batch| batch.fails(&self.sends)) {
            return Next::Fail;
        }
        if self.open.iter().any(Batch::waits) {
            let wait = FIRST_WAIT.saturating_mul(1 << self.waits.min(16));
            self.waits += 1;
            return Next::Wait(wait.min(LONGEST_WAIT));
        }
        self.waits = 0;
        // What is left of these had no effect and may be sent again.
        self.open.retain(|batch| matches!(batch.end, End::Answered));
        let settled: HashSet<_> = self.open.iter().flat_map(|batch| &batch.writes).collect();
        let ready = pending.iter().filter(|write| !settled.contains(write));
        // What cannot be undone waits until a list shows all else to be in order.
        let (deletes, others): (Vec<_>, Vec<_>) = ready
            .cloned()
            .partition(|write| matches!(write, Write::Delete(_)));
        match (others.is_empty(), deletes.is_empty()) {
            (false, _) => Next::Send(others),
            (true, false) => Next::Send(deletes),
            (true, true) => Next::Stop,
        }
    }

    /// Forgets what the list shows to be done.
    fn strike_out(&mut self, pending: &[Write]) {
        let pending: HashSet<_> = pending.iter().collect();
        for batch in &mut self.open {
            let before = batch.writes.len();
            batch.writes.retain(|write| pending.contains(write));
            batch.lists += 1;
            if batch.writes.len() < before && !matches!(batch.end, End::Answered) {
                // Another program did a part of it, or the service did: so the rest did not fail
                // by itself, and is a request of its own.
                for write in batch.writes.drain(..) {
                    self.sends.remove(&write);
                }
            }
        }
        self.open.retain(|batch| !batch.writes.is_empty());
    }
}

impl Batch {
    /// Whether a later list may show its effect. An answer is believed, but for the answer to an
    /// update, which was measured to repeat the request whatever was stored.
    fn waits(&self) -> bool {
        match self.end {
            End::Answered => self
                .writes
                .iter()
                .any(|write| !matches!(write, Write::Rename(_) | Write::Fix(_))),
            End::Refused(_) | End::Unknown(_) => self.lists <= LISTS_IN_DOUBT,
        }
    }

    /// Whether it had no effect and would have none again.
    fn fails(&self, sends: &HashMap<Write, u32>) -> bool {
        let sent = |write| sends.get(write).copied().unwrap_or_default();
        match self.end {
            End::Answered => false,
            _ if self.lists <= LISTS_IN_DOUBT => false,
            End::Refused(_) => true,
            End::Unknown(_) => self.writes.iter().any(|write| sent(write) >= SENDS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(name: &str) -> Write {
        Write::Add(name.to_owned())
    }

    fn refused() -> Error {
        Error::Status {
            asked: String::new(),
            status: 400,
            said: String::new(),
            request_id: None,
            retry_after: None,
        }
    }

    fn lost() -> Error {
        Error::ambiguous(refused())
    }

    fn wait(millis: u64) -> Next {
        Next::Wait(Duration::from_millis(millis))
    }

    #[test]
    fn what_was_answered_is_waited_for_and_never_sent_again() {
        let mut ledger = Ledger::default();
        let pending = [add("a"), add("b")];
        assert_eq!(ledger.next(&pending), Next::Send(pending.to_vec()));
        ledger.note(pending.to_vec(), Ok(()));
        for millis in [100, 200, 400, 800, 1600, 2000, 2000] {
            assert_eq!(ledger.next(&pending), wait(millis));
        }
        assert_eq!(ledger.next(&pending[1..]), wait(2000));
        assert_eq!(ledger.next(&[]), Next::Stop);
        assert!(ledger.take_error().is_none());
    }

    #[test]
    fn what_is_in_doubt_is_sent_once_more_when_three_lists_show_no_effect() {
        let mut ledger = Ledger::default();
        let pending = [add("a")];
        for send in 0..2 {
            assert_eq!(
                ledger.next(&pending),
                Next::Send(pending.to_vec()),
                "{send}"
            );
            ledger.note(pending.to_vec(), Err(lost()));
            assert_eq!(ledger.next(&pending), wait(100));
            assert_eq!(ledger.next(&pending), wait(200));
        }
        assert_eq!(ledger.next(&pending), Next::Fail);
        assert!(ledger.is_ours(&add("a")));
        assert!(
            ledger
                .take_error()
                .is_some_and(|error| error.is_ambiguous())
        );
    }

    #[test]
    fn what_is_refused_is_not_sent_again() {
        let mut ledger = Ledger::default();
        let pending = [add("a"), add("b")];
        ledger.note(pending.to_vec(), Err(refused()));
        assert_eq!(ledger.next(&pending), wait(100));
        assert_eq!(ledger.next(&pending), wait(200));
        assert_eq!(ledger.next(&pending), Next::Fail);
        assert!(!ledger.is_ours(&add("a")));
    }

    #[test]
    fn the_rest_of_a_batch_is_sent_by_itself_as_often_as_a_list_shows_a_part_of_it() {
        let mut ledger = Ledger::default();
        let mut pending = vec![add("a"), add("b"), add("c"), add("d")];
        for error in [refused(), lost(), lost()] {
            ledger.note(pending.clone(), Err(error));
            pending.remove(0);
            assert_eq!(ledger.next(&pending), Next::Send(pending.clone()));
        }
    }

    #[test]
    fn the_answer_to_an_update_is_not_waited_for() {
        let mut ledger = Ledger::default();
        let pending = [Write::Rename("a".to_owned()), Write::Fix("b".to_owned())];
        ledger.note(pending[..1].to_vec(), Ok(()));
        assert_eq!(ledger.next(&pending), Next::Send(pending[1..].to_vec()));
        ledger.note(pending[1..].to_vec(), Ok(()));
        assert_eq!(ledger.next(&pending), Next::Stop);
    }

    #[test]
    fn nothing_is_deleted_before_all_else_is_in_order() {
        let mut ledger = Ledger::default();
        let delete = Write::Delete("x".to_owned());
        let pending = [add("a"), delete.clone()];
        assert_eq!(ledger.next(&pending), Next::Send(vec![add("a")]));
        ledger.note(vec![add("a")], Ok(()));
        assert_eq!(ledger.next(&pending), wait(100));
        assert_eq!(ledger.next(&pending[1..]), Next::Send(vec![delete]));
    }
}
