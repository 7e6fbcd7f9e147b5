//! Checks the syncs after the faults: the first one succeeds or reports a problem that it cannot fix, and the
//! second one writes nothing.

use peaka_emulator::Profile;
use peaka_runtime::{Error, stored_name};

use super::rule::{Checker, Rule};
use crate::run::Phase;
use crate::table::{
    Declaration, LiveTable, Mismatch, Request, declared_and_old_names, find_column, mismatches,
};

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let (scenario, record) = (checker.scenario, checker.record);
    let sync = &record.syncs[id];
    let Some((_, outcome)) = &sync.finished else {
        return;
    };
    if sync.phase == Phase::WithFaults {
        return;
    }
    let declaration = &scenario.programs[sync.program].declaration;
    let before = &record.versions[sync.initial_version].live;
    let own_last_version = record.last_version_of(id, record.versions.len() - 1);
    let after = &record.versions[own_last_version.unwrap_or(sync.initial_version)].live;
    let mismatches = |live: &LiveTable| mismatches(declaration, live);
    match outcome {
        Ok(_) => {
            let remaining = after.as_ref().map(mismatches);
            if remaining
                .as_ref()
                .is_none_or(|remaining| !remaining.is_empty())
            {
                let detail =
                    format!("sync {id} succeeded, but the table has the mismatches {remaining:?}");
                checker.report(Rule::Recovery, detail);
            }
        }
        Err(Error::Drift(report)) => {
            let remaining = after.as_ref().map(mismatches).unwrap_or_default();
            let can_be_fixed =
                |mismatch: &Mismatch| mismatch.can_be_fixed(declaration, scenario.subject.profile);
            if remaining.iter().all(can_be_fixed) {
                let denied = &report.denied;
                let detail = format!(
                    "sync {id} reports the drift {denied:?}, but the table has the mismatches \
                     {remaining:?}, all of which it should have fixed"
                );
                checker.report(Rule::Recovery, detail);
            }
        }
        Err(Error::UnknownTable { .. }) if before.is_none() && !declaration.create_table => {}
        Err(Error::Name { .. }) if has_invalid_delete_name(declaration, before.as_ref()) => {}
        Err(error) => {
            let detail = format!("sync {id} failed without faults: {error}");
            checker.report(Rule::Recovery, detail);
        }
    }
    // Updates do not count if the service does not persist them: every sync then repeats them.
    let ignores_updates = scenario.subject.profile == Profile::Observed;
    let counts = |request: &Request| !ignores_updates || !matches!(request, Request::Update { .. });
    let wrote = record
        .exchanges_of(id)
        .find(|(_, exchange)| exchange.request.is_write() && counts(&exchange.request));
    if let (Phase::SecondSync, Some((index, exchange))) = (sync.phase, wrote) {
        let detail = format!(
            "sync {id} is a second sync, but sent #{index} `{}`",
            exchange.request
        );
        checker.report(Rule::SecondSyncSendsNoWrite, detail);
    }
}

/// Returns whether the runtime rejects a name in `delete_columns`: its column is live only under its normalized
/// name, or the declaration uses the column.
fn has_invalid_delete_name(declaration: &Declaration, live: Option<&LiveTable>) -> bool {
    let Some(live) = live else { return false };
    let names = declaration.columns.iter().flat_map(declared_and_old_names);
    let managed: Vec<_> = names
        .filter_map(|name| find_column(declaration, live, name).one())
        .collect();
    declaration
        .delete
        .iter()
        .any(|name| match live.named(name) {
            Some(column) => managed.contains(&column),
            None => live.named(&stored_name(name)).is_some(),
        })
}
