//! Parts of the texts of errors.

use std::collections::HashSet;

use super::error::{Error, Route, TransportErrorKind};
use super::operation_kind::OperationKind;
use super::setting_names::SettingNames;
use super::sync_report::SyncReport;
use crate::plan::{Drift, DriftKind, DriftSource};
use crate::text::{MAX_LISTED, counted, listed, quoted};

/// Returns the clause about a write whose outcome is not known.
pub(super) fn may_be_applied(source: &Error) -> String {
    let kind = match source.root() {
        Error::Status { operation_kind, .. }
        | Error::Transport { operation_kind, .. }
        | Error::UnreadableResponse { operation_kind, .. } => Some(operation_kind),
        _ => None,
    };
    let outcome = match kind {
        Some(OperationKind::CreateTable) => "the table may have been created",
        Some(OperationKind::DeleteTable) => "the table may have been deleted",
        Some(OperationKind::AddColumns) => "the columns may have been added",
        Some(OperationKind::UpdateColumn) => "the column may have been updated",
        Some(OperationKind::DeleteColumn) => "the column may have been deleted",
        Some(OperationKind::WriteMetadata) => "the metadata may have been changed",
        _ => "it may have been applied",
    };
    format!("{outcome} nevertheless")
}

/// Returns in what a table does not match its declaration, and what was written.
pub(super) fn drift_message(report: &SyncReport) -> String {
    format!(
        "{} does not match its declaration: {} ({})",
        report.table_name(),
        join_truncated(denied_texts(report), "difference"),
        report.writes_sent_text()
    )
}

/// Returns the clauses of an error about the denied drift. Columns that this sync added, and that the last column list
/// does not show, are one clause. Other drift of a column with another data type is
/// left out, because it matters only once the column has the right type.
pub(super) fn denied_texts(report: &SyncReport) -> Vec<String> {
    let added: HashSet<_> = report.adds_sent.iter().collect();
    let is_unlisted = |drift: &&Drift| {
        drift.kind == DriftKind::Missing
            && drift.source == DriftSource::List
            && added.contains(&drift.column)
    };
    let (unlisted, others): (Vec<_>, Vec<_>) = report.denied.iter().partition(is_unlisted);
    let wrong_type_columns = report.columns_of_wrong_type();
    let described = others.into_iter().filter(|drift| {
        !drift.can_be_fixed() || !wrong_type_columns.contains(drift.column.as_str())
    });
    let mut texts = report.drift_texts(described);
    let columns = listed(unlisted.iter().map(|drift| drift.column.as_str()));
    match unlisted.len() {
        0 => {}
        1 => texts.push(format!("column {columns} was added, but is not listed yet")),
        _ => texts.push(format!(
            "columns {columns} were added, but are not listed yet"
        )),
    }
    texts
}

/// Returns why a sync failed that had sent writes, and what it wrote.
pub(super) fn unverified_message(report: &SyncReport, source: &Error) -> String {
    let confirmed = match (report.read_back, report.added.is_empty()) {
        _ if report.adds_sent.is_empty() => String::new(),
        (false, _) => "; the columns were not re-read".to_owned(),
        (true, true) => "; no added column is listed yet".to_owned(),
        (true, false) => {
            format!("; listed: {}", listed(&report.added))
        }
    };
    let message = source.message();
    let table = report.table_name();
    // The message of most operations names the table.
    let prefix = if message.contains(&quoted(&report.table)) {
        String::new()
    } else {
        format!("{table}: ")
    };
    format!(
        "{prefix}{message} ({}{confirmed})",
        report.writes_sent_text()
    )
}

