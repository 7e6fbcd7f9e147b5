//! A success is a success, and a sync ends within its time.

use std::time::Duration;

use crate::ask::Ask;
use crate::fit::misfits;
use crate::judge::{Court, Rule};
use crate::record::{Cause, Record};

/// A timer strikes with the millisecond after its time.
const TICK: Duration = Duration::from_millis(2);

pub(super) fn judge(court: &mut Court<'_>, id: usize) {
    let record = court.record;
    let sync = &record.syncs[id];
    let declaration = &court.world.replicas[sync.replica].declaration;
    let Some((ended, outcome)) = &sync.ended else {
        court.tell(Rule::Deadline, format!("sync {id} does not end"));
        return;
    };
    let took = *ended - sync.begun;
    if took > declaration.timeout + TICK {
        court.tell(Rule::Deadline, format!("sync {id} took {took:?}"));
    }
    if outcome.is_err() {
        return;
    }
    let last_write = record.of(id).filter(|(_, message)| message.ask.is_write());
    let last_write = last_write.map(|(at, _)| at).next_back();
    let last_list = record
        .of(id)
        .filter_map(|(at, message)| Some((at, message.version?, message.list()?)))
        .next_back();
    let Some((at, version, shown)) = last_list else {
        court.tell(Rule::Proof, format!("sync {id} succeeded without a list"));
        return;
    };
    if last_write.is_some_and(|write| write > at) {
        court.tell(Rule::Proof, format!("sync {id} wrote after its last list"));
    }
    let misfits_shown = misfits(declaration, shown);
    if !misfits_shown.is_empty() {
        let detail = format!("sync {id} succeeded, but its last list shows {misfits_shown:?}");
        court.tell(Rule::Proof, detail);
    }
    // It may have been stale. Then it shows what was before, and that is no proof of what this sync
    // has written since.
    let since = own_last_change(record, id, version);
    let was_true = |live: &_| misfits(declaration, live).is_empty();
    let proven = record.versions[since..=version]
        .iter()
        .filter_map(|version| version.live.as_ref())
        .any(was_true);
    if !proven {
        let detail = format!(
            "sync {id} succeeded, but from v{since}, after its last write, to v{version}, at its \
             last list, the table never was as declared"
        );
        court.tell(Rule::Proof, detail);
    }
    let was_there = |version: &crate::record::Version| version.live.as_ref() == Some(shown);
    if !record.versions[..=version].iter().any(was_there) {
        court.tell(
            Rule::Proof,
            format!("the last list of sync {id} shows what never was"),
        );
    }
}

/// The last version, up to this one, that a write of the sync has made; else the first that it
/// may have seen.
fn own_last_change(record: &Record, id: usize, up_to: usize) -> usize {
    let ours = |at: &usize| match record.versions[*at].cause {
        Cause::Message(message) => {
            let message = &record.messages[message];
            message.sync == id && message.ask != Ask::ListColumns
        }
        _ => false,
    };
    (0..=up_to).rev().find(ours).unwrap_or_default()
}
