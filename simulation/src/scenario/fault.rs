//! Which requests fail, and how.

use std::time::Duration;

use peaka_emulator::Fault;

use crate::random::Random;
use crate::table::Request;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The request is not sent, and the client knows.
    NotSent,
    /// The connection is closed before the request arrives.
    LostBefore,
    /// The connection is closed after the request was applied.
    LostAfter,
    /// The request never arrives, and there is no response.
    SilentBefore,
    /// The request is applied, and there is no response.
    SilentAfter,
    /// The connection is reset before the request is applied.
    ResetBefore,
    /// The connection is reset after the request was applied.
    ResetAfter,
    /// The request is applied, and the response is truncated.
    Truncated,
    /// 429, often with a `Retry-After`.
    TooManyRequests,
    /// 500, 502, 503 or 504, and the request is not applied.
    ErrorBefore,
    /// The same after the request was applied.
    ErrorAfter,
    /// 400, 401, 403, 404, 409 or 422, and the request is not applied.
    Rejected,
    /// The response is delayed.
    LateAnswer,
    /// The request is delayed.
    LateArrival,
    /// The request is applied, and the next lists do not show it.
    Stale,
    /// Only the first columns of an add are added, and the response is 400 or 500.
    Partly,
    /// The request is applied, and the response is 400, as if it had been applied before.
    AlreadyExists,
    /// The request is applied, and the response is 200 with a malformed body.
    Malformed,
    /// The request is applied, and the response is larger than the limit of the client.
    TooLarge,
    /// A write is not applied, and the response is that of a success.
    FalseSuccess,
    /// A column list lacks a declared column.
    HiddenColumn,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [Self; 21] = [
        Self::NotSent,
        Self::LostBefore,
        Self::LostAfter,
        Self::SilentBefore,
        Self::SilentAfter,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Truncated,
        Self::TooManyRequests,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::Rejected,
        Self::LateAnswer,
        Self::LateArrival,
        Self::Stale,
        Self::Partly,
        Self::AlreadyExists,
        Self::Malformed,
        Self::TooLarge,
        Self::FalseSuccess,
        Self::HiddenColumn,
    ];

    fn affects_only_writes(self) -> bool {
        matches!(
            self,
            Self::Stale | Self::Partly | Self::AlreadyExists | Self::FalseSuccess
        )
    }

    fn applies_to(self, request: &Request) -> bool {
        match self {
            Self::Stale | Self::FalseSuccess => request.is_write(),
            Self::HiddenColumn => *request == Request::ListColumns,
            Self::Partly => matches!(request, Request::Add(_)),
            Self::AlreadyExists => matches!(request, Request::Add(_) | Request::CreateTable),
            _ => true,
        }
    }
}

/// How often requests fail, in which ways, and how long they take.
#[derive(Clone, Debug)]
pub(crate) struct FaultPlan {
    /// The share of requests with a fault.
    rate: f64,
    kinds: Vec<FaultKind>,
    /// The maximum latency in each direction, in milliseconds.
    latency: u64,
}

/// How one request is delivered.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// The time until the request arrives.
    pub(crate) before: Duration,
    /// The time until the response arrives.
    pub(crate) after: Duration,
    pub(crate) fault: Option<InjectedFault>,
}

/// A fault with all random choices made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InjectedFault {
    pub(crate) kind: FaultKind,
    /// A status, a number of bytes, lists or columns, or an index of `MALFORMED`; depends on the kind.
    pub(crate) detail: usize,
    /// The value of `Retry-After`.
    pub(crate) retry_after: Option<&'static str>,
}

/// The largest response that a client of the simulation reads.
pub(crate) const MAX_RESPONSE_BYTES: usize = 16 * 1024;

const MALFORMED: [&str; 5] = [
    "<html>it works</html>",
    r#"{"errorCode":100,"message":"it failed"}"#,
    "null",
    r#"[{"name":"#,
    "",
];

impl FaultPlan {
    /// Generates a plan, from no faults to one for every other request.
    pub(crate) fn random(random: &mut Random) -> Self {
        let rate = random.pick(&[0.0, 0.03, 0.1, 0.1, 0.2, 0.2, 0.35, 0.5]);
        let mut kinds = FaultKind::ALL.to_vec();
        if random.chance(0.5) {
            random.shuffle(&mut kinds);
            kinds.truncate(1 + random.below(6));
        }
        let latency = random.pick(&[0, 5, 40, 40, 300, 2000]);
        Self {
            rate,
            kinds,
            latency,
        }
    }

    /// Returns a plan without faults.
    pub(crate) fn none() -> Self {
        Self {
            rate: 0.0,
            kinds: Vec::new(),
            latency: 3,
        }
    }

