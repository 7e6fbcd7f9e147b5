//! The value of `--fault`: an operation, a call and a fault.

use std::str::FromStr;

use super::duration::parse_duration;
use super::operation_name::OPERATIONS;
use crate::emulator::Emulator;
use crate::faults::Fault;
use crate::service::Operation;

/// A fault, and the call into which it is injected.
#[derive(Clone)]
pub(crate) struct FaultArgument {
    operation: Operation,
    nth: Option<u64>,
    syntax: &'static FaultSyntax,
    value: String,
}

/// The syntax of a kind of fault.
struct FaultSyntax {
    name: &'static str,
    /// The placeholder of its value, if it takes one.
    placeholder: Option<&'static str>,
    example: &'static str,
    /// What the fault does, in one line of the help.
    effect: &'static str,
    parse: fn(&str) -> Option<Fault>,
}

impl FaultArgument {
    pub(crate) fn inject(&self, emulator: &Emulator) {
        // `from_str` has parsed this value, so it is valid.
        let Some(fault) = (self.syntax.parse)(&self.value) else {
            return;
        };
        match self.nth {
            Some(nth) => emulator.inject_at(self.operation, nth, fault),
            None => emulator.inject(self.operation, fault),
        }
    }
}

impl FromStr for FaultArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (operation, rest) = text
            .split_once(':')
            .ok_or("expected `OPERATION[:NTH]:KIND[=VALUE]`, such as `add:3:drop-after`")?;
        let operation = find_by_name(OPERATIONS, operation, |(name, _)| name)
            .map(|&(_, operation)| operation)
            .ok_or_else(|| {
                unknown_name(
                    "operation",
                    operation,
                    OPERATIONS.iter().map(|(name, _)| *name),
                )
            })?;
        // A value can contain colons, so only the part before an equals sign can be a number.
        let (nth, fault) = match rest.split_once(':') {
            Some((nth, fault)) if !nth.contains('=') => (Some(parse_call_number(nth)?), fault),
            _ => (None, rest),
        };
        let (name, value) = fault.split_once('=').unwrap_or((fault, ""));
        let syntax = find_by_name(FAULTS, name, |syntax| syntax.name)
            .ok_or_else(|| unknown_name("fault", name, FAULTS.iter().map(|syntax| syntax.name)))?;
        let parsed = (syntax.parse)(value)
            .filter(|_| fault.contains('=') == syntax.placeholder.is_some())
            .ok_or_else(|| syntax.error(fault))?;
        check_operation(&parsed, operation)?;
        Ok(Self {
            operation,
            nth,
            syntax,
            value: value.to_owned(),
        })
    }
}

/// Fails if the fault has no effect on calls of the operation.
fn check_operation(fault: &Fault, operation: Operation) -> Result<(), String> {
    match fault {
        Fault::PartialAdd { .. } if !operation.has_batch() => {
            Err("`partial-add` applies only to `add` and `update-metadata`".to_owned())
        }
        Fault::Discard if !operation.is_write() => {
            Err("`discard` applies only to operations that write".to_owned())
        }
        Fault::Stale { .. } if !operation.is_write() => {
            Err("`stale` applies only to operations that write".to_owned())
        }
        _ => Ok(()),
    }
}

/// Returns the help of `--fault`: the operations, and all faults with their syntax and effect.
pub(super) fn fault_help() -> String {
    let operations: Vec<_> = OPERATIONS.iter().map(|(name, _)| *name).collect();
    let mut help = format!(
        "Inject a fault into the NTH call of an operation, or into its next call; can be repeated\n\n\
         Operations: {}\n\nFaults:",
        operations.join(", ")
    );
    for syntax in FAULTS {
        let text = syntax.text();
        help.push_str(&format!("\n  {text}\n      {}", syntax.effect));
    }
    help
}

impl FaultSyntax {
    /// Returns the usage of the fault: its name, with the placeholder of its value.
    fn text(&self) -> String {
        match self.placeholder {
            Some(placeholder) => format!("{}={placeholder}", self.name),
            None => self.name.to_owned(),
        }
    }

    fn error(&self, fault: &str) -> String {
        let Self {
            name,
            placeholder,
            example,
            ..
        } = self;
        match placeholder {
            Some(placeholder) => format!(
                "invalid fault `{fault}`: expected `{name}={placeholder}`, such as `{name}={example}`"
            ),
            None => format!("invalid fault `{fault}`: `{name}` does not take a value"),
        }
    }
}

