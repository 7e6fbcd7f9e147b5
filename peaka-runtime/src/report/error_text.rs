//! The text and the JSON of an error.

use std::fmt;

use super::drift_help::drift_help;
use super::error::{Error, Route, TablesReport, TransportErrorKind, UnknownTableReason};
use super::error_clauses::{
    drift_message, join_truncated, may_be_applied, transport_help, unverified_message,
};
use super::failure_group::{FailureGroup, grouped_failures};
use super::metadata_help::{
    UNDISCOVERED_HELP, metadata_drift_message, metadata_help, metadata_unverified_message,
    undiscovered_message,
};
use super::operation_kind::OperationKind;
use super::setting_names::SettingNames;
use super::status::is_transient;
use crate::plan::PlanDeviation;
use crate::text::{counted, list_truncated, quoted};

const CHECK_FIRST: &str = "check whether it was applied before sending it again";
const RETRY: &str = "retry: the table is re-read, and only what is still needed is written";

impl Error {
    /// Returns what failed and why, without the help.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Config(error) => error.to_string(),
            Self::Name(error) => error.to_string(),
            Self::Auth {
                operation,
                status,
                message,
                request_id,
                ..
            } => {
                let reason = match status {
                    403 => "the API key has no access",
                    _ => "the API key was rejected",
                };
                let response = response_text(*status, message.as_deref(), request_id.as_deref());
                format!("failed to {operation}: {reason} ({response})")
            }
            Self::UnknownTable { table, reason } => {
                let table = quoted(table);
                match reason {
                    UnknownTableReason::NotFound => format!("table {table} does not exist"),
                    UnknownTableReason::Deleted => {
                        format!("table {table} was deleted during the sync")
                    }
                    UnknownTableReason::NotListed => format!(
                        "table {table} is not listed, although the service reported that it was \
                         created"
                    ),
                }
            }
            Self::Outdated { table, deviations } => {
                let deviations = deviations.iter().map(PlanDeviation::to_string);
                format!(
                    "the plan for table {} is outdated: {}",
                    quoted(table),
                    join_truncated(deviations.collect(), "change")
                )
            }
            Self::Status {
                operation,
                status,
                message,
                request_id,
                ..
            } => {
                let response = response_text(*status, message.as_deref(), request_id.as_deref());
                format!("failed to {operation}: {response}")
            }
            Self::Transport {
                operation,
                host,
                kind,
                route,
                detail,
                ..
            } => match (kind, route) {
                (TransportErrorKind::Connect, Route::Proxy(proxy)) => {
                    format!("failed to connect to {host} through the proxy {proxy}: {detail}")
                }
                (TransportErrorKind::Connect | TransportErrorKind::NoTls, _) => {
                    format!("failed to connect to {host}: {detail}")
                }
                (TransportErrorKind::Timeout | TransportErrorKind::Deadline, _) => {
                    format!("failed to {operation}: {detail}")
                }
                (TransportErrorKind::Lost, _) => {
                    format!("failed to {operation}: the connection to {host} was lost: {detail}")
                }
            },
            Self::UnreadableResponse {
                operation, detail, ..
            } => {
                format!("failed to {operation}: the response cannot be read: {detail}")
            }
            Self::UnreadableResult {
                detail,
                is_too_large: true,
            } => format!("the result of the query is too large: {detail}"),
            Self::UnreadableResult { detail, .. } => {
                format!(
                    "the result of the query is probably too large: the response cannot be read: \
                     {detail}"
                )
            }
            Self::Row(error) => error.to_string(),
            Self::TooManyColumns { table, max } => {
                let max = counted(*max, "column");
                format!("table {} has more than {max}", quoted(table))
            }
            Self::Ambiguous { source } => {
                format!("{}; {}", source.message(), may_be_applied(source))
            }
            Self::Drift(report) => drift_message(report),
            Self::Unverified { report, source } => unverified_message(report, source),
            Self::Undiscovered { table, missing } => undiscovered_message(table, missing),
            Self::MetadataDrift { report, columns } => {
                metadata_drift_message(report, columns.as_deref())
            }
            Self::MetadataUnverified {
                report,
                columns,
                source,
            } => metadata_unverified_message(report, columns.as_deref(), source),
            Self::Tables(report) => report.failures(),
        }
    }

    /// Returns what to do about the error; `None` if nothing helps.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        self.help_with(&SettingNames::RUST_API)
    }

    /// Returns the help in the words of the layer that shows it.
    #[doc(hidden)]
    #[must_use]
    pub fn help_with(&self, names: &SettingNames) -> Option<String> {
        Some(match self {
            Self::Config(error) => error.help_with(names),
            Self::Name(error) => error.help().to_owned(),
            Self::Auth {
                status: 403,
                operation_kind,
                ..
            } if operation_kind.is_write() => "use a key with write access".to_owned(),
            Self::Auth { status: 403, .. } => format!(
                "a Project key only reaches its own project: check {}, or use a Partner key",
                names.project_id
            ),
            Self::Auth { .. } => "check that the key is complete, has not expired, and belongs to \
                                  the zone of the base URL"
                .to_owned(),
            Self::UnknownTable { reason, .. } => match reason {
                UnknownTableReason::NotFound => format!(
                    "check the project id and the table's name, or create the table with {}",
                    names.create_table
                ),
                UnknownTableReason::Deleted => format!(
                    "retry once nothing else changes the table; {} creates it",
                    names.create_table
                ),
                UnknownTableReason::NotListed => {
                    "retry: the list of tables may be stale".to_owned()
                }
            },
            Self::Outdated { .. } => "make a new plan".to_owned(),
            Self::Status {
                help: Some(help), ..
            } => help.clone(),
            Self::Status {
                status,
                message,
                operation_kind,
                ..
            } => match status {
                301..=303 | 307 | 308 => {
                    format!("redirects are not followed: check {}", names.base_url)
                }
                300..400 => format!("check {}", names.base_url),
                404 => "check the base URL, the project id and the table's name".to_owned(),
                429 => "retry later, or send fewer requests".to_owned(),
                409 => "check whether something else changes the table, and retry".to_owned(),
                _ if is_transient(*status) => "retry later".to_owned(),
                500.. => format!("check that {} is the URL of Peaka's API", names.base_url),
                _ if message.is_none() => {
                    "check the table, the columns and the project id".to_owned()
                }
                _ if *operation_kind == OperationKind::ExecuteQuery => {
                    "change the query as the message says".to_owned()
                }
                _ if *operation_kind == OperationKind::WriteMetadata => {
                    "change the declaration as the message says".to_owned()
                }
                _ if operation_kind.is_write() => {
                    "change the names or the columns as the message says".to_owned()
                }
                _ if *operation_kind == OperationKind::ListColumns => {
                    format!("check {} and the table's name", names.project_id)
                }
                _ => format!("check {}", names.project_id),
            },
            Self::Transport { kind, route, .. } => transport_help(*kind, route, names),
            Self::UnreadableResponse {
                is_too_large: true, ..
            } => match names.max_response_bytes {
                Some(setting) => format!("check {}, or raise {setting}", names.base_url),
                None => format!("check {}", names.base_url),
            },
            Self::UnreadableResponse { .. } => {
                format!("check that {} is the URL of Peaka's API", names.base_url)
            }
            Self::UnreadableResult { is_too_large, .. } => {
                let fewer = "read fewer rows at once: with LIMIT or WHERE, or in pages";
                match names.max_response_bytes {
                    Some(setting) if *is_too_large => format!("{fewer}; or raise {setting}"),
                    _ => fewer.to_owned(),
                }
            }
            Self::Row(error) => error.help().to_owned(),
            Self::TooManyColumns { .. } => {
                format!("check the table, or raise {}", names.max_columns)
            }
            Self::Ambiguous { .. } => CHECK_FIRST.to_owned(),
            Self::Drift(report) => drift_help(report, names),
            Self::Undiscovered { .. } => UNDISCOVERED_HELP.to_owned(),
            Self::MetadataDrift { report, .. } => metadata_help(report, names),
            Self::MetadataUnverified { source, .. }
                if matches!(**source, Self::Undiscovered { .. }) =>
            {
                UNDISCOVERED_HELP.to_owned()
            }
            Self::Unverified { source, .. } | Self::MetadataUnverified { source, .. }
                if source.would_fail_again() =>
            {
                return source.help_with(names);
            }
            Self::Unverified { .. } | Self::MetadataUnverified { .. } => RETRY.to_owned(),
            Self::Tables(report) => return report.help(names),
        })
    }

    /// Returns the message and the help in the words of the layer that shows them.
    #[doc(hidden)]
    #[must_use]
    pub fn text_with(&self, names: &SettingNames) -> String {
        match self.help_with(names) {
            Some(help) => format!("{}; help: {help}", self.message()),
            None => self.message(),
        }
    }
}

