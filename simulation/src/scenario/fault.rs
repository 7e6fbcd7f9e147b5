//! The faults of requests and responses.

use std::time::Duration;

use peaka_emulator::Fault;

use crate::random::Random;
use crate::table::{MetadataRequest, Request};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The request is not sent, and the client knows that.
    NotSent,
    /// The connection is closed before the request arrives.
    Drop,
    /// The connection is closed after the request was applied.
    ExecuteThenDrop,
    /// The request never arrives, and there is no response.
    NoResponse,
    /// The request is applied, and there is no response.
    ExecuteThenNoResponse,
    /// The connection is reset before the request is applied.
    Reset,
    /// The connection is reset after the request was applied.
    ExecuteThenReset,
    /// The request is applied, and the response is truncated.
    Truncate,
    /// The request is not applied, and the response is 429, often with a `Retry-After`.
    TooManyRequests,
    /// The request is not applied, and the response is 500, 502, 503 or 504.
    ServerError,
    /// The request is applied, and the response is 500, 502, 503 or 504.
    ExecuteThenServerError,
    /// The request is not applied, and the response is 400, 401, 403, 404, 409 or 422.
    Rejected,
    /// The response is delayed.
    DelayResponse,
    /// The request is delayed.
    DelayRequest,
    /// The request is applied, and the next lists do not show its effect.
    Stale,
    /// Only some of the columns of an add request are added, or only the metadata of some columns is updated, and the
    /// response is 400 or 500.
    PartialAdd,
    /// The request is applied, and the response is 400, as if the column, the table, the relation or the golden SQL had
    /// existed before.
    AlreadyExists,
    /// The request is applied, and the response is 200 with a malformed body.
    Malformed,
    /// The request is applied, and the response exceeds the size limit of the client.
    Oversized,
    /// A write is not applied, and the response is that of a success.
    FalseSuccess,
    /// A column list lacks a declared column.
    HiddenColumn,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [Self; 21] = [
        Self::NotSent,
        Self::Drop,
        Self::ExecuteThenDrop,
        Self::NoResponse,
        Self::ExecuteThenNoResponse,
        Self::Reset,
        Self::ExecuteThenReset,
        Self::Truncate,
        Self::TooManyRequests,
        Self::ServerError,
        Self::ExecuteThenServerError,
        Self::Rejected,
        Self::DelayResponse,
        Self::DelayRequest,
        Self::Stale,
        Self::PartialAdd,
        Self::AlreadyExists,
        Self::Malformed,
        Self::Oversized,
        Self::FalseSuccess,
        Self::HiddenColumn,
    ];

    fn affects_only_writes(self) -> bool {
        !self.applies_to(&Request::ListColumns)
    }

    fn applies_to(self, request: &Request) -> bool {
        match self {
            Self::Stale | Self::FalseSuccess => request.is_write(),
            Self::HiddenColumn => *request == Request::ListColumns,
            Self::PartialAdd => match request {
                Request::Metadata(request) => matches!(request, MetadataRequest::UpdateTable(_)),
                _ => matches!(request, Request::Add(_)),
            },
            Self::AlreadyExists => match request {
                Request::Metadata(request) => request.is_add(),
                _ => matches!(request, Request::Add(_) | Request::CreateTable),
            },
            _ => true,
        }
    }
}

/// The rate and the kinds of faults, and the latency of the network.
#[derive(Clone, Debug)]
pub(crate) struct FaultPlan {
    /// The share of requests with a fault.
    rate: f64,
    kinds: Vec<FaultKind>,
    /// The maximum latency in each direction, in milliseconds.
    latency: u64,
}

/// The latency and the fault of one request.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// The time until the request arrives.
    pub(crate) before: Duration,
    /// The time until the response arrives.
    pub(crate) after: Duration,
    pub(crate) fault: Option<InjectedFault>,
}

/// A fault of one request, with all its random parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InjectedFault {
    pub(crate) kind: FaultKind,
    /// The parameter of the kind: a status, a number of bytes or lists, or an index. For `PartialAdd`, twice the number
    /// of columns, plus 1 for status 500 instead of 400.
    pub(crate) parameter: usize,
    /// The value of `Retry-After`.
    pub(crate) retry_after: Option<&'static str>,
}

/// The `max_response_bytes` of every client.
pub(crate) const MAX_RESPONSE_BYTES: usize = 16 * 1024;

const MALFORMED_BODIES: [&str; 5] = [
    "<html>it works</html>",
    r#"{"errorCode":100,"message":"it failed"}"#,
    "null",
    r#"[{"name":"#,
    "",
];

