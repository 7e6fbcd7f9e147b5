//! Checks that reports and errors say what was sent and written.

use super::rule::{Checker, Rule};
use peaka_runtime::Write;

use crate::run::{Cause, Message};
use crate::table::Request;

pub(super) fn check(checker: &mut Checker<'_>, id: usize) {
    let record = checker.record;
    let sync = &record.syncs[id];
    let Some((_, outcome)) = &sync.finished else {
        return;
    };
    let report = match outcome {
        Ok(report) => Some(report),
        Err(error) => error.report(),
    };
    let sent = record.of(id).count() - sync.planning_requests as usize;
    if let Some(report) = report
        && report.requests != sent
    {
        let detail = format!("sync {id} reports {} of {sent} requests", report.requests);
        checker.report(Rule::Report, detail);
    }
    if report.is_none() && record.of(id).any(|(_, message)| may_be_applied(message)) {
        let detail = format!("sync {id} may have written, and its error has no report");
        checker.report(Rule::Report, detail);
    }
    let committed = record.versions.iter().filter_map(|version| {
        let Cause::Message(message) = version.cause else {
            return None;
        };
        let message = &record.messages[message];
        let is_ours = message.sync == id && may_be_applied(message);
        is_ours.then_some(message)
    });
    for message in committed {
        let is_reported = report.is_some_and(|report| {
            report.has_sent_writes()
                && match &message.request {
                    Request::Add(names) => names.iter().all(|name| {
                        report.adds_sent.contains(name)
                            || report.rejected.contains(&Write::Add(name.clone()))
                    }),
                    Request::CreateTable => {
                        report.created_table || report.rejected.contains(&Write::CreateTable)
                    }
                    _ => true,
                }
        });
        if !is_reported {
            let detail = format!(
                "sync {id} does not report that it wrote `{}`",
                message.request
            );
            checker.report(Rule::Report, detail);
        }
    }
}

/// Returns whether a write reached the service, as far as the client knows. Whatever the response, it may have
/// been applied.
fn may_be_applied(message: &Message) -> bool {
    message.request.is_write() && !message.is_not_sent()
}
