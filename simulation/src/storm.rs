//! What goes wrong, how often, and with which message.

use std::time::Duration;

use peaka_emulator::Fault;

use crate::ask::Ask;
use crate::dice::Dice;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It never leaves, and its sender knows.
    Unsent,
    /// The connection breaks before it arrives.
    LostBefore,
    /// The connection breaks after it was done.
    LostAfter,
    /// It never arrives, and no answer comes.
    SilentBefore,
    /// It is done, and no answer comes.
    SilentAfter,
    /// The connection is reset before it is done.
    ResetBefore,
    /// The connection is reset after it was done.
    ResetAfter,
    /// It is done, and the answer ends too early.
    Cut,
    /// 429, perhaps with a `Retry-After`.
    Busy,
    /// 500, 502, 503 or 504, and it is not done.
    ErrorBefore,
    /// The same after it was done.
    ErrorAfter,
    /// It is refused for no reason, and not done.
    Refused,
    /// The answer takes its time.
    LateAnswer,
    /// It takes its time to arrive.
    LateArrival,
    /// The next lists do not show it.
    Stale,
    /// An add is done for the first of its columns alone, and refused or failed.
    Partly,
    /// It is done, and refused as if it had been done before.
    Exists,
    /// It is done, and answered with success and what cannot be read.
    Garbage,
    /// It is done, and answered with more than anybody reads.
    TooLong,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Unsent,
        Self::LostBefore,
        Self::LostAfter,
        Self::SilentBefore,
        Self::SilentAfter,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Cut,
        Self::Busy,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::Refused,
        Self::LateAnswer,
        Self::LateArrival,
        Self::Stale,
        Self::Partly,
        Self::Exists,
        Self::Garbage,
        Self::TooLong,
    ];

    fn is_of_writes(self) -> bool {
        matches!(self, Self::Stale | Self::Partly | Self::Exists)
    }

    fn strikes(self, ask: &Ask) -> bool {
        match self {
            Self::Stale => ask.is_write(),
            Self::Partly => matches!(ask, Ask::Add(_)),
            Self::Exists => matches!(ask, Ask::Add(_) | Ask::CreateTable),
            _ => true,
        }
    }
}

/// How a world treats its messages.
#[derive(Clone, Debug)]
pub(crate) struct Storm {
    /// The share of messages that are struck.
    rate: f64,
    kinds: Vec<Kind>,
    /// The most milliseconds that a message takes each way.
    latency: u64,
}

/// What becomes of one message.
#[derive(Debug)]
pub(crate) struct Fate {
    /// How long it takes to arrive.
    pub(crate) before: Duration,
    /// How long its answer takes.
    pub(crate) after: Duration,
    pub(crate) strike: Option<Strike>,
}

/// A fault with all that is chance about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strike {
    pub(crate) kind: Kind,
    /// A status, a number of bytes, lists or columns, or which of several texts.
    pub(crate) detail: usize,
    /// A `Retry-After`.
    pub(crate) retry_after: Option<&'static str>,
}

/// The most bytes of an answer that a client reads here.
pub(crate) const LONGEST_ANSWER: usize = 16 * 1024;

const GARBAGE: [&str; 5] = [
    "<html>it works</html>",
    r#"{"errorCode":100,"message":"it failed"}"#,
    "null",
    r#"[{"name":"#,
    "",
];

impl Storm {
    /// From calm to stormy.
    pub(crate) fn any(dice: &mut Dice) -> Self {
        let rate = dice.pick(&[0.0, 0.03, 0.1, 0.1, 0.2, 0.2, 0.35, 0.5]);
        let mut kinds = Kind::ALL.to_vec();
        if dice.chance(0.5) {
            dice.shuffle(&mut kinds);
            kinds.truncate(1 + dice.below(6));
        }
        let latency = dice.pick(&[0, 5, 40, 40, 300, 2000]);
        Self {
            rate,
            kinds,
            latency,
        }
    }

    /// No wind.
    pub(crate) fn over() -> Self {
        Self {
            rate: 0.0,
            kinds: Vec::new(),
            latency: 3,
        }
    }

