//! The text and the JSON of an error.

use std::fmt;

use serde::{Serialize, Serializer};

use super::drift_help::drift_help;
use super::error::{Error, TablesReport, TransportErrorKind, UnknownTableReason};
use super::failure_group::{FailureGroup, MAX_LISTED, grouped_failures, list_first};
use super::setting_names::SettingNames;
use super::status::is_transient;
use crate::plan::PlanDeviation;
use crate::text::{counted, listed, quoted};

const LIST_FIRST: &str = "list the columns before sending it again";
const SYNC_AGAIN: &str =
    "run the sync again: it re-reads the columns and sends only what is missing";

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
            } => {
                let reason = match status {
                    403 => "the API key has no access",
                    _ => "the API key was rejected",
                };
                let response = response(*status, message.as_deref(), request_id.as_deref());
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
                    join_first(deviations.collect(), "change")
                )
            }
            Self::Status {
                operation,
                status,
                message,
                request_id,
                retry_after: _,
            } => {
                let response = response(*status, message.as_deref(), request_id.as_deref());
                format!("failed to {operation}: {response}")
            }
            Self::Transport {
                operation,
                host,
                kind,
                detail,
            } => match kind {
                TransportErrorKind::Connect => format!("failed to connect to {host}: {detail}"),
                TransportErrorKind::Timeout => format!("failed to {operation}: {detail}"),
                TransportErrorKind::Lost => {
                    format!("failed to {operation}: the connection to {host} was lost: {detail}")
                }
            },
            Self::Response { operation, detail } => {
                format!("failed to {operation}: the response cannot be read: {detail}")
            }
            Self::UnreadableResult { detail } => {
                format!(
                    "the result of the query is probably too large: the response cannot be read: \
                     {detail}"
                )
            }
            Self::Row(error) => error.to_string(),
            Self::TooManyColumns { table, max } => {
                format!("table {} has more than {max} columns", quoted(table))
            }
            Self::Ambiguous { source } => {
                format!(
                    "{}; it may have been applied nevertheless",
                    source.message()
                )
            }
            Self::Drift(report) => {
                let denied = report.drift_texts(&report.denied);
                format!(
                    "{} does not match its declaration: {} ({})",
                    report.table_name(),
                    join_first(denied, "difference"),
                    report.writes_sent()
                )
            }
            Self::Unverified { report, source } => {
                let confirmed = match (report.read_back, report.added.is_empty()) {
                    _ if report.adds_sent.is_empty() => String::new(),
                    (false, _) => "; the columns were not re-read".to_owned(),
                    (true, true) => "; none of these columns is listed".to_owned(),
                    (true, false) => {
                        let added = report.added.iter().map(String::as_str);
                        format!("; listed: {}", listed(added))
                    }
                };
                format!(
                    "{} could not be verified ({}{confirmed}): {}",
                    report.table_name(),
                    report.writes_sent(),
                    source.message()
                )
            }
            Self::Tables(report) => report.failures(),
        }
    }

    /// Returns what to do about the error, if there is one thing to do.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        self.help_in(&SettingNames::PROGRAM)
    }

    /// Returns the help in the words of the layer that shows it.
    #[doc(hidden)]
    #[must_use]
    pub fn help_in(&self, names: &SettingNames) -> Option<String> {
        Some(match self {
            Self::Config(error) => error.help_in(names),
            Self::Name(error) => error.help().to_owned(),
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
                UnknownTableReason::Deleted => {
                    "find out which program or person deleted it".to_owned()
                }
                UnknownTableReason::NotListed => "look for it in Peaka Studio".to_owned(),
            },
            Self::Outdated { .. } => "make a new plan".to_owned(),
            Self::Status {
                status, message, ..
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
                _ => "correct the request as the message says".to_owned(),
            },
            Self::Transport { kind, .. } => match kind {
                TransportErrorKind::Connect => {
                    format!("check the network and {}", names.base_url)
                }
                TransportErrorKind::Timeout => format!(
                    "retry, or raise {} or {}",
                    names.request_timeout, names.sync_timeout
                ),
                TransportErrorKind::Lost => "retry".to_owned(),
            },
            Self::Response { .. } => {
                format!("check that {} is the URL of Peaka's API", names.base_url)
            }
            Self::UnreadableResult { .. } => {
                "read fewer rows at once: with LIMIT or WHERE, or in pages".to_owned()
            }
            Self::Row(error) => error.help().to_owned(),
            Self::TooManyColumns { .. } => {
                format!("check the table, or raise {}", names.max_columns)
            }
            Self::Ambiguous { .. } => LIST_FIRST.to_owned(),
            Self::Drift(report) => drift_help(report, names),
            Self::Unverified { source, .. } if source.is_final() => {
                return source.help_in(names);
            }
            Self::Unverified { .. } => SYNC_AGAIN.to_owned(),
            Self::Tables(report) => return report.help(names),
        })
    }

    /// Returns the message and the help in the words of the layer that shows them.
    #[doc(hidden)]
    #[must_use]
    pub fn text_in(&self, names: &SettingNames) -> String {
        match self.help_in(names) {
            Some(help) => format!("{}; help: {help}", self.message()),
            None => self.message(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Config(_) => "config",
            Self::Name(_) => "name",
            Self::Auth { .. } => "auth",
            Self::UnknownTable { .. } => "unknownTable",
            Self::Outdated { .. } => "outdated",
            Self::Status { .. } => "status",
            Self::Transport { .. } => "transport",
            Self::Response { .. } => "response",
            Self::UnreadableResult { .. } => "unreadableResult",
            Self::Row(_) => "row",
            Self::TooManyColumns { .. } => "tooManyColumns",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Drift(_) => "drift",
            Self::Unverified { .. } => "unverified",
            Self::Tables(_) => "tables",
        }
    }
}

