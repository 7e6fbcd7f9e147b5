//! Decides whether and when a request is retried. It has no socket, no clock and no random numbers.

use std::time::Duration;

use crate::report::is_transient;

/// The largest number of attempts for one request.
const MAX_ATTEMPTS: u32 = 3;

/// The upper bound of the first backoff. It doubles with every attempt.
const BASE: Duration = Duration::from_millis(200);

/// The longest backoff that the service did not ask for.
const MAX_BACKOFF: Duration = Duration::from_secs(5);

/// The longest `Retry-After` that is waited for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// No part of the request was sent.
    NotSent,
    /// The request was sent, at least in part, and no complete response was received.
    NoResponse,
    /// A response with a status of success was received, but is not JSON.
    Unreadable,
    /// A complete response was received that is not the expected one.
    Status(u16),
}

/// A failed attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    /// Whether the request is a write.
    pub(crate) is_write: bool,
    pub(crate) failure: FailureKind,
    /// How long the service asked to wait.
    pub(crate) retry_after: Option<Duration>,
    /// The number of the attempt, beginning with 1.
    pub(crate) number: u32,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Give up: the failure is final, or there were enough attempts.
    GiveUp,
    /// Do not retry a write that may have been applied. Only a column list shows whether it was.
    ReadFirst,
    /// Retry after this wait.
    RetryAfter(Duration),
}

/// Decides what to do after a failed attempt.
///
/// `jitter` is a random number from 0 to 1. It spreads the retries of programs that failed at the same
/// moment.
pub(crate) fn decide(attempt: Attempt, jitter: f64) -> Decision {
    let Attempt {
        is_write,
        failure,
        retry_after,
        number,
    } = attempt;
    match failure {
        FailureKind::Status(status) if !is_transient(status) => return Decision::GiveUp,
        // A write is retried right away only if it was certainly not sent.
        FailureKind::Status(_) | FailureKind::NoResponse | FailureKind::Unreadable if is_write => {
            return Decision::ReadFirst;
        }
        _ => {}
    }
    if number >= MAX_ATTEMPTS {
        return Decision::GiveUp;
    }
    let bound = BASE
        .saturating_mul(1 << (number - 1).min(16))
        .min(MAX_BACKOFF);
    let backoff = bound.mul_f64(jitter.clamp(0.0, 1.0));
    match retry_after {
        Some(wait) if wait > MAX_RETRY_AFTER => Decision::GiveUp,
        Some(wait) => Decision::RetryAfter(backoff.max(wait)),
        None => Decision::RetryAfter(backoff),
    }
}

/// The number of retries that all tasks of a client may still send, in tenths.
///
/// It allows ten retries at once, and one more for every ten requests, because retries add to the load of
/// a service that is down.
#[derive(Debug)]
pub(crate) struct RetryBudget(u32);

const FULL: u32 = 100;
const RETRY: u32 = 10;

impl RetryBudget {
    pub(crate) fn full() -> Self {
        Self(FULL)
    }

    /// Adds the share of one request.
    pub(crate) fn deposit(&mut self) {
        self.0 = (self.0 + 1).min(FULL);
    }

    /// Takes one retry. Returns `false` if there is none.
    pub(crate) fn withdraw(&mut self) -> bool {
        let rest = self.0.checked_sub(RETRY);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILURES: [FailureKind; 3] = [
        FailureKind::NotSent,
        FailureKind::NoResponse,
        FailureKind::Unreadable,
    ];

    fn decision(is_write: bool, failure: FailureKind, number: u32) -> Decision {
        let attempt = Attempt {
            is_write,
            failure,
            retry_after: None,
            number,
        };
        decide(attempt, 1.0)
    }

    fn wait(millis: u64) -> Decision {
        Decision::RetryAfter(Duration::from_millis(millis))
    }

    #[test]
    fn read_is_attempted_three_times() {
        let transient = [408, 425, 429, 500, 502, 503, 504].map(FailureKind::Status);
        for failure in FAILURES.into_iter().chain(transient) {
            assert_eq!(decision(false, failure, 1), wait(200), "{failure:?}");
            assert_eq!(decision(false, failure, 2), wait(400), "{failure:?}");
            assert_eq!(decision(false, failure, 3), Decision::GiveUp, "{failure:?}");
        }
    }

    #[test]
    fn write_is_retried_only_if_it_was_not_sent() {
        assert_eq!(decision(true, FailureKind::NotSent, 1), wait(200));
        assert_eq!(decision(true, FailureKind::NotSent, 3), Decision::GiveUp);
        for failure in [
            FailureKind::NoResponse,
            FailureKind::Unreadable,
            FailureKind::Status(429),
            FailureKind::Status(503),
            FailureKind::Status(504),
        ] {
            for number in 1..5 {
                assert_eq!(
                    decision(true, failure, number),
                    Decision::ReadFirst,
                    "{failure:?}"
                );
            }
        }
    }

    #[test]
    fn final_statuses_are_not_retried() {
        for status in [301, 302, 400, 401, 403, 404, 409, 422, 501, 505, 999] {
            for is_write in [false, true] {
                let failure = FailureKind::Status(status);
                assert_eq!(decision(is_write, failure, 1), Decision::GiveUp, "{status}");
            }
        }
    }

    #[test]
    fn jitter_scales_the_backoff() {
        let attempt = |number, retry_after| Attempt {
            is_write: false,
            failure: FailureKind::Status(503),
            retry_after,
            number,
        };
        for (jitter, millis) in [(0.0, 0), (0.25, 100), (1.0, 400), (7.0, 400), (-1.0, 0)] {
            assert_eq!(decide(attempt(2, None), jitter), wait(millis));
        }
        let after = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(decide(attempt(1, after(2)), 0.5), wait(2000));
        assert_eq!(decide(attempt(1, after(0)), 0.5), wait(100));
        assert_eq!(decide(attempt(1, after(30)), 0.5), wait(30_000));
        assert_eq!(decide(attempt(1, after(31)), 0.5), Decision::GiveUp);
    }

    #[test]
    fn budget_allows_ten_retries_and_one_more_for_ten_requests() {
        let mut budget = RetryBudget::full();
        assert_eq!((0..20).filter(|_| budget.withdraw()).count(), 10);
        for _ in 0..25 {
            budget.deposit();
        }
        assert_eq!((0..20).filter(|_| budget.withdraw()).count(), 2);
        for _ in 0..1000 {
            budget.deposit();
        }
        assert_eq!((0..20).filter(|_| budget.withdraw()).count(), 10);
    }
}