/// Returns what to do if no complete response was received.
pub(super) fn transport_help(
    kind: TransportErrorKind,
    route: &Route,
    names: &SettingNames,
) -> String {
    match (kind, route) {
        (TransportErrorKind::Connect, Route::Proxy(_)) => format!("check {}", names.proxy),
        (TransportErrorKind::Connect, Route::ProxyFromEnv) => {
            "check the network, HTTPS_PROXY, HTTP_PROXY and ALL_PROXY".to_owned()
        }
        (TransportErrorKind::Connect, Route::Zone) => {
            format!("check the network and {}", names.zone)
        }
        (TransportErrorKind::Connect, Route::DefaultZone) => "check the network".to_owned(),
        (TransportErrorKind::Connect, Route::BaseUrl) => {
            format!("check the network and {}", names.base_url)
        }
        (TransportErrorKind::NoTls, Route::BaseUrl) => format!(
            "use `http://` if the service runs on this machine, or check {}",
            names.base_url
        ),
        (TransportErrorKind::NoTls, Route::Proxy(_)) => format!("check {}", names.proxy),
        (TransportErrorKind::NoTls, _) => {
            "check which proxy or firewall is between this machine and Peaka".to_owned()
        }
        (TransportErrorKind::Timeout, _) => format!("retry, or raise {}", names.request_timeout),
        (TransportErrorKind::Deadline, _) => format!("retry, or raise {}", names.sync_timeout),
        (TransportErrorKind::Lost, _) => "retry".to_owned(),
    }
}

/// Joins the first few clauses, and counts the others.
pub(super) fn join_truncated(mut clauses: Vec<String>, noun: &str) -> String {
    let more = clauses.len().saturating_sub(MAX_LISTED);
    clauses.truncate(MAX_LISTED);
    if more > 0 {
        clauses.push(format!("and {}", counted(more, &format!("more {noun}"))));
    }
    clauses.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_names_the_setting_that_decides_where_requests_go() {
        use TransportErrorKind::{Connect, Deadline, Lost, NoTls, Timeout};
        let proxy = || Route::Proxy("proxy:1".to_owned());
        for (kind, route, expected) in [
            (
                Connect,
                Route::BaseUrl,
                "check the network and PEAKA_BASE_URL or `ClientBuilder::base_url`",
            ),
            (
                Connect,
                Route::Zone,
                "check the network and PEAKA_ZONE or `ClientBuilder::zone`",
            ),
            (Connect, Route::DefaultZone, "check the network"),
            (Connect, proxy(), "check `ClientBuilder::proxy`"),
            (
                Connect,
                Route::ProxyFromEnv,
                "check the network, HTTPS_PROXY, HTTP_PROXY and ALL_PROXY",
            ),
            (
                NoTls,
                Route::BaseUrl,
                "use `http://` if the service runs on this machine, or check PEAKA_BASE_URL or \
                 `ClientBuilder::base_url`",
            ),
            (NoTls, proxy(), "check `ClientBuilder::proxy`"),
            (Timeout, proxy(), "retry, or raise `ClientBuilder::timeout`"),
            (
                Deadline,
                Route::Zone,
                "retry, or raise `ClientBuilder::sync_timeout`",
            ),
            (Lost, Route::Zone, "retry"),
        ] {
            assert_eq!(
                transport_help(kind, &route, &SettingNames::RUST_API),
                expected
            );
        }
    }

    #[test]
    fn outcome_of_a_write_is_named_after_its_operation() {
        for (operation_kind, expected) in [
            (
                OperationKind::CreateTable,
                "the table may have been created nevertheless",
            ),
            (
                OperationKind::DeleteTable,
                "the table may have been deleted nevertheless",
            ),
            (
                OperationKind::AddColumns,
                "the columns may have been added nevertheless",
            ),
            (
                OperationKind::UpdateColumn,
                "the column may have been updated nevertheless",
            ),
            (
                OperationKind::DeleteColumn,
                "the column may have been deleted nevertheless",
            ),
        ] {
            let error = Error::UnreadableResponse {
                operation: String::new(),
                operation_kind,
                detail: String::new(),
                is_too_large: false,
            };
            assert_eq!(may_be_applied(&error), expected);
            assert!(operation_kind.is_write());
        }
        assert!(!OperationKind::ListTables.is_write());
    }
}
