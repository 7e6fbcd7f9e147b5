//! Checks the syncs after the faults: each succeeds or reports drift that exists, and a second run writes nothing.

use peaka_emulator::Profile;
use peaka_runtime::{Error, stored_name};

use super::rule::{Checker, Rule};
use crate::run::{Cause, Phase};
use crate::table::{Declaration, LiveTable, Mismatch, Request, find, mismatches};

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let (scenario, record) = (checker.scenario, checker.record);
    let sync = &record.syncs[id];
    let Some((_, outcome)) = &sync.finished else {
        return;
    };
    if sync.phase == Phase::WithFaults {
        return;
    }
    let declaration = &scenario.replicas[sync.replica].declaration;
    let before = &record.versions[sync.version].live;
    let ours = record.versions.iter().rposition(|version| {
        matches!(version.cause, Cause::Message(message) if record.messages[message].sync == id)
    });
    let after = &record.versions[ours.unwrap_or(sync.version)].live;
    let wrong = |live: &LiveTable| mismatches(declaration, live);
    match outcome {
        Ok(_) => {
            let wrong = after.as_ref().map(wrong);
            if wrong.as_ref().is_none_or(|wrong| !wrong.is_empty()) {
                let detail = format!("sync {id} succeeded, but the table has {wrong:?}");
                checker.report(Rule::Recovery, detail);
            }
        }
        Err(Error::Drift(report)) => {
            let wrong = after.as_ref().map(wrong).unwrap_or_default();
            let can_be_fixed =
                |mismatch: &Mismatch| mismatch.can_be_fixed(declaration, scenario.profile);
            if wrong.iter().all(can_be_fixed) {
                let denied = &report.denied;
                let detail = format!(
                    "sync {id} reports drift that does not exist or that it should have fixed: \
                     {denied:?}, but the table has {wrong:?}"
                );
                checker.report(Rule::Recovery, detail);
            }
        }
        Err(Error::UnknownTable { .. }) if before.is_none() && !declaration.create_table => {}
        Err(Error::Name { .. }) if is_misnamed(declaration, before.as_ref()) => {}
        Err(error) => {
            let detail = format!("sync {id} fails without faults: {error}");
            checker.report(Rule::Recovery, detail);
        }
    }
    // Every run repeats updates that the service does not persist.
    let drops_updates = scenario.profile == Profile::Observed;
    let is_new = |request: &Request| !drops_updates || !matches!(request, Request::Update { .. });
    let wrote = record
        .of(id)
        .find(|(_, message)| message.request.is_write() && is_new(&message.request));
    if let (Phase::SecondRun, Some((at, message))) = (sync.phase, wrote) {
        let detail = format!(
            "sync {id} sends #{at} `{}` in a second run",
            message.request
        );
        checker.report(Rule::SecondRunIsEmpty, detail);
    }
}

/// Returns whether a column to delete is live only under its normalized name, or is a declared column, or is
/// to be renamed to one.
fn is_misnamed(declaration: &Declaration, live: Option<&LiveTable>) -> bool {
    let Some(live) = live else { return false };
    let columns = &declaration.columns;
    let names = columns
        .iter()
        .flat_map(|column| [Some(column.name), column.renamed_from]);
    let managed: Vec<_> = names
        .flatten()
        .filter_map(|name| find(columns, live, name))
        .collect();
    declaration
        .delete
        .iter()
        .any(|name| match live.named(name) {
            Some(column) => managed.contains(&column),
            None => live.named(&stored_name(name)).is_some(),
        })
}
