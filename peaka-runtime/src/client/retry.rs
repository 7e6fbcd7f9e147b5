//! Decides whether and when a request is retried.
//!
//! The decision is a pure function: time and randomness are passed in.

use std::time::Duration;

use crate::report::is_transient;

/// The largest number of attempts for one request.
const MAX_ATTEMPTS: u32 = 3;

/// The upper bound of the first backoff. It doubles with every attempt.
const FIRST_BACKOFF: Duration = Duration::from_millis(200);

/// The longest backoff, unless the service asks for a longer one.
const MAX_BACKOFF: Duration = Duration::from_secs(5);

/// The longest `Retry-After` that is honored. If the service asks for more, the request is not retried.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The request cannot be sent: there is no usable API key, or no time left.
    Unsendable,
    /// No connection was made, so no part of the request was sent.
    NotSent,
    /// The request was sent, at least in part, and no complete response was received.
    NoResponse,
    /// A successful response was received, but its body is not valid JSON.
    Unreadable,
    /// A successful response was received whose body is valid JSON but not what the operation returns, or is too
    /// long.
    UnexpectedBody,
    /// A response was received whose status is not a success.
    Status(u16),
}

impl FailureKind {
    /// Returns whether a write that failed in this way may have been applied.
    pub(crate) fn is_ambiguous(self) -> bool {
        match self {
            Self::Unsendable | Self::NotSent => false,
            Self::NoResponse | Self::Unreadable | Self::UnexpectedBody => true,
            Self::Status(status) => status >= 500,
        }
    }
}

/// A failed attempt to send a request, as far as the decision needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FailedAttempt {
    /// Whether the request is a write.
    pub(crate) is_write: bool,
    pub(crate) failure: FailureKind,
    /// How long the service asked to wait.
    pub(crate) retry_after: Option<Duration>,
    /// The number of the attempt, starting at 1.
    pub(crate) number: u32,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Do not retry: the failure is final, or the attempts are used up.
    GiveUp,
    /// Retry after this wait.
    Retry { wait: Duration },
}

/// Decides what to do after a failed attempt.
///
/// `jitter` is a random number from 0 to 1. It spreads the retries of programs that failed at the same
/// moment.
pub(crate) fn decide(attempt: FailedAttempt, jitter: f64) -> Decision {
    let FailedAttempt {
        is_write,
        failure,
        retry_after,
        number,
    } = attempt;
    match failure {
        FailureKind::Unsendable | FailureKind::UnexpectedBody => return Decision::GiveUp,
        FailureKind::Status(status) if !is_transient(status) => return Decision::GiveUp,
        // A write that may have been sent is retried by the sync alone, after a column list shows whether it was
        // applied.
        FailureKind::Status(_) | FailureKind::NoResponse | FailureKind::Unreadable if is_write => {
            return Decision::GiveUp;
        }
        _ => {}
    }
    if number >= MAX_ATTEMPTS {
        return Decision::GiveUp;
    }
    let bound = FIRST_BACKOFF
        .saturating_mul(1 << (number - 1).min(16))
        .min(MAX_BACKOFF);
    let backoff = bound.mul_f64(jitter.clamp(0.0, 1.0));
    match retry_after {
        Some(wait) if wait > MAX_RETRY_AFTER => Decision::GiveUp,
        Some(wait) => Decision::Retry {
            wait: backoff.max(wait),
        },
        None => Decision::Retry { wait: backoff },
    }
}

/// The retries that all tasks of a client together may still send, counted in tenths of a retry.
///
/// It starts with ten retries, and every ten requests add one. Without this limit, retries would multiply
/// the load on a service that is already failing.
#[derive(Debug)]
pub(crate) struct RetryBudget(u32);

const FULL_BUDGET: u32 = 100;
const RETRY_COST: u32 = 10;

impl RetryBudget {
    pub(crate) fn full() -> Self {
        Self(FULL_BUDGET)
    }

    /// Adds a tenth of a retry, for one request.
    pub(crate) fn deposit(&mut self) {
        self.0 = (self.0 + 1).min(FULL_BUDGET);
    }

    /// Spends one retry. Returns `false` if there is none left.
    pub(crate) fn withdraw(&mut self) -> bool {
        let rest = self.0.checked_sub(RETRY_COST);
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
        let attempt = FailedAttempt {
            is_write,
            failure,
            retry_after: None,
            number,
        };
        decide(attempt, 1.0)
    }

    fn wait(millis: u64) -> Decision {
        Decision::Retry {
            wait: Duration::from_millis(millis),
        }
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
                    Decision::GiveUp,
                    "{failure:?}"
                );
            }
        }
    }

    #[test]
    fn unsendable_request_and_unexpected_body_are_not_retried() {
        for failure in [FailureKind::Unsendable, FailureKind::UnexpectedBody] {
            for is_write in [false, true] {
                let decision = decision(is_write, failure, 1);
                assert_eq!(decision, Decision::GiveUp, "{failure:?}");
            }
        }
    }

    #[test]
    fn write_is_ambiguous_unless_it_was_certainly_not_applied() {
        for (failure, is_ambiguous) in [
            (FailureKind::Unsendable, false),
            (FailureKind::NotSent, false),
            (FailureKind::NoResponse, true),
            (FailureKind::Unreadable, true),
            (FailureKind::UnexpectedBody, true),
            (FailureKind::Status(302), false),
            (FailureKind::Status(409), false),
            (FailureKind::Status(429), false),
            (FailureKind::Status(500), true),
        ] {
            assert_eq!(failure.is_ambiguous(), is_ambiguous, "{failure:?}");
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
        let attempt = |number, retry_after| FailedAttempt {
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
