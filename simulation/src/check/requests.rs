//! Checks that every request of a sync follows from the responses that the sync had received before.

use std::time::Duration;

use peaka_runtime::stored_name;

use super::rule::{Checker, Rule};
use crate::run::{Exchange, Received};
use crate::table::{
    Declaration, Found, LiveTable, Mismatch, Request, declared_and_old_names, find_column,
    mismatches,
};

/// The maximum number of ambiguous sends of one write while no list shows progress.
const MAX_AMBIGUOUS_SENDS: u32 = 2;

/// The maximum number of sends of one write while no list shows progress.
const MAX_SENDS: u32 = 3;

/// The state of one write of a sync, as far as the sync knows it.
struct WriteState {
    write: Request,
    /// The number of sends since a list showed progress.
    sends: u32,
    /// The number of these sends whose outcome was ambiguous.
    ambiguous_sends: u32,
    is_acknowledged: bool,
    /// Whether its last outcome is ambiguous, and no list was read since.
    is_ambiguous: bool,
    /// Whether it was rejected, and no list has shown progress since.
    is_rejected: bool,
}

/// The state of the table in the last list that a sync has read.
#[derive(Clone, Copy)]
enum LastList<'r> {
    NotRead,
    NoTable,
    Columns(&'r LiveTable),
}

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let record = checker.record;
    let declaration = &checker.scenario.programs[record.syncs[id].program].declaration;
    let mut states: Vec<WriteState> = Vec::new();
    let mut last_list = LastList::NotRead;
    let mut earliest_retries: Vec<(Request, Duration)> = Vec::new();
    for (index, exchange) in record.exchanges_of(id) {
        check_retry_after(checker, index, exchange, &earliest_retries);
        if let Some(time) = earliest_retry(exchange) {
            earliest_retries.push((exchange.request.clone(), time));
        }
        if !exchange.request.is_write() {
            if let Some(list) = list_in(checker, exchange) {
                let has_progress = shows_progress(declaration, last_list, list);
                for state in &mut states {
                    state.record_list(has_progress);
                }
                last_list = list;
            }
            continue;
        }
        if let Some(reason) = why_unjustified(declaration, &exchange.request, last_list) {
            checker.report(
                Rule::Justified,
                format!("#{index} `{}` {reason}", exchange.request),
            );
        }
        for write in exchange.request.writes() {
            let known = states.iter().position(|state| state.write == write);
            let known = known.unwrap_or_else(|| {
                states.push(WriteState::new(write.clone()));
                states.len() - 1
            });
            let state = &mut states[known];
            if let Some(reason) = state.why_not_resendable() {
                checker.report(
                    Rule::NoBlindResend,
                    format!("#{index} sends `{write}` again, but it {reason}"),
                );
            }
            if !exchange.is_not_sent() {
                state.record_send(exchange);
            }
        }
    }
}

/// Checks that a request is not sent before the time that `Retry-After` allows for one of its writes.
fn check_retry_after(
    checker: &mut Checker<'_>,
    index: usize,
    exchange: &Exchange,
    earliest_retries: &[(Request, Duration)],
) {
    for (request, time) in earliest_retries {
        if exchange.sent < *time && share_a_write(request, &exchange.request) {
            let detail = format!(
                "#{index} is sent at {:?}, but `Retry-After` forbids it before {time:?}",
                exchange.sent
            );
            checker.report(Rule::RetryAfter, detail);
        }
    }
}

impl WriteState {
    fn new(write: Request) -> Self {
        Self {
            write,
            sends: 0,
            ambiguous_sends: 0,
            is_acknowledged: false,
            is_ambiguous: false,
            is_rejected: false,
        }
    }

    /// Updates the state after a list was read.
    fn record_list(&mut self, has_progress: bool) {
        self.is_ambiguous = false;
        if has_progress {
            self.sends = 0;
            self.ambiguous_sends = 0;
            self.is_rejected = false;
        }
    }