    /// Generates the delivery of a request.
    pub(crate) fn delivery(&self, random: &mut Random, request: &Request) -> Delivery {
        let mut delivery = Delivery {
            before: random.millis(self.latency),
            after: random.millis(self.latency),
            fault: None,
        };
        if random.chance(self.rate) {
            let kinds = self.kinds.iter().copied();
            let mut kinds: Vec<_> = kinds.filter(|kind| kind.applies_to(request)).collect();
            // Writes are rare, so faults that apply only to writes get more weight.
            let of_writes: Vec<_> = kinds
                .iter()
                .copied()
                .filter(|kind| kind.affects_only_writes())
                .collect();
            kinds.extend([&of_writes[..]; 3].concat());
            if !kinds.is_empty() {
                let fault = InjectedFault::random(random.pick(&kinds), random);
                let late = random.pick(&[100, 1000, 12_000, 40_000]);
                match fault.kind {
                    FaultKind::LateAnswer => delivery.after += random.millis(late),
                    FaultKind::LateArrival => delivery.before += random.millis(late),
                    _ => {}
                }
                delivery.fault = Some(fault);
            }
        }
        delivery
    }
}

impl InjectedFault {
    fn random(kind: FaultKind, random: &mut Random) -> Self {
        let detail = match kind {
            FaultKind::Truncated => random.pick(&[0, 1, 7, 60]),
            FaultKind::TooManyRequests => 429,
            FaultKind::ErrorBefore | FaultKind::ErrorAfter => random.pick(&[500, 502, 503, 504]),
            FaultKind::Rejected => random.pick(&[400, 401, 403, 404, 409, 422]),
            FaultKind::Stale => random.pick(&[1, 2, 3, 4, 8]),
            FaultKind::Partly => random.below(6),
            FaultKind::HiddenColumn => random.below(8),
            FaultKind::Malformed => random.below(MALFORMED.len()),
            _ => 0,
        };
        let has_retry_after = match kind {
            FaultKind::TooManyRequests => random.chance(0.8),
            FaultKind::ErrorBefore | FaultKind::ErrorAfter => random.chance(0.1),
            _ => false,
        };
        let retry_after = has_retry_after.then(|| {
            random.pick(&[
                "0",
                "1",
                "3",
                "20",
                "40",
                "1000000000",
                "soon",
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT",
            ])
        });
        Self {
            kind,
            detail,
            retry_after,
        }
    }

    /// Returns the fault of a request that never arrives and has no response.
    pub(crate) fn silence() -> Self {
        Self {
            kind: FaultKind::SilentBefore,
            detail: 0,
            retry_after: None,
        }
    }

    /// Returns whether the request arrives.
    pub(crate) fn arrives(self) -> bool {
        !matches!(
            self.kind,
            FaultKind::NotSent | FaultKind::LostBefore | FaultKind::SilentBefore
        )
    }

    /// Returns the fault of the emulator that has this effect, unless the network has it.
    pub(crate) fn emulator_fault(self) -> Option<Fault> {
        let status = u16::try_from(self.detail).unwrap_or_default();
        let html = format!("<html><h1>{status}</h1>\n<p>nginx</p></html>");
        let fault = match self.kind {
            FaultKind::LostAfter => Fault::DropAfter,
            FaultKind::ResetBefore => Fault::Reset,
            FaultKind::ResetAfter => Fault::ResetAfter,
            FaultKind::Truncated => Fault::Truncate { bytes: self.detail },
            FaultKind::TooManyRequests => Fault::answer(429, "text/plain", "slow down"),
            FaultKind::ErrorBefore => Fault::answer(status, "text/html", html),
            FaultKind::ErrorAfter => Fault::answer_after(status, "text/html", html),
            FaultKind::Rejected => Fault::answer(status, "application/json", "{}"),
            FaultKind::Stale => Fault::Stale {
                lists: u32::try_from(self.detail).unwrap_or_default(),
            },
            FaultKind::Partly => Fault::Partly {
                columns: self.detail / 2,
                status: if self.detail.is_multiple_of(2) {
                    400
                } else {
                    500
                },
            },
            FaultKind::AlreadyExists => {
                Fault::answer_after(400, "application/json", "duplicate key")
            }
            FaultKind::Malformed => {
                Fault::answer_after(200, "application/json", MALFORMED[self.detail])
            }
            FaultKind::TooLarge => Fault::Oversized {
                bytes: MAX_RESPONSE_BYTES as u64 + 1,
                has_content_length: true,
            },
            FaultKind::NotSent
            | FaultKind::LostBefore
            | FaultKind::SilentBefore
            | FaultKind::SilentAfter
            | FaultKind::LateAnswer
            | FaultKind::LateArrival
            | FaultKind::FalseSuccess
            | FaultKind::HiddenColumn => return None,
        };
        Some(match self.retry_after {
            Some(value) => fault.header("retry-after", value),
            None => fault,
        })
    }
}
