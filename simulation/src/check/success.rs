//! Checks that a success is verified, and that a sync ends before its deadline.

use std::time::Duration;

use super::rule::{Checker, Rule};
use crate::run::{Cause, Record, TableVersion};
use crate::scenario::FaultKind;
use crate::table::{Request, mismatches};

/// The tolerance of the deadline: timers have a resolution of one millisecond.
const TICK: Duration = Duration::from_millis(2);

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let record = checker.record;
    let sync = &record.syncs[id];
    let declaration = &checker.scenario.replicas[sync.replica].declaration;
    let Some((finished, outcome)) = &sync.finished else {
        if !sync.is_killed {
            checker.report(Rule::Deadline, format!("sync {id} does not end"));
        }
        return;
    };
    let took = *finished - sync.started;
    if took > sync.limit + TICK {
        checker.report(Rule::Deadline, format!("sync {id} took {took:?}"));
    }
    if outcome.is_err() {
        return;
    }
    let last_write = record
        .of(id)
        .filter(|(_, message)| message.request.is_write());
    let last_write = last_write.map(|(at, _)| at).next_back();
    let last_list = record
        .of(id)
        .filter_map(|(at, message)| Some((at, message.version?, message.list()?)))
        .next_back();
    let Some((at, version, shown)) = last_list else {
        checker.report(
            Rule::Verified,
            format!("sync {id} succeeded without a list"),
        );
        return;
    };
    if last_write.is_some_and(|write| write > at) {
        checker.report(
            Rule::Verified,
            format!("sync {id} wrote after its last list"),
        );
    }
    let mismatches_shown = mismatches(declaration, shown);
    if !mismatches_shown.is_empty() {
        let detail = format!("sync {id} succeeded, but its last list shows {mismatches_shown:?}");
        checker.report(Rule::Verified, detail);
    }
    // The list may have been stale. Then it shows an earlier state, and does not verify later writes of this
    // sync.
    let since = own_last_change(record, id, version);
    let is_as_declared = |live: &_| mismatches(declaration, live).is_empty();
    let is_verified = record.versions[since..=version]
        .iter()
        .filter_map(|version| version.live.as_ref())
        .any(is_as_declared);
    if !is_verified {
        let detail = format!(
            "sync {id} succeeded, but from v{since}, after its last write, to v{version}, at its \
             last list, the table never matched its declaration"
        );
        checker.report(Rule::Verified, detail);
    }
    let is_shown = |version: &TableVersion| version.live.as_ref() == Some(shown);
    let is_altered = record.messages[at]
        .fault
        .is_some_and(|fault| fault.kind == FaultKind::HiddenColumn);
    if !is_altered && !record.versions[..=version].iter().any(is_shown) {
        checker.report(
            Rule::Verified,
            format!("the last list of sync {id} shows a state that never existed"),
        );
    }
}

/// Returns the last version up to this one that a write of the sync created, or else the first version.
fn own_last_change(record: &Record, id: usize, up_to: usize) -> usize {
    let ours = |at: &usize| match record.versions[*at].cause {
        Cause::Message(message) => {
            let message = &record.messages[message];
            message.sync == id && message.request != Request::ListColumns
        }
        _ => false,
    };
    (0..=up_to).rev().find(ours).unwrap_or_default()
}