    /// Returns the reason why the write must not be sent now, or `None` if it may be sent.
    fn why_not_resendable(&self) -> Option<&'static str> {
        if self.is_acknowledged {
            Some("was acknowledged")
        } else if self.is_ambiguous {
            Some("may have been applied, and no list was read since then")
        } else if self.is_rejected {
            Some("was rejected")
        } else if self.sends >= MAX_SENDS || self.ambiguous_sends >= MAX_AMBIGUOUS_SENDS {
            Some("was sent too often while no list showed progress")
        } else {
            None
        }
    }

    /// Updates the state after a send.
    fn record_send(&mut self, exchange: &Exchange) {
        self.sends += 1;
        self.is_acknowledged |= exchange.is_acknowledged();
        let is_temporary = matches!(exchange.status(), Some(408 | 409 | 425 | 429));
        self.is_rejected = matches!(exchange.status(), Some(400..=499)) && !is_temporary;
        self.is_ambiguous = !self.is_acknowledged && !self.is_rejected && !is_temporary;
        self.ambiguous_sends += u32::from(self.is_ambiguous);
    }
}

/// Returns whether two requests have a write in common.
fn share_a_write(one: &Request, other: &Request) -> bool {
    match (one, other) {
        (Request::Add(one), Request::Add(other)) => one.iter().any(|name| other.contains(name)),
        _ => one == other,
    }
}

/// Returns the time before which `Retry-After` forbids a repetition. Returns `None` if it is more than 30 s
/// ahead, because clients do not wait longer.
fn earliest_retry(exchange: &Exchange) -> Option<Duration> {
    match &exchange.received {
        Some((at, Received::Response { retry_after, .. })) => {
            let wait = retry_after.filter(|seconds| *seconds <= 30)?;
            Some(*at + Duration::from_secs(wait))
        }
        _ => None,
    }
}

/// Returns the list in a response. A table list counts only if it does not contain the table.
fn list_in<'r>(checker: &Checker<'r>, exchange: &'r Exchange) -> Option<LastList<'r>> {
    if let Some(list) = exchange.list() {
        return Some(LastList::Columns(list));
    }
    let has_table = exchange
        .tables()?
        .iter()
        .any(|table| stored_name(table) == stored_name(checker.scenario.subject.table));
    (!has_table).then_some(LastList::NoTable)
}

/// Returns whether a list shows a declared column that the one before does not, or no longer shows a column to
/// delete.
fn shows_progress(declaration: &Declaration, before: LastList<'_>, now: LastList<'_>) -> bool {
    match (before, now) {
        (LastList::NotRead, _) | (_, LastList::NotRead | LastList::NoTable) => false,
        (LastList::NoTable, LastList::Columns(_)) => true,
        (LastList::Columns(before), LastList::Columns(now)) => {
            // A column that appears under its old name is progress as well: it no longer has to be added.
            let mut names = declaration.columns.iter().flat_map(declared_and_old_names);
            let has_appeared = names.any(|name| {
                find_column(declaration, now, name) != Found::None
                    && find_column(declaration, before, name) == Found::None
            });
            let has_disappeared =
                |name: &&str| before.named(name).is_some() && now.named(name).is_none();
            has_appeared || declaration.delete.iter().any(has_disappeared)
        }
    }
}

/// Returns the reason why the last list does not justify a write, or `None` if it does.
fn why_unjustified(
    declaration: &Declaration,
    request: &Request,
    last_list: LastList<'_>,
) -> Option<String> {
    let reason = |text: &str| Some(text.to_owned());
    match (request, last_list) {
        (_, LastList::NotRead) => reason("is sent before any list was read"),
        (Request::CreateTable, LastList::Columns(_)) => {
            reason("is sent, but the last list shows the table")
        }
        (Request::Add(names), LastList::Columns(live)) => {
            let existing = names
                .iter()
                .find(|name| find_column(declaration, live, name) != Found::None);
            existing.map(|name| format!("adds `{name}`, but the last list shows it"))
        }
        (Request::Delete(_), LastList::Columns(live)) => {
            let mut remaining = mismatches(declaration, live);
            remaining.retain(|mismatch| !matches!(mismatch, Mismatch::NotDeleted(_)));
            (!remaining.is_empty())
                .then(|| format!("is sent, but the last list shows {remaining:?}"))
        }
        _ => None,
    }
}
