//! Checks that reports and errors agree with the requests that were sent, and with what was read after them.

use super::reads::Reads;
use crate::check::rule::{Checker, Rule};
use crate::run::{Cause, Exchange, Record};
use crate::scenario::Metadata;
use crate::table::{
    Content, DeclaredValue, FoundMetadata, Item, MetadataDeclaration, MetadataRequest,
};

pub(super) fn check(checker: &mut Checker<'_, Metadata>, id: usize) {
    let record = checker.record;
    let sync = &record.syncs[id];
    let declaration = &checker.scenario.programs[sync.program].declaration;
    let Some((_, outcome)) = &sync.finished else {
        return;
    };
    let report = match outcome {
        Ok(report) => Some(report),
        Err(error) => error.metadata_report(),
    };
    let mut problems = Vec::new();
    for (index, exchange) in applied_writes(record, id) {
        let Some(report) = report else {
            problems.push(format!(
                "its error has no report, but #{index} `{}` was applied",
                exchange.request
            ));
            continue;
        };
        for value in values_in(declaration, record, id, index) {
            if !report.sent.iter().any(|drift| value.is_meant_by(drift)) {
                problems.push(format!(
                    "`{value}` was applied with #{index}, but is not in `sent`"
                ));
            }
        }
    }
    if let Some(report) = report {
        let sent = record.exchanges_of(id).count() - sync.planning_requests as usize;
        if report.requests != sent {
            problems.push(format!(
                "reports {} instead of {sent} requests",
                report.requests
            ));
        }
        for drift in &report.sent {
            let mut values = declaration.values().iter();
            let value = values.find(|value| value.is_meant_by(drift));
            let was_sent = value.is_some_and(|value| {
                record.exchanges_of(id).any(|(index, exchange)| {
                    exchange.request.is_write()
                        && !exchange.is_not_sent()
                        && carries(exchange, value)
                        && Reads::before(record, id, index).find(value) != Some(FoundMetadata::Same)
                })
            });
            if !was_sent {
                problems.push(format!("reports {drift:?} as sent"));
            }
        }
        let is_complete = match outcome {
            Ok(_) => true,
            Err(error) => matches!(error, peaka_runtime::Error::MetadataDrift { .. }),
        };
        if is_complete {
            check_written(&mut problems, declaration, &Reads::of(record, id), report);
        }
    }
    for problem in problems {
        checker.report(Rule::CompleteReport, format!("sync {id}: {problem}"));
    }
}

/// Checks that what was sent is either shown by the last lists, or reported as drift.
fn check_written(
    problems: &mut Vec<String>,
    declaration: &MetadataDeclaration,
    reads: &Reads<'_>,
    report: &peaka_runtime::MetadataReport,
) {
    for drift in &report.sent {
        let mut values = declaration.values().iter();
        let Some(value) = values.find(|value| value.is_meant_by(drift)) else {
            continue;
        };
        let is_written = report.written.contains(drift);
        let is_shown = reads.find(value) == Some(FoundMetadata::Same);
        if is_written != is_shown {
            problems.push(format!(
                "{drift:?} is written: {is_written}, but the last list shows it: {is_shown}"
            ));
        }
        let mut remaining = report.denied.iter().chain(&report.warned);
        if !is_shown && !remaining.any(|drift| value.is_meant_by(drift)) {
            problems.push(format!("{drift:?} was not persisted, but is no drift"));
        }
    }
    for drift in &report.not_persisted {
        let mut values = declaration.values().iter();
        let value = values.find(|value| value.is_meant_by(drift));
        let is_shown = value.and_then(|value| reads.find(value)) == Some(FoundMetadata::Same);
        if is_shown {
            problems.push(format!(
                "{drift:?} is reported as not persisted, but was read"
            ));
        }
    }
}

/// Returns the writes that a sync sent and that changed what is declared, except those that the service rejected. A
/// refresh changes nothing that is declared, and neither does the deletion of a duplicate.
fn applied_writes(
    record: &Record<Metadata>,
    id: usize,
) -> impl Iterator<Item = (usize, &Exchange<Metadata>)> {
    record.versions.iter().filter_map(move |version| {
        let Cause::Request(index) = version.cause else {
            return None;
        };
        let exchange = &record.exchanges[index];
        let is_rejected = matches!(exchange.status(), Some(400..=499));
        let changes = matches!(
            exchange.request.metadata(),
            Some(
                MetadataRequest::UpdateTable(_)
                    | MetadataRequest::AddRelation(_)
                    | MetadataRequest::UpdateRelation { .. }
                    | MetadataRequest::AddGoldenSql { .. }
            )
        );
        (exchange.sync == Some(id) && changes && !is_rejected).then_some((index, exchange))
    })
}

/// Returns the declared values that a request sets, and that the list before it did not show.
fn values_in<'r>(
    declaration: &'r MetadataDeclaration,
    record: &'r Record<Metadata>,
    id: usize,
    index: usize,
) -> impl Iterator<Item = &'r DeclaredValue> {
    let reads = Reads::before(record, id, index);
    let exchange = &record.exchanges[index];
    declaration.values().iter().filter(move |value| {
        carries(exchange, value) && reads.find(value) != Some(FoundMetadata::Same)
    })
}

/// Returns whether a write sets the declared value, or deletes what differs from it.
fn carries(exchange: &Exchange<Metadata>, value: &DeclaredValue) -> bool {
    let any_id = || Item::Relation(String::new());
    match exchange.request.metadata() {
        Some(MetadataRequest::UpdateTable(sent)) => {
            let item = value.item();
            let content = item.and_then(|item| sent.get(&item));
            content.is_some_and(|content| value.is_declared(content))
        }
        Some(MetadataRequest::AddRelation(relation)) => {
            value.is_declared(&Content::Relation(relation.clone()))
        }
        Some(MetadataRequest::UpdateRelation { .. }) => {
            value.kind() == peaka_runtime::DriftKind::Relation
        }
        Some(MetadataRequest::AddGoldenSql { question, sql }) => {
            let content = Content::GoldenSql {
                question: question.clone(),
                sql: sql.clone(),
            };
            value.is_about(&any_id(), &content) && value.is_declared(&content)
        }
        Some(MetadataRequest::DeleteGoldenSql(_)) => {
            value.kind() == peaka_runtime::DriftKind::GoldenSql
        }
        _ => false,
    }
}
