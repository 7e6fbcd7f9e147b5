//! What `--fault` says: which call is struck, and by what.

use std::str::FromStr;
use std::time::Duration;

use crate::emulator::Emulator;
use crate::faults::Fault;
use crate::operation::Operation;

/// A fault and the call that it waits for.
#[derive(Clone)]
pub(crate) struct Injection {
    operation: Operation,
    nth: Option<u64>,
    kind: &'static Kind,
    value: String,
}

/// A kind of fault as it is spelled.
struct Kind {
    name: &'static str,
    /// What comes after the name, and what that may be; empty where nothing does.
    value: &'static str,
    example: &'static str,
    read: fn(&str) -> Option<Fault>,
}

impl Injection {
    pub(crate) fn inject(&self, emulator: &Emulator) {
        let Some(fault) = (self.kind.read)(&self.value) else {
            return;
        };
        match self.nth {
            Some(nth) => emulator.inject_at(self.operation, nth, fault),
            None => emulator.inject(self.operation, fault),
        }
    }
}

impl FromStr for Injection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let missing = || "it must be OPERATION[:NTH]:KIND[=VALUE], such as `add:3:drop-after`";
        let (operation, rest) = text.split_once(':').ok_or_else(missing)?;
        let operation = named(OPERATIONS, operation, |(name, _)| name)
            .map(|&(_, operation)| operation)
            .ok_or_else(|| {
                unknown(
                    "operation",
                    operation,
                    OPERATIONS.iter().map(|(name, _)| *name),
                )
            })?;
        // A value may have colons of its own, so that only what comes before an equals sign is a number.
        let (nth, fault) = match rest.split_once(':') {
            Some((nth, fault)) if !nth.contains('=') => (Some(number(nth)?), fault),
            _ => (None, rest),
        };
        let (name, value) = fault.split_once('=').unwrap_or((fault, ""));
        let kind = named(KINDS, name, |kind| kind.name)
            .ok_or_else(|| unknown("fault", name, KINDS.iter().map(|kind| kind.name)))?;
        if (kind.read)(value).is_none() || fault.contains('=') == kind.value.is_empty() {
            return Err(kind.explain(fault));
        }
        Ok(Self {
            operation,
            nth,
            kind,
            value: value.to_owned(),
        })
    }
}

impl Kind {
    fn explain(&self, fault: &str) -> String {
        let Self {
            name,
            value,
            example,
            ..
        } = self;
        if value.is_empty() {
            format!("`{fault}` must be `{name}`, which has no value")
        } else {
            format!("`{fault}` must be `{name}={value}`, such as `{name}={example}`")
        }
    }
}

const OPERATIONS: &[(&str, Operation)] = &[
    ("info", Operation::Info),
    ("list-tables", Operation::ListTables),
    ("create-table", Operation::CreateTable),
    ("delete-table", Operation::DeleteTable),
    ("list", Operation::ListColumns),
    ("add", Operation::AddColumns),
    ("update", Operation::UpdateColumn),
    ("delete", Operation::DeleteColumn),
];

static KINDS: &[Kind] = &[
    Kind {
        name: "answer",
        value: "STATUS[,HEADER:VALUE]",
        example: "429,retry-after:2",
        read: |value| answer(value, Fault::answer),
    },
    Kind {
        name: "answer-after",
        value: "STATUS[,HEADER:VALUE]",
        example: "504",
        read: |value| answer(value, Fault::answer_after),
    },
    Kind::plain("drop", |_| Some(Fault::Drop)),
    Kind::plain("drop-after", |_| Some(Fault::DropAfter)),
    Kind::plain("reset", |_| Some(Fault::Reset)),
    Kind::plain("reset-after", |_| Some(Fault::ResetAfter)),
    Kind {
        name: "late",
        value: "WAIT",
        example: "2s",
        read: |value| duration(value).map(|wait| Fault::Late { wait }),
    },
    Kind {
        name: "drip",
        value: "PAUSE",
        example: "50ms",
        read: |value| duration(value).map(|pause| Fault::Drip { pause }),
    },
    Kind {
        name: "truncate",
        value: "BYTES",
        example: "10",
        read: |value| {
            Some(Fault::Truncate {
                bytes: value.parse().ok()?,
            })
        },
    },
    Kind {
        name: "oversized",
        value: "BYTES",
        example: "10000000",
        read: |value| oversized(value, true),
    },
    Kind {
        name: "oversized-in-chunks",
        value: "BYTES",
        example: "10000000",
        read: |value| oversized(value, false),
    },
    Kind {
        name: "gzip-bomb",
        value: "BYTES",
        example: "1000000000",
        read: |value| {
            Some(Fault::GzipBomb {
                bytes: value.parse().ok()?,
            })
        },
    },
    Kind {
        name: "stale",
        value: "LISTS",
        example: "3",
        read: |value| {
            Some(Fault::Stale {
                lists: value.parse().ok()?,
            })
        },
    },
    Kind {
        name: "partly",
        value: "COLUMNS[,STATUS]",
        example: "1,500",
        read: partly,
    },
];

impl Kind {
    const fn plain(name: &'static str, read: fn(&str) -> Option<Fault>) -> Self {
        Self {
            name,
            value: "",
            example: "",
            read,
        }
    }
}

fn answer(value: &str, answer: fn(u16, &'static str, &'static str) -> Fault) -> Option<Fault> {
    let (code, header) = match value.split_once(',') {
        Some((code, header)) => (code, Some(header.split_once(':')?)),
        None => (value, None),
    };
    let fault = answer(status(code)?, "text/plain", "a fault on demand");
    Some(match header {
        Some((name, value)) => fault.header(name.trim(), value.trim()),
        None => fault,
    })
}

fn status(text: &str) -> Option<u16> {
    let status = text.parse().ok()?;
    (200..=999).contains(&status).then_some(status)
}

fn oversized(value: &str, announced: bool) -> Option<Fault> {
    let bytes = value.parse().ok()?;
    Some(Fault::Oversized { bytes, announced })
}

fn partly(value: &str) -> Option<Fault> {
    let (columns, code) = value.split_once(',').unwrap_or((value, "500"));
    Some(Fault::Partly {
        columns: columns.parse().ok()?,
        status: status(code)?,
    })
}

/// Whole seconds or milliseconds.
fn duration(text: &str) -> Option<Duration> {
    let (count, unit): (_, fn(u64) -> Duration) = match text.strip_suffix("ms") {
        Some(count) => (count, Duration::from_millis),
        None => (text.strip_suffix('s')?, Duration::from_secs),
    };
    count.parse().ok().map(unit)
}

fn number(text: &str) -> Result<u64, String> {
    text.parse()
        .ok()
        .filter(|&number| number > 0)
        .ok_or_else(|| format!("`{text}` is no number of a call: the next call is 1"))
}

fn named<'a, T>(all: &'a [T], name: &str, name_of: fn(&T) -> &str) -> Option<&'a T> {
    all.iter().find(|one| name_of(one) == name)
}

fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.map(|known| format!("`{known}`")).collect();
    let known = match known.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => known.concat(),
    };
    format!("unknown {kind} `{name}`: it must be {known}")
}
