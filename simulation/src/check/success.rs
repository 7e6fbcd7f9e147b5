//! Checks that every success is verified, and that every sync ends before its deadline.

use std::time::Duration;

use super::rule::{Checker, Rule};
use crate::run::{Cause, Record, TableVersion};
use crate::scenario::FaultKind;
use crate::table::{Request, mismatches};

/// The tolerance of the deadline. Timers have a resolution of one millisecond.
const TIMER_TOLERANCE: Duration = Duration::from_millis(2);

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let record = checker.record;
    let sync = &record.syncs[id];
    let declaration = &checker.scenario.programs[sync.program].declaration;
    let Some((finished, outcome)) = &sync.finished else {
        if !sync.is_killed {
            checker.report(Rule::Deadline, format!("sync {id} did not end"));
        }
        return;
    };
    let took = *finished - sync.started;
    if took > sync.limit + TIMER_TOLERANCE {
        checker.report(
            Rule::Deadline,
            format!("sync {id} took {took:?}, but its limit is {:?}", sync.limit),
        );
    }
    if outcome.is_err() {
        return;
    }
    let last_write = record
        .exchanges_of(id)
        .filter(|(_, exchange)| exchange.request.is_write());
    let last_write = last_write.map(|(index, _)| index).next_back();
    let last_list = record
        .exchanges_of(id)
        .filter_map(|(index, exchange)| Some((index, exchange.version?, exchange.list()?)))
        .next_back();
    let Some((last_list, version, shown)) = last_list else {
        checker.report(
            Rule::Verified,
            format!("sync {id} succeeded, but read no column list"),
        );
        return;
    };
    if last_write.is_some_and(|write| write > last_list) {
        checker.report(
            Rule::Verified,
            format!("sync {id} succeeded, but wrote after its last column list"),
        );
    }
    let mismatches_shown = mismatches(declaration, shown);
    if !mismatches_shown.is_empty() {
        let detail = format!("sync {id} succeeded, but its last list shows {mismatches_shown:?}");
        checker.report(Rule::Verified, detail);
    }
    // A stale list shows an earlier version, which does not verify the later writes of this sync.
    let since = own_last_change(record, id, version);
    let is_as_declared = |live: &_| mismatches(declaration, live).is_empty();
    let is_verified = record.versions[since..=version]
        .iter()
        .filter_map(|version| version.live.as_ref())
        .any(is_as_declared);
    if !is_verified {
        let detail = format!(
            "sync {id} succeeded, but the table did not match its declaration in any version from \
             v{since} (its last write) to v{version} (its last list)"
        );
        checker.report(Rule::Verified, detail);
    }
    let is_shown = |version: &TableVersion| version.live.as_ref() == Some(shown);
    let is_altered = record.exchanges[last_list]
        .fault
        .is_some_and(|fault| fault.kind == FaultKind::HiddenColumn);
    if !is_altered && !record.versions[..=version].iter().any(is_shown) {
        checker.report(
            Rule::Verified,
            format!("sync {id} succeeded, but its last list shows a table that never existed"),
        );
    }
}

/// Returns the last version, up to `up_to`, that a write of the sync created. Returns the first version of the
/// run if there is none.
fn own_last_change(record: &Record, id: usize, up_to: usize) -> usize {
    let is_own = |index: &usize| match record.versions[*index].cause {
        Cause::Request(exchange) => {
            let exchange = &record.exchanges[exchange];
            exchange.sync == id && exchange.request != Request::ListColumns
        }
        _ => false,
    };
    (0..=up_to).rev().find(is_own).unwrap_or_default()
}