impl FaultPlan {
    /// Generates a plan in which between none and half of the requests have a fault.
    pub(crate) fn generate(random: &mut Random) -> Self {
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

    /// Generates the latency and the fault of a request.
    pub(crate) fn generate_delivery(&self, random: &mut Random, request: &Request) -> Delivery {
        let mut delivery = Delivery {
            before: random.millis(self.latency),
            after: random.millis(self.latency),
            fault: None,
        };
        if random.chance(self.rate) {
            let kinds = self.kinds.iter().copied();
            let mut kinds: Vec<_> = kinds.filter(|kind| kind.applies_to(request)).collect();
            // Faults that affect only writes get more weight, because writes are rare.
            let only_writes: Vec<_> = kinds
                .iter()
                .copied()
                .filter(|kind| kind.affects_only_writes())
                .collect();
            kinds.extend([&only_writes[..]; 3].concat());
            if !kinds.is_empty() {
                let fault = InjectedFault::generate(random.pick(&kinds), random);
                let max_delay = random.pick(&[100, 1000, 12_000, 40_000]);
                match fault.kind {
                    FaultKind::DelayResponse => delivery.after += random.millis(max_delay),
                    FaultKind::DelayRequest => delivery.before += random.millis(max_delay),
                    _ => {}
                }
                delivery.fault = Some(fault);
            }
        }
        delivery
    }
}

impl InjectedFault {
    fn generate(kind: FaultKind, random: &mut Random) -> Self {
        let parameter = match kind {
            FaultKind::Truncate => random.pick(&[0, 1, 7, 60]),
            FaultKind::TooManyRequests => 429,
            FaultKind::ServerError | FaultKind::ExecuteThenServerError => {
                random.pick(&[500, 502, 503, 504])
            }
            FaultKind::Rejected => random.pick(&[400, 401, 403, 404, 409, 422]),
            FaultKind::Stale => random.pick(&[1, 2, 3, 4, 8]),
            FaultKind::PartialAdd => random.below(6),
            FaultKind::HiddenColumn => random.below(8),
            FaultKind::Malformed => random.below(MALFORMED_BODIES.len()),
            _ => 0,
        };
        let has_retry_after = match kind {
            FaultKind::TooManyRequests => random.chance(0.8),
            FaultKind::ServerError | FaultKind::ExecuteThenServerError => random.chance(0.1),
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
            parameter,
            retry_after,
        }
    }

    /// Returns the fault of a request that never arrives and gets no response.
    pub(crate) fn no_response() -> Self {
        Self {
            kind: FaultKind::NoResponse,
            parameter: 0,
            retry_after: None,
        }
    }

    /// Returns whether the response is not that of the operation.
    pub(crate) fn fabricates_response(self) -> bool {
        matches!(
            self.kind,
            FaultKind::TooManyRequests
                | FaultKind::ServerError
                | FaultKind::ExecuteThenServerError
                | FaultKind::Rejected
                | FaultKind::AlreadyExists
                | FaultKind::PartialAdd
                | FaultKind::Malformed
                | FaultKind::Oversized
                | FaultKind::FalseSuccess
        )
    }

    /// Returns whether the request arrives.
    pub(crate) fn arrives(self) -> bool {
        !matches!(
            self.kind,
            FaultKind::NotSent | FaultKind::Drop | FaultKind::NoResponse
        )
    }

    /// Returns the emulator fault with this effect, or `None` if the simulated network has the effect.
    pub(crate) fn emulator_fault(self) -> Option<Fault> {
        let status = u16::try_from(self.parameter).unwrap_or_default();
        let html = format!("<html><h1>{status}</h1>\n<p>nginx</p></html>");
        let fault = match self.kind {
            FaultKind::ExecuteThenDrop => Fault::ExecuteThenDrop,
            FaultKind::Reset => Fault::Reset,
            FaultKind::ExecuteThenReset => Fault::ExecuteThenReset,
            FaultKind::Truncate => Fault::Truncate {
                bytes: self.parameter,
            },
            FaultKind::TooManyRequests => Fault::respond(429, "text/plain", "slow down"),
            FaultKind::ServerError => Fault::respond(status, "text/html", html),
            FaultKind::ExecuteThenServerError => {
                Fault::execute_then_respond(status, "text/html", html)
            }
            FaultKind::Rejected => Fault::respond(status, "application/json", "{}"),
            FaultKind::Stale => Fault::Stale {
                lists: u32::try_from(self.parameter).unwrap_or_default(),
            },
            FaultKind::PartialAdd => Fault::PartialAdd {
                columns: self.parameter / 2,
                status: if self.parameter % 2 == 0 { 400 } else { 500 },
            },
            FaultKind::AlreadyExists => {
                Fault::execute_then_respond(400, "application/json", "duplicate key")
            }
            FaultKind::Malformed => Fault::execute_then_respond(
                200,
                "application/json",
                MALFORMED_BODIES[self.parameter],
            ),
            FaultKind::Oversized => Fault::Oversized {
                bytes: MAX_RESPONSE_BYTES as u64 + 1,
                has_content_length: true,
            },
            FaultKind::NotSent
            | FaultKind::Drop
            | FaultKind::NoResponse
            | FaultKind::ExecuteThenNoResponse
            | FaultKind::DelayResponse
            | FaultKind::DelayRequest
            | FaultKind::FalseSuccess
            | FaultKind::HiddenColumn => return None,
        };
        Some(match self.retry_after {
            Some(value) => fault.header("retry-after", value),
            None => fault,
        })
    }
}
