//! Checks that reports and errors count every request and name every write that was applied.

use peaka_runtime::Write;

use super::rule::{Checker, Rule};
use crate::run::{Cause, Exchange};
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
    let sent = record.exchanges_of(id).count() - sync.planning_requests as usize;
    if let Some(report) = report.filter(|report| report.requests != sent) {
        let detail = format!(
            "sync {id} sent {sent} requests, but reports {}",
            report.requests
        );
        checker.report(Rule::CompleteReport, detail);
    }
    if report.is_none()
        && record
            .exchanges_of(id)
            .any(|(_, exchange)| may_be_applied(exchange))
    {
        let detail = format!("sync {id} may have written, but its error has no report");
        checker.report(Rule::CompleteReport, detail);
    }
    let applied = record.versions.iter().filter_map(|version| {
        let Cause::Request(exchange) = version.cause else {
            return None;
        };
        let exchange = &record.exchanges[exchange];
        let is_own = exchange.sync == Some(id) && may_be_applied(exchange);
        is_own.then_some(exchange)
    });
    for exchange in applied {
        let is_reported = report.is_some_and(|report| {
            report.has_sent_writes()
                && match &exchange.request {
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
                "sync {id} does not report `{}`, which was applied",
                exchange.request
            );
            checker.report(Rule::CompleteReport, detail);
        }
    }
}

/// Returns whether the exchange is a write that may have been applied: every write that the client does not know
/// to be unsent.
fn may_be_applied(exchange: &Exchange) -> bool {
    exchange.request.is_write() && !exchange.is_not_sent()
}
