//! After the storm.

use peaka_emulator::Profile;
use peaka_runtime::{Error, stored_name};

use crate::ask::Ask;
use crate::declaration::Declaration;
use crate::fit::{Misfit, find, misfits};
use crate::judge::{Court, Rule};
use crate::live::Live;
use crate::record::{Cause, Phase};

pub(super) fn judge(court: &mut Court<'_>, id: usize) {
    let (world, record) = (court.world, court.record);
    let sync = &record.syncs[id];
    let Some((_, outcome)) = &sync.ended else {
        return;
    };
    if sync.phase == Phase::Storm {
        return;
    }
    let declaration = &world.replicas[sync.replica].declaration;
    let before = &record.versions[sync.version].live;
    let ours = record.versions.iter().rposition(|version| {
        matches!(version.cause, Cause::Message(message) if record.messages[message].sync == id)
    });
    let after = &record.versions[ours.unwrap_or(sync.version)].live;
    let wrong = |live: &Live| misfits(declaration, live);
    match outcome {
        Ok(_) => {
            let wrong = after.as_ref().map(wrong);
            if wrong.as_ref().is_none_or(|wrong| !wrong.is_empty()) {
                let detail = format!("sync {id} succeeded, but there is {wrong:?}");
                court.tell(Rule::Calm, detail);
            }
        }
        Err(Error::Drift(report)) => {
            let wrong = after.as_ref().map(wrong).unwrap_or_default();
            let mended = |misfit: &Misfit| misfit.can_be_mended(declaration, world.profile);
            if wrong.iter().all(mended) {
                let denied = &report.denied;
                let detail = format!(
                    "sync {id} tells of drift that is not there or that it should have mended: \
                     {denied:?}, but there is {wrong:?}"
                );
                court.tell(Rule::Calm, detail);
            }
        }
        Err(Error::UnknownTable { .. }) if before.is_none() && !declaration.create_table => {}
        Err(Error::Name { .. }) if is_misnamed(declaration, before.as_ref()) => {}
        Err(error) => {
            let detail = format!("sync {id} fails in a calm: {error}");
            court.tell(Rule::Calm, detail);
        }
    }
    // Updates that such a service does not keep are sent by every run.
    let in_vain = world.profile == Profile::Observed;
    let is_new = |ask: &Ask| !in_vain || !matches!(ask, Ask::Update { .. });
    let wrote = record
        .of(id)
        .find(|(_, message)| message.ask.is_write() && is_new(&message.ask));
    if let (Phase::Again, Some((at, message))) = (sync.phase, wrote) {
        let detail = format!("sync {id} sends #{at} `{}` in a second run", message.ask);
        court.tell(Rule::Second, detail);
    }
}

/// Whether a column to delete is there under its folded name alone, or is a declared column or what
/// is to become one.
fn is_misnamed(declaration: &Declaration, live: Option<&Live>) -> bool {
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
