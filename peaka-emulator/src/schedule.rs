//! Faults that are drawn, the same for the same seed.

use std::time::Duration;

use crate::errors;
use crate::faults::Fault;
use crate::operation::Operation;
use crate::random::Random;

/// Faults that strike calls at random, but the same ones for the same seed: what strikes a call depends on the seed, on
/// how many calls were made before it, and on its operation. So the same seed and the same order of calls give the same
/// faults, on every machine. A call that is refused for its key, its path, or a body that never arrived whole does not
/// count.
///
/// Only such faults are drawn as a client can survive that tries again, and that lists again after a write whose answer
/// it cannot trust. [`FaultKind`] names them.
///
/// ```
/// use peaka_emulator::{Emulator, Schedule};
///
/// let builder = Emulator::builder().schedule(Schedule::seeded(7).rate(0.2));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a schedule does nothing until a builder has it"]
pub struct Schedule {
    seed: u64,
    rate: f64,
    kinds: Vec<FaultKind>,
}

/// A kind of fault that a [`Schedule`] draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// [`Fault::Drop`].
    Drop,
    /// [`Fault::DropAfter`].
    DropAfter,
    /// [`Fault::Reset`].
    Reset,
    /// [`Fault::ResetAfter`].
    ResetAfter,
    /// The operation is not done, and answered 429 with a `Retry-After` of 0 seconds, of 1 second, or of a date that has
    /// passed.
    TooManyRequests,
    /// The operation is not done, and answered 500, 502, 503 or 504.
    ServerError,
    /// The operation is done, and answered 500, 502, 503 or 504.
    ServerErrorAfter,
    /// [`Fault::Truncate`], after 60 bytes at most. A shorter answer arrives whole.
    Truncate,
    /// [`Fault::Late`], by 300 ms at most.
    Late,
    /// [`Fault::Stale`] for 1 to 4 lists. It strikes writes alone.
    Stale,
    /// [`Fault::Partly`] for 0 to 2 columns, answered 500. It strikes Adds alone.
    Partly,
    /// The operation is done, and answered 400 as if what it makes had been there before. It strikes Adds, and Creates of
    /// tables.
    AlreadyExists,
}

/// How often a schedule strikes that was not told.
const DEFAULT_RATE: f64 = 0.1;

/// The longest that a drawn answer is late, in milliseconds.
const LATEST: u64 = 300;

impl Schedule {
    /// Faults of every kind for a tenth of the calls.
    pub fn seeded(seed: u64) -> Self {
        Self {
            seed,
            rate: DEFAULT_RATE,
            kinds: FaultKind::ALL.to_vec(),
        }
    }

    /// The share of the calls that are struck: from 0 for none to 1 for every one. What is outside is taken for the
    /// nearer of the two, and what is no number for 0.
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = if rate.is_nan() {
            0.0
        } else {
            rate.clamp(0.0, 1.0)
        };
        self
    }

    /// Draws from these kinds alone. A call that none of them can strike is not struck.
    pub fn only(mut self, kinds: &[FaultKind]) -> Self {
        self.kinds = kinds.to_vec();
        self
    }

    /// The fault that strikes a call, given how many calls there were before it.
    pub(crate) fn draw(&self, calls_before: u64, operation: Operation) -> Option<Fault> {
        let mut random = Random::new(self.seed, calls_before);
        if random.fraction() >= self.rate {
            return None;
        }
        let kinds = self.kinds.iter();
        let kinds: Vec<_> = kinds.filter(|kind| kind.strikes(operation)).collect();
        let kind = random.pick(&kinds)?;
        Some(kind.fault(&mut random))
    }
}

impl FaultKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Drop,
        Self::DropAfter,
        Self::Reset,
        Self::ResetAfter,
        Self::TooManyRequests,
        Self::ServerError,
        Self::ServerErrorAfter,
        Self::Truncate,
        Self::Late,
        Self::Stale,
        Self::Partly,
        Self::AlreadyExists,
    ];

    fn strikes(self, operation: Operation) -> bool {
        use Operation as Op;
        match self {
            Self::Stale => !matches!(operation, Op::Info | Op::ListTables | Op::ListColumns),
            Self::Partly => operation == Op::AddColumns,
            Self::AlreadyExists => matches!(operation, Op::AddColumns | Op::CreateTable),
            _ => true,
        }
    }

    fn fault(self, random: &mut Random) -> Fault {
        match self {
            Self::Drop => Fault::Drop,
            Self::DropAfter => Fault::DropAfter,
            Self::Reset => Fault::Reset,
            Self::ResetAfter => Fault::ResetAfter,
            Self::TooManyRequests => {
                let when = match random.below(3) {
                    0 => "0",
                    1 => "1",
                    _ => "Sun, 06 Nov 1994 08:49:37 GMT",
                };
                Fault::answer(429, "text/plain", "").header("retry-after", when)
            }
            Self::ServerError => {
                let (status, content_type, body) = server_error(random);
                Fault::answer(status, content_type, body)
            }
            Self::ServerErrorAfter => {
                let (status, content_type, body) = server_error(random);
                Fault::answer_after(status, content_type, body)
            }
            Self::Truncate => Fault::Truncate {
                bytes: random.pick(&[0, 1, 7, 60]).copied().unwrap_or_default(),
            },
            Self::Late => Fault::Late {
                wait: Duration::from_millis(1 + random.below(LATEST)),
            },
            Self::Stale => Fault::Stale {
                lists: random.pick(&[1, 2, 3, 4]).copied().unwrap_or_default(),
            },
            Self::Partly => Fault::Partly {
                columns: random.pick(&[0, 1, 2]).copied().unwrap_or_default(),
                status: 500,
            },
            Self::AlreadyExists => {
                let body = errors::database_error("duplicate key value violates unique constraint");
                Fault::answer_after(400, "application/json", body.to_string())
            }
        }
    }
}

