//! What the caller is told of what was sent and written.

use crate::ask::Ask;
use crate::judge::{Court, Rule};
use crate::record::{Cause, Message};

pub(super) fn judge(court: &mut Court<'_>, id: usize) {
    let record = court.record;
    let sync = &record.syncs[id];
    let Some((_, outcome)) = &sync.ended else {
        return;
    };
    let report = match outcome {
        Ok(report) => Some(report),
        Err(error) => error.report(),
    };
    let sent = record.of(id).count();
    if let Some(report) = report
        && report.requests != sent
    {
        let detail = format!("sync {id} tells of {} requests of {sent}", report.requests);
        court.tell(Rule::Report, detail);
    }
    if report.is_none() && record.of(id).any(|(_, message)| may_be_done(message)) {
        let detail = format!("sync {id} may have written, and its error has no report");
        court.tell(Rule::Report, detail);
    }
    let committed = record.versions.iter().filter_map(|version| {
        let Cause::Message(message) = version.cause else {
            return None;
        };
        let message = &record.messages[message];
        let is_ours = message.sync == id && may_be_done(message);
        is_ours.then_some(message)
    });
    for message in committed {
        let is_told = report.is_some_and(|report| {
            report.has_written()
                && match &message.ask {
                    Ask::Add(names) => names.iter().all(|name| report.adds_sent.contains(name)),
                    Ask::CreateTable => report.created_table,
                    _ => true,
                }
        });
        if !is_told {
            let detail = format!("sync {id} does not tell that it wrote `{}`", message.ask);
            court.tell(Rule::Report, detail);
        }
    }
}

/// Whether a message may have written something, by what its sender was told. What was refused has
/// not, unless the service lies.
fn may_be_done(message: &Message) -> bool {
    message.ask.is_write() && !message.is_unsent() && !matches!(message.status(), Some(400..=499))
}
