//! The texts of errors about metadata.

use std::collections::BTreeSet;

use super::error::Error;
use super::error_clauses::join_truncated;
use super::metadata_report::MetadataReport;
use super::setting_names::SettingNames;

/// Returns in what metadata does not match its declaration, and what was written.
pub(super) fn metadata_drift_message(report: &MetadataReport) -> String {
    format!(
        "the metadata of {} does not match its declaration: {} ({})",
        report.label(),
        join_truncated(report.texts(&report.denied), "difference"),
        report.sent_text()
    )
}

/// Returns why a sync of metadata failed that had sent writes, and what it sent.
pub(super) fn metadata_unverified_message(report: &MetadataReport, source: &Error) -> String {
    format!(
        "metadata of {}: {} ({}; it was not read again)",
        report.label(),
        source.message(),
        report.sent_text()
    )
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