fn server_error(random: &mut Random) -> (u16, &'static str, &'static str) {
    match random.below(4) {
        0 => (
            500,
            "application/json",
            r#"{"errorCode":100,"message":"it failed"}"#,
        ),
        1 => (502, "text/html", "<h1>502 Bad Gateway</h1>"),
        2 => (503, "text/plain", "Service Unavailable"),
        _ => (504, "text/html", "<h1>504 Gateway Time-out</h1>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(schedule: &Schedule, operation: Operation, calls: u64) -> Vec<String> {
        let faults = (0..calls).map(|call| schedule.draw(call, operation));
        faults
            .map(|fault| fault.map_or_else(String::new, |fault| format!("{fault:?}")))
            .collect()
    }

    #[test]
    fn the_rate_is_the_share_of_the_calls() {
        for (rate, least, most) in [
            (0.0, 0, 0),
            (-1.0, 0, 0),
            (f64::NAN, 0, 0),
            (0.2, 1900, 2100),
            (1.0, 10_000, 10_000),
            (f64::INFINITY, 10_000, 10_000),
        ] {
            let schedule = Schedule::seeded(1).rate(rate);
            let faults = drawn(&schedule, Operation::AddColumns, 10_000);
            let struck = faults.iter().filter(|fault| !fault.is_empty()).count();
            assert!((least..=most).contains(&struck), "{rate}: {struck}");
        }
        let struck = |schedule| drawn(&schedule, Operation::Info, 1000);
        assert_eq!(
            struck(Schedule::seeded(1)),
            struck(Schedule::seeded(1).rate(0.1))
        );
    }

    #[test]
    fn every_operation_is_struck_by_all_that_can_strike_it() {
        let always = Schedule::seeded(3).rate(1.0);
        let kinds = |operation| {
            let mut names: Vec<String> = drawn(&always, operation, 2000)
                .iter()
                .map(|fault| match fault.split_once('(') {
                    Some((name @ ("Late" | "Truncate"), _)) => name.to_owned(),
                    _ => fault.clone(),
                })
                .collect();
            names.sort();
            names.dedup();
            names
        };
        let reads = [
            "Answer(429)",
            "Answer(500)",
            "Answer(502)",
            "Answer(503)",
            "Answer(504)",
            "AnswerAfter(500)",
            "AnswerAfter(502)",
            "AnswerAfter(503)",
            "AnswerAfter(504)",
            "Drop",
            "DropAfter",
            "Late",
            "Reset",
            "ResetAfter",
            "Truncate",
        ];
        let writes = ["Stale(1)", "Stale(2)", "Stale(3)", "Stale(4)"];
        let creates = ["AnswerAfter(400)"];
        let adds = ["Partly(0, 500)", "Partly(1, 500)", "Partly(2, 500)"];
        let together = |parts: &[&[&str]]| {
            let mut all: Vec<String> = parts.concat().iter().map(ToString::to_string).collect();
            all.sort();
            all
        };
        assert_eq!(kinds(Operation::ListColumns), together(&[&reads]));
        assert_eq!(kinds(Operation::DeleteTable), together(&[&reads, &writes]));
        assert_eq!(
            kinds(Operation::CreateTable),
            together(&[&reads, &writes, &creates])
        );
        assert_eq!(
            kinds(Operation::AddColumns),
            together(&[&reads, &writes, &creates, &adds])
        );
    }

    #[test]
    fn nobody_waits_longer_than_promised() {
        let schedule = Schedule::seeded(5).rate(1.0).only(&[FaultKind::Late]);
        let waits: Vec<Duration> = (0..5000)
            .filter_map(|call| match schedule.draw(call, Operation::Info) {
                Some(Fault::Late { wait }) => Some(wait),
                _ => None,
            })
            .collect();
        assert_eq!(waits.len(), 5000);
        assert_eq!(waits.iter().min(), Some(&Duration::from_millis(1)));
        assert_eq!(waits.iter().max(), Some(&Duration::from_millis(300)));
    }

    #[test]
    fn what_cannot_strike_is_not_drawn() {
        let partly = Schedule::seeded(0).rate(1.0).only(&[FaultKind::Partly]);
        assert_eq!(drawn(&partly, Operation::ListColumns, 3), ["", "", ""]);
        assert_eq!(
            drawn(&Schedule::seeded(0).rate(1.0).only(&[]), Operation::Info, 2),
            ["", ""]
        );
    }
}
