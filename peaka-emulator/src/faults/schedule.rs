//! Faults that are drawn from a seed.

use std::time::Duration;

use super::fault::Fault;
use super::random::Random;
use crate::service::{Operation, database_error};

/// A schedule of random faults that is reproducible from a seed.
///
/// The fault of a call depends on the seed, on the number of calls before it, and on its operation. The same seed and
/// the same order of calls result in the same faults on every machine. A call that is rejected for its key, its path or
/// an incomplete body does not count. Calls of metadata operations are counted separately, and have faults only with
/// [`Schedule::metadata`].
///
/// A schedule draws only faults that a client can recover from by retrying, and by re-reading the list after a write
/// with an ambiguous outcome. [`FaultKind`] lists them.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Emulator, Schedule};
///
/// let builder = Emulator::builder().schedule(Schedule::seeded(7).rate(0.2));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a schedule does nothing until it is passed to a builder"]
pub struct Schedule {
    seed: u64,
    rate: f64,
    kinds: Vec<FaultKind>,
    has_metadata: bool,
}

/// A kind of fault that a [`Schedule`] draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// [`Fault::Drop`].
    Drop,
    /// [`Fault::ExecuteThenDrop`].
    ExecuteThenDrop,
    /// [`Fault::Reset`].
    Reset,
    /// [`Fault::ExecuteThenReset`].
    ExecuteThenReset,
    /// Status 429 with a `Retry-After` of 0 seconds, 1 second or a date in the past. The operation is not executed.
    TooManyRequests,
    /// Status 500, 502, 503 or 504. The operation is not executed.
    ServerError,
    /// Status 500, 502, 503 or 504. The operation is executed.
    ExecuteThenServerError,
    /// [`Fault::Truncate`], after at most 60 bytes. A shorter response arrives complete.
    Truncate,
    /// [`Fault::DelayResponse`], by at most 300 ms.
    DelayResponse,
    /// [`Fault::Stale`] for 1 to 4 lists. Applies to writes only.
    Stale,
    /// [`Fault::PartialAdd`] for 0 to 2 columns, with status 500. Applies to [`Operation::AddColumns`] and
    /// [`Operation::UpdateMetadata`] only.
    PartialAdd,
    /// Status 400, as if the table or column had existed before. The operation is executed. Applies to
    /// [`Operation::AddColumns`] and [`Operation::CreateTable`] only.
    AlreadyExists,
}

/// The share of calls with a fault if [`Schedule::rate`] is not set.
const DEFAULT_RATE: f64 = 0.1;

/// The first number of the calls of metadata operations, so that they draw other faults.
const FIRST_METADATA_CALL: u64 = 1 << 63;

/// The maximum delay of a drawn [`Fault::DelayResponse`] in milliseconds.
const MAX_DELAY_MS: u64 = 300;

impl Schedule {
    /// Creates a schedule that draws faults of every kind for a tenth of the calls.
    pub fn seeded(seed: u64) -> Self {
        Self {
            seed,
            rate: DEFAULT_RATE,
            kinds: FaultKind::ALL.to_vec(),
            has_metadata: false,
        }
    }

    /// Sets the share of calls with a fault, from 0.0 for none to 1.0 for all. Defaults to 0.1.
    ///
    /// A value outside of the range is clamped. NaN counts as 0.0.
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = if rate.is_nan() {
            0.0
        } else {
            rate.clamp(0.0, 1.0)
        };
        self
    }

    /// Restricts the schedule to these kinds. A call to which none of them applies gets no fault.
    pub fn only(mut self, kinds: &[FaultKind]) -> Self {
        self.kinds = kinds.to_vec();
        self
    }

    /// Sets whether the metadata operations have faults as well. Defaults to `false`.
    ///
    /// The faults of other operations are the same either way.
    pub fn metadata(mut self, is_included: bool) -> Self {
        self.has_metadata = is_included;
        self
    }

    /// Returns the fault of a call, given the number of calls before it: those of metadata operations, if it is one, or
    /// those of other operations.
    pub(crate) fn draw(&self, calls_before: u64, operation: Operation) -> Option<Fault> {
        let call = match operation.is_metadata() {
            true if self.has_metadata => FIRST_METADATA_CALL.wrapping_add(calls_before),
            true => return None,
            false => calls_before,
        };
        let mut random = Random::new(self.seed, call);
        if random.fraction() >= self.rate {
            return None;
        }
        let applicable: Vec<_> = self
            .kinds
            .iter()
            .filter(|kind| kind.applies_to(operation))
            .collect();
        let kind = random.pick(&applicable)?;
        Some(kind.draw(&mut random))
    }
}