/// Returns a response that is not a success, as one clause.
fn response_text(status: u16, message: Option<&str>, request_id: Option<&str>) -> String {
    let mut response = format!("status {status}");
    if let Some(id) = request_id {
        response.push_str(&format!(", request id {id}"));
    }
    if let Some(message) = message {
        response.push_str(&format!(": {message}"));
    }
    response
}

impl TablesReport {
    /// Returns why tables failed: each reason once, with all the tables that share it.
    fn failures(&self) -> String {
        let groups = self.grouped_failures();
        let failures = groups.iter().map(|group| match group.tables.as_slice() {
            [] | [_] => group.error.message(),
            [_, others @ ..] => format!(
                "{} (also: {})",
                group.error.message(),
                list_truncated(others)
            ),
        });
        let tables = counted(self.tables.len(), "table");
        let failed = self.failed().count();
        format!(
            "{failed} of {tables} failed: {}",
            join_truncated(failures.collect(), "failure")
        )
    }

    fn help(&self, names: &SettingNames) -> Option<String> {
        let mut help = Vec::new();
        for (_, error) in self.failed() {
            let text = error.help_with(names);
            help.extend(text.filter(|text| !help.contains(text)));
        }
        (!help.is_empty()).then(|| join_truncated(help, "hint"))
    }

    /// Returns each reason once, with all the tables that failed for it.
    pub(super) fn grouped_failures(&self) -> Vec<FailureGroup<'_>> {
        grouped_failures(
            self.failed()
                .map(|(declared, error)| (declared.table, error)),
        )
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_with(&SettingNames::RUST_API))
    }
}

/// The same text as `Display`, because `fn main() -> Result<(), Error>` prints it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
