//! Why a call failed, by what the caller can do about it.

use std::time::Duration;

use serde::Serialize;

use super::config_error::{ConfigError, Help};
use super::metadata_report::MetadataReport;
use super::operation_kind::OperationKind;
use super::sync_report::SyncReport;
use super::version::Version;
use crate::plan::{DeclarationError, DeclaredTable, PlanDeviation};
use crate::row::RowError;
use crate::schema::NameError;

/// The error of a sync, a client call or a configuration.
///
/// `Display` and `Debug` show the same sentence: what failed, why, and after `help:` what to do, so
/// that `fn main() -> Result<(), Error>` prints a readable error. It never contains the API key. As JSON
/// it is an object with `kind`, `message`, `help`, `isAmbiguous`, `isRetryable`, and the data of its kind,
/// such as `status`, `table` and `requestId`.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client, Error};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn start(peaka: &Client) -> Result<(), Error> {
///     match Event::sync_columns(peaka).await {
///         Ok(report) => println!("{report}"),
///         Err(Error::Drift(report)) => println!("the table differs: {:?}", report.denied),
///         Err(error) if error.is_retryable() => println!("try again: {error}"),
///         Err(error) => return Err(error),
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Error {
    /// The configuration, the declaration or the query is invalid. Nothing was sent.
    Config(ConfigError),
    /// A name cannot be used. Nothing was written.
    Name(NameError),
    /// The service rejected the API key (401), or the key has no access (403).
    #[non_exhaustive]
    Auth {
        /// The operation, such as ``list the columns of table `events` ``.
        operation: String,
        #[doc(hidden)]
        operation_kind: OperationKind,
        /// The status of the response: 401 or 403.
        status: u16,
        /// The message in the response's body, shortened.
        message: Option<String>,
        /// The id that the service assigned to the request.
        request_id: Option<String>,
    },
    /// The table does not exist.
    #[non_exhaustive]
    UnknownTable {
        /// The declared name.
        table: String,
        /// Why the table counts as missing.
        reason: UnknownTableReason,
    },
    /// The live table has changed since the plan was made: a sync would do something that is not in
    /// the plan. Nothing was written.
    #[non_exhaustive]
    Outdated {
        /// The declared name.
        table: String,
        /// What a sync would do that is not in the plan.
        deviations: Vec<PlanDeviation>,
    },
    /// The service returned an error status.
    #[non_exhaustive]
    Status {
        /// The operation.
        operation: String,
        #[doc(hidden)]
        operation_kind: OperationKind,
        /// The status of the response.
        status: u16,
        /// The message in the response's body, shortened.
        message: Option<String>,
        /// The id that the service assigned to the request.
        request_id: Option<String>,
        /// How long the service asked to wait before a retry.
        retry_after: Option<Duration>,
        /// What to do, if the caller knows more than the status and the operation.
        #[doc(hidden)]
        help: Option<String>,
    },
    /// No complete response was received.
    #[non_exhaustive]
    Transport {
        /// The operation.
        operation: String,
        #[doc(hidden)]
        operation_kind: OperationKind,
        /// The host, with its port if it is not the default one.
        host: String,
        /// How the request failed.
        kind: TransportErrorKind,
        /// Which setting the host, or the proxy on the way to it, comes from.
        route: Route,
        /// The cause, as the transport reports it.
        detail: String,
    },
    /// A response with a status of success cannot be read.
    #[non_exhaustive]
    UnreadableResponse {
        /// The operation.
        operation: String,
        #[doc(hidden)]
        operation_kind: OperationKind,
        /// What is wrong with the response.
        detail: String,
        /// Whether the response is larger than the client reads.
        is_too_large: bool,
    },
    /// The result of a query cannot be read, most likely because it is too large.
    #[non_exhaustive]
    UnreadableResult {
        /// What is wrong with the response.
        detail: String,
        /// Whether the response is larger than the client reads.
        is_too_large: bool,
    },
    /// The result of a query does not have the rows that the program expects.
    Row(RowError),
    /// The live table has more columns than the client reads.
    #[non_exhaustive]
    TooManyColumns {
        /// The name of the table.
        table: String,
        /// The maximum.
        max: usize,
    },
    /// A write was sent that may or may not have been applied.
    #[non_exhaustive]
    Ambiguous {
        /// The failure of the request. Its text is part of this error's text, so
        /// [`Error::source`](std::error::Error::source) does not return it.
        source: Box<Error>,
    },
    /// The live table does not match its declaration in a way that the policy denies.
    Drift(Box<SyncReport>),
    /// A sync sent a write and then failed before it could verify the table.
    #[non_exhaustive]
    Unverified {
        /// What the sync had found and written before it failed.
        report: Box<SyncReport>,
        /// The failure. Its text is part of this error's text, so
        /// [`Error::source`](std::error::Error::source) does not return it.
        source: Box<Error>,
    },
    /// The metadata does not have tables or columns that a declaration needs. The service has not discovered them yet, or
    /// they do not exist.
    #[non_exhaustive]
    Undiscovered {
        /// The declared name of the table that was synced.
        table: String,
        /// The missing tables and columns, such as `orders.kind`.
        missing: Vec<String>,
    },
    /// The live metadata does not match its declaration in a way that the policy denies.
    #[non_exhaustive]
    MetadataDrift {
        /// What the sync of metadata found and wrote.
        report: Box<MetadataReport>,
        /// The report on the table's columns, which were synced before and are verified.
        columns: Option<Box<SyncReport>>,
    },
    /// A sync of metadata sent a write and then failed before it could verify the metadata.
    #[non_exhaustive]
    MetadataUnverified {
        /// What the sync of metadata had found and written before it failed.
        report: Box<MetadataReport>,
        /// The report on the table's columns, which were synced before and are verified.
        columns: Option<Box<SyncReport>>,
        /// The failure. Its text is part of this error's text, so
        /// [`Error::source`](std::error::Error::source) does not return it.
        source: Box<Error>,
    },
    /// At least one of several tables failed.
    Tables(Box<TablesReport>),
}