impl FaultKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Drop,
        Self::ExecuteThenDrop,
        Self::Reset,
        Self::ExecuteThenReset,
        Self::TooManyRequests,
        Self::ServerError,
        Self::ExecuteThenServerError,
        Self::Truncate,
        Self::DelayResponse,
        Self::Stale,
        Self::PartialAdd,
        Self::AlreadyExists,
    ];

    fn applies_to(self, operation: Operation) -> bool {
        use Operation as Op;
        match self {
            Self::Stale => operation.is_write(),
            Self::PartialAdd => operation.has_batch(),
            Self::AlreadyExists => matches!(operation, Op::AddColumns | Op::CreateTable),
            _ => true,
        }
    }

    fn draw(self, random: &mut Random) -> Fault {
        match self {
            Self::Drop => Fault::Drop,
            Self::ExecuteThenDrop => Fault::ExecuteThenDrop,
            Self::Reset => Fault::Reset,
            Self::ExecuteThenReset => Fault::ExecuteThenReset,
            Self::TooManyRequests => {
                let retry_after = match random.below(3) {
                    0 => "0",
                    1 => "1",
                    _ => "Sun, 06 Nov 1994 08:49:37 GMT",
                };
                Fault::respond(429, "text/plain", "").header("retry-after", retry_after)
            }
            Self::ServerError => {
                let (status, content_type, body) = server_error(random);
                Fault::respond(status, content_type, body)
            }
            Self::ExecuteThenServerError => {
                let (status, content_type, body) = server_error(random);
                Fault::execute_then_respond(status, content_type, body)
            }
            Self::Truncate => Fault::Truncate {
                bytes: random.pick(&[0, 1, 7, 60]).copied().unwrap_or_default(),
            },
            Self::DelayResponse => Fault::DelayResponse {
                delay: Duration::from_millis(1 + random.below(MAX_DELAY_MS)),
            },
            Self::Stale => Fault::Stale {
                lists: random.pick(&[1, 2, 3, 4]).copied().unwrap_or_default(),
            },
            Self::PartialAdd => Fault::PartialAdd {
                columns: random.pick(&[0, 1, 2]).copied().unwrap_or_default(),
                status: 500,
            },
            Self::AlreadyExists => {
                let body = database_error("duplicate key value violates unique constraint");
                Fault::execute_then_respond(400, "application/json", body.to_string())
            }
        }
    }
}

