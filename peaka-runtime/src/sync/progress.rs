//! The steps of a sync, as events for a callback and for tracing.

use std::fmt;
use std::time::Duration;

use crate::plan::{Drift, Plan, WriteRequest};
use crate::report::{Error, SyncReport};
use crate::schema::ColumnRequest;
use crate::text::{counted, listed, quoted};

/// A step of a sync. Its `Display` is one clause.
///
/// The same steps are [tracing](https://docs.rs/tracing) events in a span named `sync`: requests at
/// level `INFO`, failures at `WARN`, everything else at `DEBUG`.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client, Error, Progress};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn start(peaka: &Client) -> Result<(), Error> {
///     let sync = Event::sync_columns(peaka).progress(|step| match step {
///         Progress::Adding { columns, .. } => println!("adding {} columns", columns.len()),
///         step => println!("{step}"),
///     });
///     sync.await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// The columns were listed and compared with the declaration.
    #[non_exhaustive]
    Planned {
        /// The writes that are left, and the drift.
        plan: &'a Plan<'a>,
    },
    /// A request to create the table is about to be sent.
    #[non_exhaustive]
    CreatingTable {
        /// The declared name.
        table: &'a str,
    },
    /// A request to rename a column is about to be sent.
    #[non_exhaustive]
    Renaming {
        /// The stored name.
        from: &'a str,
        /// The declared name.
        to: &'a str,
    },
    /// A request to add columns is about to be sent.
    #[non_exhaustive]
    Adding {
        /// The columns.
        columns: &'a [ColumnRequest<'a>],
    },
    /// A request to fix a column is about to be sent.
    #[non_exhaustive]
    Fixing {
        /// The declared name.
        column: &'a str,
        /// The drift to fix.
        drift: &'a [Drift],
    },
    /// A request to delete a column with its data is about to be sent.
    #[non_exhaustive]
    Deleting {
        /// The stored name.
        column: &'a str,
    },
    /// A write was not confirmed. The column list is re-read to see whether it was applied.
    #[non_exhaustive]
    WriteUnconfirmed {
        /// The error of the request.
        error: &'a Error,
    },
    /// The sync waits before it re-reads the columns: the list does not show a write yet, or the service asked for a
    /// delay.
    #[non_exhaustive]
    Waiting {
        /// The length of the wait.
        wait: Duration,
    },
    /// The sync is over.
    #[non_exhaustive]
    Finished {
        /// The outcome.
        report: &'a SyncReport,
    },
}

impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Planned { plan } => write!(f, "planned: {}", plan.summary()),
            Self::CreatingTable { table } => write!(f, "creating table {}", quoted(table)),
            Self::Renaming { from, to } => {
                write!(f, "renaming column {} to {}", quoted(from), quoted(to))
            }
            Self::Adding { columns } => write!(
                f,
                "adding {}: {}",
                counted(columns.len(), "column"),
                listed(columns.iter().map(|column| column.name))
            ),
            Self::Fixing { column, drift } => write!(
                f,
                "fixing {} of column {}",
                counted(drift.len(), "difference"),
                quoted(column)
            ),
            Self::Deleting { column } => write!(f, "deleting column {}", quoted(column)),
            Self::WriteUnconfirmed { error } => {
                write!(f, "{}; re-reading the columns", error.message())
            }
            Self::Waiting { wait } => write!(f, "re-reading the columns in {wait:?}"),
            Self::Finished { report } => write!(f, "finished: {}", report.headline()),
        }
    }
}

impl<'a> Progress<'a> {
    /// Returns the step of a request that is about to be sent.
    pub(crate) fn of_request(request: &'a WriteRequest<'_, 'a>, table: &'a str) -> Self {
        match request {
            WriteRequest::CreateTable => Self::CreatingTable { table },
            WriteRequest::Rename(change) => Self::Renaming {
                from: &change.live.name,
                to: change.column.name,
            },
            WriteRequest::Add(columns) => Self::Adding { columns },
            WriteRequest::Fix(change) => Self::Fixing {
                column: change.column.name,
                drift: &change.fixes,
            },
            WriteRequest::Delete(column) => Self::Deleting { column },
        }
    }

    /// Emits the step as a tracing event.
    pub(crate) fn trace(&self) {
        match self {
            Self::Planned { plan } => tracing::debug!(
                stored_table = plan.stored_table,
                present = plan.present.len(),
                to_rename = plan.to_rename.len(),
                to_fix = plan.to_fix.len(),
                to_add = plan.to_add.len(),
                to_delete = plan.to_delete.len(),
                unmanaged = plan.unmanaged.len(),
                denied = plan.denied.len(),
                warned = plan.warned.len(),
                "planned"
            ),
            Self::CreatingTable { .. }
            | Self::Renaming { .. }
            | Self::Adding { .. }
            | Self::Fixing { .. }
            | Self::Deleting { .. } => tracing::info!("{self}"),
            Self::WriteUnconfirmed { error } => {
                tracing::warn!(%error, "write not confirmed, re-reading the columns");
            }
            Self::Waiting { wait } => {
                tracing::debug!(wait_ms = wait.as_millis(), "waiting for the column list");
            }
            Self::Finished { report } if report.verified => {
                tracing::debug!(
                    requests = report.requests,
                    "verified: {}",
                    report.writes_sent_text()
                );
            }
            Self::Finished { report } => {
                tracing::warn!(
                    requests = report.requests,
                    "not verified: {}",
                    report.writes_sent_text()
                );
            }
        }
    }
}
