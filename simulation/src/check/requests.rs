//! Checks every request of a sync against what the sync knew when it sent it.

use std::time::Duration;

use peaka_runtime::stored_name;

use super::rule::{Checker, Rule};
use crate::run::{Message, Received};
use crate::table::{Declaration, LiveTable, Mismatch, Request, find, mismatches};

/// How often a write may be sent whose outcome is ambiguous each time, while no list shows an effect.
const MAX_AMBIGUOUS_SENDS: u32 = 2;

/// How often a write may be sent in all, while no list shows an effect.
const MAX_SENDS: u32 = 3;

/// What a sync knows about one write that it has sent.
struct WriteState {
    write: Request,
    /// How often it was sent since a list showed progress.
    sends: u32,
    /// How many of these sends were ambiguous.
    ambiguous: u32,
    is_acknowledged: bool,
    /// Whether it may have been applied, and no list was read since.
    is_unresolved: bool,
    /// Whether it was rejected, and no list has shown progress since.
    is_rejected: bool,
}

/// The last list that a sync has read.
#[derive(Clone, Copy)]
enum LastList<'r> {
    None,
    NoTable,
    Columns(&'r LiveTable),
}

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let record = checker.record;
    let declaration = &checker.scenario.replicas[record.syncs[id].replica].declaration;
    let mut states: Vec<WriteState> = Vec::new();
    let mut last_list = LastList::None;
    let mut not_before: Vec<(Request, Duration)> = Vec::new();
    for (at, message) in record.of(id) {
        for (request, time) in &not_before {
            if message.sent < *time && overlap(request, &message.request) {
                let detail = format!("#{at} is sent before {time:?}");
                checker.report(Rule::RetryAfter, detail);
            }
        }
        if let Some(asked) = retry_time(message) {
            not_before.push((message.request.clone(), asked));
        }
        if !message.request.is_write() {
            let before = last_list;
            if let Some(now) = shown(checker, message) {
                let is_progress = is_progress(declaration, before, now);
                for states in &mut states {
                    states.is_unresolved = false;
                    if is_progress {
                        states.sends = 0;
                        states.ambiguous = 0;
                        states.is_rejected = false;
                    }
                }
                last_list = now;
            }
            continue;
        }
        if let Some(why) = unjustified(declaration, &message.request, last_list) {
            checker.report(
                Rule::Justified,
                format!("#{at} `{}` {why}", message.request),
            );
        }
        for write in message.request.writes() {
            let which = states.iter().position(|states| states.write == write);
            let which = which.unwrap_or_else(|| {
                states.push(WriteState {
                    write: write.clone(),
                    sends: 0,
                    ambiguous: 0,
                    is_acknowledged: false,
                    is_unresolved: false,
                    is_rejected: false,
                });
                states.len() - 1
            });
            let states = &mut states[which];
            let why = if states.is_acknowledged {
                "was acknowledged"
            } else if states.is_unresolved {
                "may have been applied, and no list was read since"
            } else if states.is_rejected {
                "was rejected"
            } else if states.sends >= MAX_SENDS || states.ambiguous >= MAX_AMBIGUOUS_SENDS {
                "was sent too often without an effect"
            } else {
                ""
            };
            if !why.is_empty() {
                checker.report(
                    Rule::NoBlindResend,
                    format!("#{at} sends `{write}`, which {why}"),
                );
            }
            if message.is_not_sent() {
                continue;
            }
            states.sends += 1;
            states.is_acknowledged |= message.is_acknowledged();
            let may_pass = matches!(message.status(), Some(408 | 409 | 425 | 429));
            states.is_rejected = matches!(message.status(), Some(400..=499)) && !may_pass;
            states.is_unresolved = !states.is_acknowledged && !states.is_rejected && !may_pass;
            states.ambiguous += u32::from(states.is_unresolved);
        }
    }
}

/// Returns whether two requests have a write in common.
fn overlap(one: &Request, other: &Request) -> bool {
    match (one, other) {
        (Request::Add(one), Request::Add(other)) => one.iter().any(|name| other.contains(name)),
        _ => one == other,
    }
}

/// Returns the time in `Retry-After`, if it is at most 30 s ahead. Clients ignore longer ones.
fn retry_time(message: &Message) -> Option<Duration> {
    match &message.received {
        Some((at, Received::Response { retry_after, .. })) => {
            let wait = retry_after.filter(|seconds| *seconds <= 30)?;
            Some(*at + Duration::from_secs(wait))
        }
        _ => None,
    }
}

/// Returns what a list shows. A table list matters only if the table is not in it.
fn shown<'r>(checker: &Checker<'r>, message: &'r Message) -> Option<LastList<'r>> {
    if let Some(list) = message.list() {
        return Some(LastList::Columns(list));
    }
    let Some((_, Received::Response { tables, .. })) = &message.received else {
        return None;
    };
    let tables = tables.as_ref()?;
    let is_there = tables
        .iter()
        .any(|table| stored_name(table) == stored_name(checker.scenario.table));
    (!is_there).then_some(LastList::NoTable)
}

/// Returns whether a list shows more declared columns than the one before.
fn is_progress(declaration: &Declaration, before: LastList<'_>, now: LastList<'_>) -> bool {
    match (before, now) {
        (LastList::None, _) | (_, LastList::None | LastList::NoTable) => false,
        (LastList::NoTable, LastList::Columns(_)) => true,
        (LastList::Columns(before), LastList::Columns(now)) => {
            let columns = &declaration.columns;
            // A column that appears under its old name is progress, too: it is renamed instead of added.
            let names = columns
                .iter()
                .flat_map(|column| [Some(column.name), column.renamed_from]);
            let came = names.flatten().any(|name| {
                find(columns, now, name).is_some() && find(columns, before, name).is_none()
            });
            let went = |name: &&str| before.named(name).is_some() && now.named(name).is_none();
            came || declaration.delete.iter().any(went)
        }
    }
}

/// Returns why the last list does not justify a write.
fn unjustified(
    declaration: &Declaration,
    request: &Request,
    last_list: LastList<'_>,
) -> Option<String> {
    let because = |why: &str| Some(why.to_owned());
    match (request, last_list) {
        (_, LastList::None) => because("is sent before any list"),
        (Request::CreateTable, LastList::Columns(_)) => {
            because("is sent though a list shows the table")
        }
        (Request::Add(names), LastList::Columns(live)) => {
            let columns = &declaration.columns;
            let there = names
                .iter()
                .find(|name| find(columns, live, name).is_some());
            there.map(|name| format!("adds `{name}`, which the last list shows"))
        }
        (Request::Delete(_), LastList::Columns(live)) => {
            let mut wrong = mismatches(declaration, live);
            wrong.retain(|mismatch| !matches!(mismatch, Mismatch::NotDeleted(_)));
            (!wrong.is_empty()).then(|| format!("though the last list shows {wrong:?}"))
        }
        _ => None,
    }
}