fn server_error(random: &mut Random) -> (u16, &'static str, &'static str) {
    match random.below(4) {
        0 => (
            500,
            "application/json",
            r#"{"errorCode":100,"message":"internal error"}"#,
        ),
        1 => (502, "text/html", "<h1>502 Bad Gateway</h1>"),
        2 => (503, "text/plain", "Service Unavailable"),
        _ => (504, "text/html", "<h1>504 Gateway Time-out</h1>"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn draw_all(schedule: &Schedule, operation: Operation, calls: u64) -> Vec<String> {
        let faults = (0..calls).map(|call| schedule.draw(call, operation));
        faults
            .map(|fault| fault.map_or_else(String::new, |fault| format!("{fault:?}")))
            .collect()
    }

    #[test]
    fn rate_is_the_share_of_calls_with_a_fault() {
        for (rate, min, max) in [
            (0.0, 0, 0),
            (-1.0, 0, 0),
            (f64::NAN, 0, 0),
            (0.2, 1900, 2100),
            (1.0, 10_000, 10_000),
            (f64::INFINITY, 10_000, 10_000),
        ] {
            let schedule = Schedule::seeded(1).rate(rate);
            let faults = draw_all(&schedule, Operation::AddColumns, 10_000);
            let count = faults.iter().filter(|fault| !fault.is_empty()).count();
            assert!((min..=max).contains(&count), "{rate}: {count}");
        }
        let faults = |schedule| draw_all(&schedule, Operation::Info, 1000);
        assert_eq!(
            faults(Schedule::seeded(1)),
            faults(Schedule::seeded(1).rate(0.1))
        );
    }

    #[test]
    fn every_applicable_kind_is_drawn_for_an_operation() {
        let always = Schedule::seeded(3).rate(1.0);
        let kinds = |operation| {
            let mut names: Vec<String> = draw_all(&always, operation, 2000)
                .iter()
                .map(|fault| match fault.split_once('(') {
                    Some((name @ ("DelayResponse" | "Truncate"), _)) => name.to_owned(),
                    _ => fault.clone(),
                })
                .collect();
            names.sort();
            names.dedup();
            names
        };
        let reads = [
            "DelayResponse",
            "Drop",
            "ExecuteThenDrop",
            "ExecuteThenReset",
            "ExecuteThenRespond(500)",
            "ExecuteThenRespond(502)",
            "ExecuteThenRespond(503)",
            "ExecuteThenRespond(504)",
            "Reset",
            "Respond(429)",
            "Respond(500)",
            "Respond(502)",
            "Respond(503)",
            "Respond(504)",
            "Truncate",
        ];
        let writes = ["Stale(1)", "Stale(2)", "Stale(3)", "Stale(4)"];
        let creates = ["ExecuteThenRespond(400)"];
        let adds = [
            "PartialAdd(0, 500)",
            "PartialAdd(1, 500)",
            "PartialAdd(2, 500)",
        ];
        let sorted = |parts: &[&[&str]]| {
            let mut all: Vec<String> = parts.concat().iter().map(ToString::to_string).collect();
            all.sort();
            all
        };
        assert_eq!(kinds(Operation::ListColumns), sorted(&[&reads]));
        assert_eq!(kinds(Operation::ExecuteQuery), sorted(&[&reads]));
        assert_eq!(kinds(Operation::DeleteTable), sorted(&[&reads, &writes]));
        assert_eq!(
            kinds(Operation::CreateTable),
            sorted(&[&reads, &writes, &creates])
        );
        assert_eq!(
            kinds(Operation::AddColumns),
            sorted(&[&reads, &writes, &creates, &adds])
        );
    }

    #[test]
    fn drawn_delays_are_between_1_and_300_ms() {
        let schedule = Schedule::seeded(5)
            .rate(1.0)
            .only(&[FaultKind::DelayResponse]);
        let delays: Vec<Duration> = (0..5000)
            .filter_map(|call| match schedule.draw(call, Operation::Info) {
                Some(Fault::DelayResponse { delay }) => Some(delay),
                _ => None,
            })
            .collect();
        assert_eq!(delays.len(), 5000);
        assert_eq!(delays.iter().min(), Some(&Duration::from_millis(1)));
        assert_eq!(delays.iter().max(), Some(&Duration::from_millis(300)));
    }

    #[test]
    fn drawn_retry_after_is_0_or_1_second_or_a_past_date() {
        let schedule = Schedule::seeded(5)
            .rate(1.0)
            .only(&[FaultKind::TooManyRequests]);
        let drawn: BTreeSet<_> = (0..100)
            .map(|call| match schedule.draw(call, Operation::Info) {
                Some(Fault::Respond {
                    status, headers, ..
                }) => (status, headers),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = ["0", "1", "Sun, 06 Nov 1994 08:49:37 GMT"];
        let header = |value: &str| vec![("retry-after".to_owned(), value.as_bytes().to_vec())];
        assert_eq!(drawn, expected.map(|value| (429, header(value))).into());
    }

    #[test]
    fn kind_that_does_not_apply_is_not_drawn() {
        let partial_add = Schedule::seeded(0).rate(1.0).only(&[FaultKind::PartialAdd]);
        assert_eq!(
            draw_all(&partial_add, Operation::ListColumns, 3),
            ["", "", ""]
        );
        assert_eq!(
            draw_all(&Schedule::seeded(0).rate(1.0).only(&[]), Operation::Info, 2),
            ["", ""]
        );
    }
}
