use super::*;
use crate::report::{OperationKind, Route, TransportErrorKind};

fn add(name: &str) -> Write {
    Write::Add(name.to_owned())
}

fn fix(name: &str) -> Write {
    Write::Fix(name.to_owned())
}

fn status(status: u16) -> Error {
    Error::Status {
        operation: String::new(),
        operation_kind: OperationKind::AddColumns,
        status,
        message: None,
        request_id: None,
        retry_after: None,
        help: None,
    }
}

fn rejected() -> Error {
    status(400)
}

fn not_sent() -> Error {
    Error::Transport {
        operation: String::new(),
        operation_kind: OperationKind::AddColumns,
        host: String::new(),
        kind: TransportErrorKind::Connect,
        route: Route::BaseUrl,
        detail: String::new(),
    }
}

fn lost() -> Error {
    Error::ambiguous(status(504))
}

fn wait(millis: u64) -> NextStep<Write> {
    NextStep::Wait(Duration::from_millis(millis))
}

/// Returns the next step after each of several column lists with the same pending writes.
fn after(
    tracker: &mut WriteTracker<Write>,
    lists: usize,
    pending: &[Write],
) -> Vec<NextStep<Write>> {
    (0..lists)
        .map(|_| tracker.next_step(pending, &[], |_| true))
        .collect()
}

const UNCERTAIN: [u64; 6] = [100, 200, 400, 800, 1600, 2000];

#[test]
fn confirmed_write_is_waited_for_and_never_resent() {
    let mut tracker = WriteTracker::default();
    let pending = [add("a"), add("b")];
    assert_eq!(
        after(&mut tracker, 1, &pending),
        [NextStep::Send(pending.to_vec())]
    );
    tracker.record(pending.to_vec(), Ok(()));
    let waits = [100, 200, 400, 800, 1600, 2000, 2000].map(wait);
    assert_eq!(after(&mut tracker, 7, &pending), waits);
    assert_eq!(after(&mut tracker, 1, &pending[1..]), [wait(2000)]);
    assert_eq!(after(&mut tracker, 1, &[]), [NextStep::Stop]);
    assert_eq!(
        after(&mut tracker, 1, &pending),
        [wait(2000)],
        "a stale column list"
    );
    assert!(tracker.take_error().is_none());
}

#[test]
fn ambiguous_write_is_resent_once_after_seven_lists_without_effect() {
    let mut tracker = WriteTracker::default();
    let pending = [add("a")];
    for send in 0..2 {
        let again = NextStep::Send(pending.to_vec());
        assert_eq!(after(&mut tracker, 1, &pending), [again], "{send}");
        tracker.record(pending.to_vec(), Err(lost()));
        assert_eq!(after(&mut tracker, 6, &pending), UNCERTAIN.map(wait));
    }
    assert_eq!(after(&mut tracker, 1, &pending), [NextStep::Fail]);
    assert!(tracker.is_possibly_applied(&add("a")));
    assert!(
        tracker
            .take_error()
            .is_some_and(|error| error.is_ambiguous())
    );
}

#[test]
fn write_that_is_rejected_after_an_ambiguous_attempt_is_waited_for() {
    let mut tracker = WriteTracker::default();
    let pending = [add("a")];
    tracker.record(pending.to_vec(), Err(lost()));
    after(&mut tracker, 7, &pending);
    tracker.record(pending.to_vec(), Err(rejected()));
    assert_eq!(after(&mut tracker, 8, &pending)[7], wait(2000));
    assert_eq!(after(&mut tracker, 1, &[]), [NextStep::Stop]);
}

#[test]
fn rejected_write_is_not_resent() {
    let mut tracker = WriteTracker::default();
    let pending = [add("a"), add("b")];
    tracker.record(pending.to_vec(), Err(rejected()));
    assert_eq!(after(&mut tracker, 6, &pending), UNCERTAIN.map(wait));
    assert_eq!(after(&mut tracker, 1, &pending), [NextStep::Fail]);
    assert!(!tracker.is_possibly_applied(&add("a")));
    assert_eq!(tracker.rejected(), pending);
}

#[test]
fn write_that_was_not_applied_is_sent_three_times() {
    let mut tracker = WriteTracker::default();
    let pending = [add("a")];
    for _ in 0..3 {
        assert_eq!(
            after(&mut tracker, 1, &pending),
            [NextStep::Send(pending.to_vec())]
        );
        tracker.record(pending.to_vec(), Err(status(429)));
        assert_eq!(after(&mut tracker, 1, &pending), [wait(100)]);
    }
    assert_eq!(after(&mut tracker, 1, &pending), [NextStep::Fail]);
    assert!(!tracker.is_possibly_applied(&add("a")));
    assert_eq!(tracker.rejected(), pending);
}

#[test]
fn write_that_was_not_sent_is_not_rejected() {
    let mut tracker = WriteTracker::default();
    tracker.record(vec![add("a")], Err(not_sent()));
    assert_eq!(tracker.rejected(), []);
}

