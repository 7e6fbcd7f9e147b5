//! Checks that every success is verified: metadata that was read after the last write has what is declared, or the report
//! warns about it.

use peaka_runtime::Level;

use super::reads::Reads;
use crate::check::rule::{Checker, Rule};
use crate::run::{Cause, Version};
use crate::scenario::Metadata;
use crate::table::{DeclaredValue, FoundMetadata};

pub(super) fn check(checker: &mut Checker<'_, Metadata>, id: usize) {
    let record = checker.record;
    let sync = &record.syncs[id];
    let declaration = &checker.scenario.programs[sync.program].declaration;
    let Some((_, Ok(report))) = &sync.finished else {
        return;
    };
    let mut problems = Vec::new();
    let reads = Reads::of(record, id);
    let writes = record
        .exchanges_of(id)
        .filter(|(_, exchange)| exchange.request.is_write());
    let last_write = writes.map(|(index, _)| index).next_back();
    if reads.tables.is_none() {
        problems.push("read no metadata".to_owned());
    }
    for value in declaration.values() {
        let is_allowed = declaration.level(value.kind()) == Level::Allow;
        let Some((list, shown)) = reads.list_of(value.kind()) else {
            // What is allowed need not be read.
            if is_allowed {
                continue;
            }
            problems.push(format!("did not read `{value}`"));
            continue;
        };
        if last_write.is_some_and(|write| write > list) {
            problems.push(format!("wrote after it had read `{value}`"));
        }
        let found = value.find_in(shown);
        let is_warned = report.warned.iter().any(|drift| value.is_meant_by(drift));
        if found != FoundMetadata::Same {
            let is_accepted = match declaration.level(value.kind()) {
                Level::Allow => true,
                Level::Warn => is_warned,
                _ => false,
            };
            if !is_accepted {
                problems.push(format!("`{value}` is {found:?}, and is not reported"));
            }
        } else if is_warned {
            problems.push(format!("warns about `{value}`, which is there"));
        } else if !existed_since_last_write(checker, id, list, value) {
            problems.push(format!("`{value}` was shown by a stale list only"));
        }
    }
    if !report.verified || !report.denied.is_empty() {
        problems.push("the report is not that of a success".to_owned());
    }
    for problem in problems {
        checker.report(
            Rule::Verified,
            format!("sync {id} succeeded, but {problem}"),
        );
    }
}

/// Returns whether the metadata had the value at some time between the last write of its kind by the sync and the list. A
/// stale list shows an earlier state, which does not verify the writes since then.
fn existed_since_last_write(
    checker: &Checker<'_, Metadata>,
    id: usize,
    list: usize,
    value: &DeclaredValue,
) -> bool {
    let record = checker.record;
    let Some(version) = record.exchanges[list].version else {
        return false;
    };
    let is_own_write = |version: &Version<Metadata>| match version.cause {
        Cause::Request(exchange) => {
            let exchange = &record.exchanges[exchange];
            let request = exchange.request.metadata();
            exchange.sync == Some(id)
                && request.is_some_and(|request| request.is_write_of(value.kind()))
        }
        Cause::Initial | Cause::External => false,
    };
    let since = record.versions[..=version].iter().rposition(is_own_write);
    record.versions[since.unwrap_or_default()..=version]
        .iter()
        .any(|version| value.is_in(&version.live))
}