    pub(crate) fn fate(&self, dice: &mut Dice, ask: &Ask) -> Fate {
        let mut fate = Fate {
            before: dice.millis(self.latency),
            after: dice.millis(self.latency),
            strike: None,
        };
        if dice.chance(self.rate) {
            let kinds = self.kinds.iter().copied();
            let mut kinds: Vec<_> = kinds.filter(|kind| kind.strikes(ask)).collect();
            // There are few writes, so those that strike writes alone come more often.
            let of_writes: Vec<_> = kinds
                .iter()
                .copied()
                .filter(|kind| kind.is_of_writes())
                .collect();
            kinds.extend([&of_writes[..]; 3].concat());
            if !kinds.is_empty() {
                let strike = Strike::of(dice.pick(&kinds), dice);
                let late = dice.pick(&[100, 1000, 12_000, 40_000]);
                match strike.kind {
                    Kind::LateAnswer => fate.after += dice.millis(late),
                    Kind::LateArrival => fate.before += dice.millis(late),
                    _ => {}
                }
                fate.strike = Some(strike);
            }
        }
        fate
    }
}

impl Strike {
    fn of(kind: Kind, dice: &mut Dice) -> Self {
        let detail = match kind {
            Kind::Cut => dice.pick(&[0, 1, 7, 60]),
            Kind::Busy => 429,
            Kind::ErrorBefore | Kind::ErrorAfter => dice.pick(&[500, 502, 503, 504]),
            Kind::Refused => dice.pick(&[400, 401, 403, 404, 409, 422]),
            Kind::Stale => dice.pick(&[1, 2, 3, 4, 8]),
            Kind::Partly => dice.below(6),
            Kind::Garbage => dice.below(GARBAGE.len()),
            _ => 0,
        };
        let asks = match kind {
            Kind::Busy => dice.chance(0.8),
            Kind::ErrorBefore | Kind::ErrorAfter => dice.chance(0.1),
            _ => false,
        };
        let retry_after = asks.then(|| {
            dice.pick(&[
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

    /// It never arrives, and no answer comes.
    pub(crate) fn silence() -> Self {
        Self {
            kind: Kind::SilentBefore,
            detail: 0,
            retry_after: None,
        }
    }

    /// Whether the message arrives at all.
    pub(crate) fn lets_through(self) -> bool {
        !matches!(
            self.kind,
            Kind::Unsent | Kind::LostBefore | Kind::SilentBefore
        )
    }

    /// What the service is to do instead of answering, if that is where the fault is.
    pub(crate) fn fault(self) -> Option<Fault> {
        let status = u16::try_from(self.detail).unwrap_or_default();
        let html = format!("<html><h1>{status}</h1>\n<p>nginx</p></html>");
        let fault = match self.kind {
            Kind::LostAfter => Fault::DropAfter,
            Kind::ResetBefore => Fault::Reset,
            Kind::ResetAfter => Fault::ResetAfter,
            Kind::Cut => Fault::Truncate { bytes: self.detail },
            Kind::Busy => Fault::answer(429, "text/plain", "slow down"),
            Kind::ErrorBefore => Fault::answer(status, "text/html", html),
            Kind::ErrorAfter => Fault::answer_after(status, "text/html", html),
            Kind::Refused => Fault::answer(status, "application/json", "{}"),
            Kind::Stale => Fault::Stale {
                lists: u32::try_from(self.detail).unwrap_or_default(),
            },
            Kind::Partly => Fault::Partly {
                columns: self.detail / 2,
                status: if self.detail.is_multiple_of(2) {
                    400
                } else {
                    500
                },
            },
            Kind::Exists => Fault::answer_after(400, "application/json", "duplicate key"),
            Kind::Garbage => Fault::answer_after(200, "application/json", GARBAGE[self.detail]),
            Kind::TooLong => Fault::Oversized {
                bytes: LONGEST_ANSWER as u64 + 1,
                has_content_length: true,
            },
            Kind::Unsent
            | Kind::LostBefore
            | Kind::SilentBefore
            | Kind::SilentAfter
            | Kind::LateAnswer
            | Kind::LateArrival => return None,
        };
        Some(match self.retry_after {
            Some(value) => fault.header("retry-after", value),
            None => fault,
        })
    }
}
