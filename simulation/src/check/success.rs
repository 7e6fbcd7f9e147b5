//! Checks that every success is verified.

use super::rule::{Checker, Rule};
use crate::run::Version;
use crate::scenario::FaultKind;
use crate::table::mismatches;

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let record = checker.record;
    let sync = &record.syncs[id];
    let declaration = &checker.scenario.programs[sync.program].declaration;
    if !matches!(&sync.finished, Some((_, Ok(_)))) {
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
    let since = record.last_version_of(id, version).unwrap_or_default();
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
    let is_shown = |version: &Version| version.live.as_ref() == Some(shown);
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
