//! The texts of errors about metadata.

use std::collections::BTreeSet;

use super::error::Error;
use super::error_clauses::join_truncated;
use super::metadata_report::MetadataReport;
use super::setting_names::SettingNames;
use super::sync_report::SyncReport;
use crate::text::{list_truncated, quoted};

/// What to do if the service has not discovered tables or columns.
pub(super) const UNDISCOVERED_HELP: &str = "sync the columns of these tables first; the service takes \
                                            from seconds to minutes to discover them: retry, or raise \
                                            the timeout";

/// Returns what the metadata does not have.
pub(super) fn undiscovered_message(table: &str, missing: &[String]) -> String {
    format!(
        "the metadata does not have {} yet, which the struct of table {} declares",
        list_truncated(missing),
        quoted(table)
    )
}

/// Returns in what metadata does not match its declaration, and what was written.
pub(super) fn metadata_drift_message(
    report: &MetadataReport,
    columns: Option<&SyncReport>,
) -> String {
    format!(
        "the metadata of {} does not match its declaration: {} ({})",
        report.label(),
        join_truncated(report.texts(&report.denied), "difference"),
        sent_text(report, columns)
    )
}

/// Returns why a sync of metadata failed that had sent writes, and what it sent.
pub(super) fn metadata_unverified_message(
    report: &MetadataReport,
    columns: Option<&SyncReport>,
    source: &Error,
) -> String {
    format!(
        "metadata of {}: {} ({})",
        report.label(),
        source.message(),
        sent_text(report, columns)
    )
}

/// Returns what was sent for the metadata, and before that for the columns.
fn sent_text(report: &MetadataReport, columns: Option<&SyncReport>) -> String {
    let sent = report.sent_text();
    match columns {
        Some(columns) if columns.has_sent_writes() => {
            format!("{}; {sent}", columns.writes_sent_text())
        }
        _ => sent,
    }
}

/// Returns what to do about denied drift of metadata.
pub(super) fn metadata_help(report: &MetadataReport, names: &SettingNames) -> String {
    let kinds: BTreeSet<_> = report.denied.iter().map(|drift| drift.kind).collect();
    let kinds: Vec<_> = kinds.into_iter().collect();
    let accept = (names.accept_drift)(&kinds);
    let is_persisted = |drift| !report.not_persisted.contains(drift);
    if report.denied.iter().all(is_persisted) {
        format!(
            "change the declaration, or the metadata in Peaka Studio, or overwrite it with {}; {accept} \
             accepts the difference",
            names.fix_drift
        )
    } else {
        format!("check the metadata in Peaka Studio, or use {accept} to accept the difference")
    }
}