/// Why a table counts as missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownTableReason {
    /// The project has no such table.
    NotFound,
    /// The table was listed before, but is no longer.
    Deleted,
    /// The service reported that it created the table, but does not list it.
    NotListed,
}

/// How a request failed without a complete response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made, so the request was not sent.
    Connect,
    /// The server does not speak TLS, so the request was not sent.
    NoTls,
    /// The timeout of the request was reached.
    Timeout,
    /// The deadline of the sync was reached.
    Deadline,
    /// The connection was lost.
    Lost,
}

/// Which setting decides where a request is sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Route {
    /// To the host of the base URL.
    BaseUrl,
    /// To the host of the zone that is set.
    Zone,
    /// To the host of the default zone.
    DefaultZone,
    /// To the proxy with this host and port.
    Proxy(String),
    /// To the proxy of the environment, if there is one for the host.
    ProxyFromEnv,
}

// `Error` and the two types below contain each other, so they share a module.

/// The outcome of one of several tables.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TableOutcome<T> {
    /// The table.
    pub declared: DeclaredTable,
    /// The outcome.
    pub result: Result<T, Error>,
}

/// The outcome of a sync of several tables, in the order of the tables.
///
/// Its `Display` is a few human-readable lines. It serializes as an object with `"version": 1` and
/// `tables`: the `table`, `struct`, `report` ([`SyncReport`]) and `error` of each; the last two can
/// be `null`, but not both. Within a version, fields may be added, but none is removed or changes its
/// meaning.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{Client, Error, Tables};
///
/// async fn start(peaka: &Client, tables: Tables) {
///     if let Err(Error::Tables(report)) = tables.with(peaka).await {
///         for (declared, error) in report.failed() {
///             println!("{}: {error}", declared.table);
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TablesReport {
    pub(crate) version: Version,
    /// The outcome of each table.
    pub tables: Vec<TableOutcome<SyncReport>>,
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<RowError> for Error {
    fn from(error: RowError) -> Self {
        Self::Row(error)
    }
}

impl From<NameError> for Error {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl From<DeclarationError> for Error {
    fn from(error: DeclarationError) -> Self {
        match error {
            DeclarationError::Name(error) => Self::Name(error),
            error => Self::config(error.to_string(), error.help()),
        }
    }
}

impl Error {
    pub(crate) fn config(message: impl Into<String>, help: impl Into<Help>) -> Self {
        Self::Config(ConfigError::new(message, help))
    }

    pub(crate) fn unknown_table(table: &str, reason: UnknownTableReason) -> Self {
        Self::UnknownTable {
            table: table.to_owned(),
            reason,
        }
    }

    pub(crate) fn ambiguous(source: Self) -> Self {
        Self::Ambiguous {
            source: Box::new(source),
        }
    }
}

impl SyncReport {
    /// Adds the outcome of the sync of the table's metadata. An error gets this report.
    pub(crate) fn with_metadata(
        mut self,
        outcome: Result<MetadataReport, Error>,
    ) -> Result<Self, Error> {
        let error = match outcome {
            Ok(metadata) => {
                self.metadata = Some(Box::new(metadata));
                return Ok(self);
            }
            Err(error) => error,
        };
        let columns = Some(Box::new(self));
        Err(match error {
            Error::MetadataDrift { report, .. } => Error::MetadataDrift { report, columns },
            Error::MetadataUnverified { report, source, .. } => Error::MetadataUnverified {
                report,
                columns,
                source,
            },
            error => Error::MetadataUnverified {
                report: Box::new(MetadataReport::new(
                    columns.as_ref().map_or("", |columns| &columns.table),
                )),
                columns,
                source: Box::new(error),
            },
        })
    }
}

impl TablesReport {
    /// Returns the tables that failed, each with its error.
    pub fn failed(&self) -> impl Iterator<Item = (&DeclaredTable, &Error)> {
        self.tables.iter().filter_map(|outcome| {
            let error = outcome.result.as_ref().err()?;
            Some((&outcome.declared, error))
        })
    }
}