#[test]
fn write_that_is_confirmed_after_a_rejection_is_not_rejected() {
    let mut tracker = WriteTracker::default();
    tracker.record(vec![add("a"), add("b")], Err(status(429)));
    tracker.record(vec![add("b")], Ok(()));
    assert_eq!(tracker.rejected(), [add("a")]);
    assert!(tracker.is_possibly_applied(&add("b")));
}

#[test]
fn rest_of_a_partly_applied_batch_is_sent_as_a_request_of_its_own() {
    let mut tracker = WriteTracker::default();
    let mut pending = vec![add("a"), add("b"), add("c"), add("d")];
    for error in [rejected(), status(429), rejected()] {
        tracker.record(pending.clone(), Err(error));
        pending.remove(0);
        assert_eq!(
            after(&mut tracker, 1, &pending),
            [NextStep::Send(pending.clone())]
        );
    }
    assert_eq!(tracker.rejected()[0], add("a"));
}

/// Another program may have added the first column, and the request may still arrive.
#[test]
fn rest_of_an_ambiguous_batch_is_resent_only_after_seven_lists() {
    let mut tracker = WriteTracker::default();
    tracker.record(vec![add("a"), add("b"), add("c")], Err(lost()));
    let rest = [add("b"), add("c")];
    assert_eq!(after(&mut tracker, 6, &rest), UNCERTAIN.map(wait));
    assert_eq!(
        after(&mut tracker, 1, &rest),
        [NextStep::Send(rest.to_vec())]
    );
    // The progress counts: the rest gets both of its attempts.
    tracker.record(rest.to_vec(), Err(lost()));
    assert_eq!(after(&mut tracker, 6, &rest), UNCERTAIN.map(wait));
    assert_eq!(
        after(&mut tracker, 1, &rest),
        [NextStep::Send(rest.to_vec())]
    );
    tracker.record(rest.to_vec(), Err(lost()));
    after(&mut tracker, 6, &rest);
    assert_eq!(after(&mut tracker, 1, &rest), [NextStep::Fail]);
}

#[test]
fn update_that_is_not_persisted_is_waited_for_only_if_required() {
    for (is_required, waits) in [(true, &[100, 200][..]), (false, &[])] {
        let mut tracker = WriteTracker::default();
        let pending = [fix("b")];
        tracker.record(pending.to_vec(), Ok(()));
        for millis in waits {
            assert_eq!(
                tracker.next_step(&pending, &[], |_| is_required),
                wait(*millis)
            );
        }
        assert_eq!(
            tracker.next_step(&pending, &[], |_| is_required),
            NextStep::Stop
        );
    }
}

#[test]
fn rejected_update_fails_the_sync_only_if_required() {
    for (is_required, next) in [(true, wait(100)), (false, NextStep::Stop)] {
        let mut tracker = WriteTracker::default();
        tracker.record(vec![fix("b")], Err(rejected()));
        assert_eq!(tracker.next_step(&[fix("b")], &[], |_| is_required), next);
    }
}

#[test]
fn deletes_wait_until_everything_else_is_in_order() {
    let mut tracker = WriteTracker::default();
    let delete = Write::Delete("x".to_owned());
    let pending = [add("a"), delete.clone()];
    assert_eq!(
        after(&mut tracker, 1, &pending),
        [NextStep::Send(vec![add("a")])]
    );
    tracker.record(vec![add("a")], Ok(()));
    assert_eq!(after(&mut tracker, 1, &pending), [wait(100)]);
    assert_eq!(
        after(&mut tracker, 1, &pending[1..]),
        [NextStep::Send(vec![delete])]
    );
}

#[test]
fn awaited_write_is_waited_for_and_never_sent() {
    let mut tracker = WriteTracker::default();
    let (a, b) = (add("a"), add("b"));
    assert!(!tracker.may_still_appear(&a));
    // A part of the batch is listed, so the rest would be sent again, if nothing looked like it.
    tracker.record(vec![a.clone(), b.clone()], Err(rejected()));
    assert!(tracker.may_still_appear(&a) && !tracker.may_still_appear(&add("c")));
    assert_eq!(
        tracker.next_step(&[], std::slice::from_ref(&b), |_| true),
        wait(100)
    );
    assert!(!tracker.is_possibly_applied(&b));
}

#[test]
fn write_may_still_appear_in_the_first_six_lists_after_it_was_sent() {
    for outcome in [Ok as fn(()) -> _, |()| Err(lost()), |()| Err(rejected())] {
        let mut tracker = WriteTracker::default();
        let awaited = [add("a")];
        tracker.record(awaited.to_vec(), outcome(()));
        for millis in UNCERTAIN {
            assert!(tracker.may_still_appear(&awaited[0]));
            assert_eq!(tracker.next_step(&[], &awaited, |_| true), wait(millis));
        }
        assert!(!tracker.may_still_appear(&awaited[0]));
        assert_eq!(tracker.next_step(&[], &[], |_| true), NextStep::Stop);
    }
    let mut tracker = WriteTracker::default();
    tracker.record(vec![add("a")], Err(status(429)));
    assert!(!tracker.may_still_appear(&add("a")), "it was not applied");
}
