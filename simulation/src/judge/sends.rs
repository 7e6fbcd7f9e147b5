//! What a replica sends, and what it knew when it did.

use std::time::Duration;

use peaka_runtime::stored_name;

use crate::ask::Ask;
use crate::declaration::Declaration;
use crate::fit::{Misfit, find, misfits};
use crate::judge::{Court, Rule};
use crate::live::Live;
use crate::record::{Message, Told};

/// How often a write may be sent that may have been done each time, if no list shows an effect.
const SENDS_IN_DOUBT: u32 = 2;

/// How often a write may be sent at all, if no list shows an effect.
const SENDS: u32 = 3;

/// What a sync knows of one write that it has sent.
struct Known {
    write: Ask,
    /// How often it was sent since a list last showed progress.
    sends: u32,
    /// How often of these it may have been done.
    in_doubt: u32,
    is_acknowledged: bool,
    /// It may have been done, and no list was read since.
    is_open: bool,
    /// It was refused for good, and no list has shown progress since.
    is_refused: bool,
}

/// What a list said last.
#[derive(Clone, Copy)]
enum Seen<'r> {
    Nothing,
    NoTable,
    Columns(&'r Live),
}

pub(super) fn judge(court: &mut Court<'_>, id: usize) {
    let record = court.record;
    let declaration = &court.world.replicas[record.syncs[id].replica].declaration;
    let mut known: Vec<Known> = Vec::new();
    let mut seen = Seen::Nothing;
    let mut not_before: Vec<(Ask, Duration)> = Vec::new();
    for (at, message) in record.of(id) {
        for (ask, time) in &not_before {
            if message.sent < *time && overlap(ask, &message.ask) {
                let detail = format!("#{at} is sent before {time:?}");
                court.tell(Rule::RetryAfter, detail);
            }
        }
        if let Some(asked) = asked_to_wait(message) {
            not_before.push((message.ask.clone(), asked));
        }
        if !message.ask.is_write() {
            let before = seen;
            if let Some(now) = shown(court, message) {
                let is_progress = is_progress(declaration, before, now);
                for known in &mut known {
                    known.is_open = false;
                    if is_progress {
                        known.sends = 0;
                        known.in_doubt = 0;
                        known.is_refused = false;
                    }
                }
                seen = now;
            }
            continue;
        }
        if let Some(why) = unjustified(declaration, &message.ask, seen) {
            court.tell(Rule::Justified, format!("#{at} `{}` {why}", message.ask));
        }
        for write in message.ask.writes() {
            let which = known.iter().position(|known| known.write == write);
            let which = which.unwrap_or_else(|| {
                known.push(Known {
                    write: write.clone(),
                    sends: 0,
                    in_doubt: 0,
                    is_acknowledged: false,
                    is_open: false,
                    is_refused: false,
                });
                known.len() - 1
            });
            let known = &mut known[which];
            let why = if known.is_acknowledged {
                "was acknowledged"
            } else if known.is_open {
                "may have been done, and no list was read since"
            } else if known.is_refused {
                "was refused"
            } else if known.sends >= SENDS || known.in_doubt >= SENDS_IN_DOUBT {
                "was sent often enough, and no list showed an effect"
            } else {
                ""
            };
            if !why.is_empty() {
                court.tell(Rule::Resend, format!("#{at} sends `{write}`, which {why}"));
            }
            if message.is_unsent() {
                continue;
            }
            known.sends += 1;
            known.is_acknowledged |= message.is_acknowledged();
            let may_pass = matches!(message.status(), Some(408 | 409 | 425 | 429));
            known.is_refused = matches!(message.status(), Some(400..=499)) && !may_pass;
            known.is_open = !known.is_acknowledged && !known.is_refused && !may_pass;
            known.in_doubt += u32::from(known.is_open);
        }
    }
}

/// Whether one asks for some of what the other does.
fn overlap(one: &Ask, other: &Ask) -> bool {
    match (one, other) {
        (Ask::Add(one), Ask::Add(other)) => one.iter().any(|name| other.contains(name)),
        _ => one == other,
    }
}

/// Until when the service asked to wait. Half a minute is as long as anybody should.
fn asked_to_wait(message: &Message) -> Option<Duration> {
    match &message.told {
        Some((at, Told::Answer { retry_after, .. })) => {
            let wait = retry_after.filter(|seconds| *seconds <= 30)?;
            Some(*at + Duration::from_secs(wait))
        }
        _ => None,
    }
}

/// What a list says. One of tables says something only if ours is not among them.
fn shown<'r>(court: &Court<'r>, message: &'r Message) -> Option<Seen<'r>> {
    if let Some(list) = message.list() {
        return Some(Seen::Columns(list));
    }
    let Some((_, Told::Answer { tables, .. })) = &message.told else {
        return None;
    };
    let tables = tables.as_ref()?;
    let is_there = tables
        .iter()
        .any(|table| stored_name(table) == stored_name(court.world.table));
    (!is_there).then_some(Seen::NoTable)
}

/// Whether a list shows more of what is declared than the one before.
fn is_progress(declaration: &Declaration, before: Seen<'_>, now: Seen<'_>) -> bool {
    match (before, now) {
        (Seen::Nothing, _) | (_, Seen::Nothing | Seen::NoTable) => false,
        (Seen::NoTable, Seen::Columns(_)) => true,
        (Seen::Columns(before), Seen::Columns(now)) => {
            let columns = &declaration.columns;
            // Under its old name it is no longer missing, but to be renamed.
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

/// Why the last list gives no reason for a write.
fn unjustified(declaration: &Declaration, ask: &Ask, seen: Seen<'_>) -> Option<String> {
    let told = |why: &str| Some(why.to_owned());
    match (ask, seen) {
        (_, Seen::Nothing) => told("is sent before any list"),
        (Ask::CreateTable, Seen::Columns(_)) => told("is sent though a list shows the table"),
        (Ask::Add(names), Seen::Columns(live)) => {
            let columns = &declaration.columns;
            let there = names
                .iter()
                .find(|name| find(columns, live, name).is_some());
            there.map(|name| format!("adds `{name}`, which the last list shows"))
        }
        (Ask::Delete(_), Seen::Columns(live)) => {
            let mut wrong = misfits(declaration, live);
            wrong.retain(|misfit| !matches!(misfit, Misfit::NotDeleted(_)));
            (!wrong.is_empty()).then(|| format!("though the last list shows {wrong:?}"))
        }
        _ => None,
    }
}