static FAULTS: &[FaultSyntax] = &[
    FaultSyntax {
        name: "answer",
        placeholder: Some("STATUS[,HEADER:VALUE]"),
        example: "429,retry-after:2",
        effect: "returns this status; the operation is not executed",
        parse: |value| parse_answer(value, Fault::respond),
    },
    FaultSyntax {
        name: "answer-after",
        placeholder: Some("STATUS[,HEADER:VALUE]"),
        example: "504",
        effect: "executes the operation, then returns this status",
        parse: |value| parse_answer(value, Fault::execute_then_respond),
    },
    FaultSyntax::without_value(
        "drop",
        "closes the connection; the operation is not executed",
        |_| Some(Fault::Drop),
    ),
    FaultSyntax::without_value(
        "drop-after",
        "executes the operation, then closes the connection",
        |_| Some(Fault::ExecuteThenDrop),
    ),
    FaultSyntax::without_value(
        "reset",
        "resets the connection; the operation is not executed",
        |_| Some(Fault::Reset),
    ),
    FaultSyntax::without_value(
        "reset-after",
        "executes the operation, then resets the connection",
        |_| Some(Fault::ExecuteThenReset),
    ),
    FaultSyntax {
        name: "late",
        placeholder: Some("WAIT"),
        example: "2s",
        effect: "delays the response, such as by `2s` or `50ms`",
        parse: |value| parse_duration(value).map(|delay| Fault::DelayResponse { delay }),
    },
    FaultSyntax {
        name: "drip",
        placeholder: Some("PAUSE"),
        example: "50ms",
        effect: "delays each byte of the response's body",
        parse: |value| {
            parse_duration(value).map(|delay_per_byte| Fault::SlowBody { delay_per_byte })
        },
    },
    FaultSyntax {
        name: "truncate",
        placeholder: Some("BYTES"),
        example: "10",
        effect: "closes the connection after this many bytes of the body",
        parse: |value| {
            Some(Fault::Truncate {
                bytes: value.parse().ok()?,
            })
        },
    },
    FaultSyntax {
        name: "oversized",
        placeholder: Some("BYTES"),
        example: "10000000",
        effect: "returns an empty list, padded to this many bytes",
        parse: |value| parse_oversized(value, true),
    },
    FaultSyntax {
        name: "oversized-in-chunks",
        placeholder: Some("BYTES"),
        example: "10000000",
        effect: "the same without a `content-length`",
        parse: |value| parse_oversized(value, false),
    },
    FaultSyntax {
        name: "gzip-bomb",
        placeholder: Some("BYTES"),
        example: "1000000000",
        effect: "returns a body of this many bytes when decompressed",
        parse: |value| {
            Some(Fault::GzipBomb {
                bytes: value.parse().ok()?,
            })
        },
    },
    FaultSyntax::without_value(
        "discard",
        "returns the response of a success, but changes nothing",
        |_| Some(Fault::Discard),
    ),
    FaultSyntax {
        name: "stale",
        placeholder: Some("LISTS"),
        example: "3",
        effect: "makes the next lists show the state before the call",
        parse: |value| {
            Some(Fault::Stale {
                lists: value.parse().ok()?,
            })
        },
    },
    FaultSyntax {
        name: "partial-add",
        placeholder: Some("COLUMNS[,STATUS]"),
        example: "1,500",
        effect: "adds only the first columns, then returns 500 or the status",
        parse: parse_partial_add,
    },
];

impl FaultSyntax {
    const fn without_value(
        name: &'static str,
        effect: &'static str,
        parse: fn(&str) -> Option<Fault>,
    ) -> Self {
        Self {
            name,
            placeholder: None,
            example: "",
            effect,
            parse,
        }
    }
}

fn parse_answer(
    value: &str,
    constructor: fn(u16, &'static str, &'static str) -> Fault,
) -> Option<Fault> {
    let (code, header) = match value.split_once(',') {
        Some((code, header)) => (code, Some(header.split_once(':')?)),
        None => (value, None),
    };
    let fault = constructor(parse_status(code)?, "text/plain", "injected fault");
    Some(match header {
        Some((name, value)) => fault.header(name.trim(), value.trim()),
        None => fault,
    })
}

fn parse_status(text: &str) -> Option<u16> {
    let status = text.parse().ok()?;
    (200..=999).contains(&status).then_some(status)
}

fn parse_oversized(value: &str, has_content_length: bool) -> Option<Fault> {
    let bytes = value.parse().ok()?;
    Some(Fault::Oversized {
        bytes,
        has_content_length,
    })
}

fn parse_partial_add(value: &str) -> Option<Fault> {
    let (columns, code) = value.split_once(',').unwrap_or((value, "500"));
    Some(Fault::PartialAdd {
        columns: columns.parse().ok()?,
        status: parse_status(code)?,
    })
}

fn parse_call_number(text: &str) -> Result<u64, String> {
    text.parse()
        .ok()
        .filter(|&number| number > 0)
        .ok_or_else(|| {
            format!("invalid call number `{text}`: expected a positive integer; the next call is 1")
        })
}

fn find_by_name<'a, T>(items: &'a [T], name: &str, name_of: fn(&T) -> &str) -> Option<&'a T> {
    items.iter().find(|item| name_of(item) == name)
}

fn unknown_name<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.map(|known| format!("`{known}`")).collect();
    format!(
        "unknown {kind} `{name}`: expected one of {}",
        known.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn readme_lists_every_fault() {
        let readme = include_str!("../../README.md");
        let table = readme.split("| `Fault` |").nth(1).unwrap();
        let rows = table
            .lines()
            .skip(2)
            .take_while(|line| line.starts_with('|'));
        let mut listed = BTreeSet::new();
        for row in rows {
            let cell = row.split('|').nth(2).unwrap();
            for example in cell.split('`').skip(1).step_by(2) {
                let parsed: Result<FaultArgument, _> = format!("add:{example}").parse();
                listed.insert(parsed.unwrap_or_else(|error| panic!("{error}")).syntax.name);
            }
        }
        assert_eq!(listed, FAULTS.iter().map(|syntax| syntax.name).collect());
    }

    #[test]
    fn help_lists_every_fault_with_its_syntax() {
        let help = fault_help();
        for line in [
            "\n  answer=STATUS[,HEADER:VALUE]\n      returns this status; the operation is not executed\n",
            "\n  drop\n      closes the connection; the operation is not executed\n",
        ] {
            assert!(help.contains(line), "{help}");
        }
        for syntax in FAULTS {
            assert!(help.contains(&format!("\n  {}\n", syntax.text())), "{help}");
            assert!(!syntax.effect.is_empty() && syntax.effect.len() <= 70);
        }
    }
}
