//! Whether a request is sent again, and when. No socket, no clock, no dice.

use std::time::Duration;

use crate::report::is_transient;

/// How often one request is sent at most.
const TRIES: u32 = 3;

/// The longest first wait; it doubles from try to try.
const BASE: Duration = Duration::from_millis(200);

/// No wait that the service did not ask for is longer.
const CAP: Duration = Duration::from_secs(5);

/// A service that asks for a longer wait is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How one sending of a request ended without the answer that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing of it was sent.
    Unsent,
    /// It was sent, at least in part, and no whole answer came.
    Unanswered,
    /// An answer of success came that cannot be read.
    Unreadable,
    /// An answer came that is no success.
    Status(u16),
}

/// One sending of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    /// Whether it changes something when it succeeds.
    pub(crate) is_write: bool,
    pub(crate) ending: Ending,
    /// How long the service asked to wait.
    pub(crate) retry_after: Option<Duration>,
    /// 1 for the first.
    pub(crate) number: u32,
}

/// What to do after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It would end the same again, or it was tried enough.
    GiveUp,
    /// It may have been done, or would be if it were sent again: only a list tells which.
    AskFirst,
    /// Send it again after this wait.
    Wait(Duration),
}

/// What to do after an attempt. The dice are from 0 to 1 and spread the tries of programs that
/// failed at the same moment.
pub(crate) fn decide(attempt: Attempt, dice: f64) -> Decision {
    let Attempt {
        is_write,
        ending,
        retry_after,
        number,
    } = attempt;
    match ending {
        Ending::Status(status) if !is_transient(status) => return Decision::GiveUp,
        // A write is sent again without a question only if it provably never arrived.
        Ending::Status(_) | Ending::Unanswered | Ending::Unreadable if is_write => {
            return Decision::AskFirst;
        }
        _ => {}
    }
    if number >= TRIES {
        return Decision::GiveUp;
    }
    let longest = BASE.saturating_mul(1 << (number - 1).min(16)).min(CAP);
    let wait = longest.mul_f64(dice.clamp(0.0, 1.0));
    match retry_after {
        Some(asked) if asked > LONGEST_WAIT => Decision::GiveUp,
        Some(asked) => Decision::Wait(wait.max(asked)),
        None => Decision::Wait(wait),
    }
}

/// How many retries all tasks of a client may still send, in tenths: one for each ten requests,
/// and ten at once. When a service is down, retries would only add to what it has to bear.
#[derive(Debug)]
pub(crate) struct Budget(u32);

const FULL: u32 = 100;
const RETRY: u32 = 10;

impl Budget {
    pub(crate) fn full() -> Self {
        Self(FULL)
    }

    /// A request is sent for the first time.
    pub(crate) fn earn(&mut self) {
        self.0 = (self.0 + 1).min(FULL);
    }

    /// Takes a retry out of it, if there is one left.
    pub(crate) fn spend(&mut self) -> bool {
        let left = self.0.checked_sub(RETRY);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDINGS: [Ending; 3] = [Ending::Unsent, Ending::Unanswered, Ending::Unreadable];

    fn decided(is_write: bool, ending: Ending, number: u32) -> Decision {
        let attempt = Attempt {
            is_write,
            ending,
            retry_after: None,
            number,
        };
        decide(attempt, 1.0)
    }

    fn wait(millis: u64) -> Decision {
        Decision::Wait(Duration::from_millis(millis))
    }

    #[test]
    fn a_read_is_sent_three_times() {
        let passing = [408, 425, 429, 500, 502, 503, 504].map(Ending::Status);
        for ending in ENDINGS.into_iter().chain(passing) {
            assert_eq!(decided(false, ending, 1), wait(200), "{ending:?}");
            assert_eq!(decided(false, ending, 2), wait(400), "{ending:?}");
            assert_eq!(decided(false, ending, 3), Decision::GiveUp, "{ending:?}");
        }
    }

    #[test]
    fn a_write_is_sent_again_only_if_it_never_arrived() {
        assert_eq!(decided(true, Ending::Unsent, 1), wait(200));
        assert_eq!(decided(true, Ending::Unsent, 3), Decision::GiveUp);
        for ending in [
            Ending::Unanswered,
            Ending::Unreadable,
            Ending::Status(429),
            Ending::Status(503),
            Ending::Status(504),
        ] {
            for number in 1..5 {
                assert_eq!(
                    decided(true, ending, number),
                    Decision::AskFirst,
                    "{ending:?}"
                );
            }
        }
    }

    #[test]
    fn what_the_service_would_say_again_is_not_asked_again() {
        for status in [301, 302, 400, 401, 403, 404, 409, 422, 501, 505, 999] {
            for is_write in [false, true] {
                let ending = Ending::Status(status);
                assert_eq!(decided(is_write, ending, 1), Decision::GiveUp, "{status}");
            }
        }
    }

    #[test]
    fn the_dice_choose_a_wait_from_nothing_to_the_longest() {
        let attempt = |number, retry_after| Attempt {
            is_write: false,
            ending: Ending::Status(503),
            retry_after,
            number,
        };
        for (dice, millis) in [(0.0, 0), (0.25, 100), (1.0, 400), (7.0, 400), (-1.0, 0)] {
            assert_eq!(decide(attempt(2, None), dice), wait(millis));
        }
        let asked = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(decide(attempt(1, asked(2)), 0.5), wait(2000));
        assert_eq!(decide(attempt(1, asked(0)), 0.5), wait(100));
        assert_eq!(decide(attempt(1, asked(30)), 0.5), wait(30_000));
        assert_eq!(decide(attempt(1, asked(31)), 0.5), Decision::GiveUp);
    }

    #[test]
    fn a_budget_allows_ten_retries_at_once_and_one_more_for_ten_requests() {
        let mut budget = Budget::full();
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
        for _ in 0..25 {
            budget.earn();
        }
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 2);
        for _ in 0..1000 {
            budget.earn();
        }
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
    }
}