/// Returns a response that is not a success, as one clause.
fn response(status: u16, message: Option<&str>, request_id: Option<&str>) -> String {
    let mut response = format!("status {status}");
    if let Some(id) = request_id {
        response.push_str(&format!(", request id {id}"));
    }
    if let Some(message) = message {
        response.push_str(&format!(": {message}"));
    }
    response
}

/// Joins the first few clauses, and says how many more there are.
fn join_first(mut clauses: Vec<String>, noun: &str) -> String {
    let more = clauses.len().saturating_sub(MAX_LISTED);
    clauses.truncate(MAX_LISTED);
    if more > 0 {
        clauses.push(format!("and {}", counted(more, &format!("more {noun}"))));
    }
    clauses.join("; ")
}

impl TablesReport {
    /// Returns why tables failed: each reason once, with all the tables that share it.
    fn failures(&self) -> String {
        let groups = self.grouped_failures();
        let failures = groups.iter().map(|group| match group.tables.as_slice() {
            [] | [_] => group.error.message(),
            [_, others @ ..] => format!("{} (also: {})", group.error.message(), list_first(others)),
        });
        let tables = counted(self.tables.len(), "table");
        let failed = self.failed().count();
        format!(
            "{failed} of {tables} failed: {}",
            join_first(failures.collect(), "failure")
        )
    }

    fn help(&self, names: &SettingNames) -> Option<String> {
        let mut help = Vec::new();
        for (_, error) in self.failed() {
            if let Some(text) = error.help_in(names)
                && !help.contains(&text)
            {
                help.push(text);
            }
        }
        (!help.is_empty()).then(|| join_first(help, "hint"))
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
        f.write_str(&self.text_in(&SettingNames::PROGRAM))
    }
}

/// The same text as `Display`, because `fn main() -> Result<(), Error>` prints it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Default, Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields<'e> {
            kind: &'static str,
            message: String,
            help: Option<String>,
            is_ambiguous: bool,
            is_retryable: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            table: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            operation: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            host: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            status: Option<u16>,
            #[serde(skip_serializing_if = "Option::is_none")]
            request_id: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            row: Option<usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            column: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            found: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            expected: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            deviations: Option<&'e [PlanDeviation]>,
        }

        let mut fields = Fields {
            kind: self.kind(),
            message: self.message(),
            help: self.help(),
            is_ambiguous: self.is_ambiguous(),
            is_retryable: self.is_retryable(),
            table: self.report().map(|report| report.table.as_str()),
            request_id: self.request_id(),
            ..Fields::default()
        };
        match self.root() {
            Self::Auth {
                operation, status, ..
            }
            | Self::Status {
                operation, status, ..
            } => {
                fields.operation = Some(operation);
                fields.status = Some(*status);
            }
            Self::Transport {
                operation, host, ..
            } => {
                fields.operation = Some(operation);
                fields.host = Some(host);
            }
            Self::Response { operation, .. } => fields.operation = Some(operation),
            Self::Row(error) => {
                fields.row = error.row();
                fields.column = error.column();
                fields.found = error.found();
                fields.expected = error.expected();
            }
            Self::UnknownTable { table, .. } | Self::TooManyColumns { table, .. } => {
                fields.table = Some(table);
            }
            Self::Outdated { table, deviations } => {
                fields.table = Some(table);
                fields.deviations = Some(deviations);
            }
            _ => {}
        }
        fields.serialize(serializer)
    }
}
