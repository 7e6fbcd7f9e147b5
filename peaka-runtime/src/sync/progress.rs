//! What a sync decides on its way, told to the program's log and to a callback.

use std::fmt;
use std::time::Duration;

use crate::plan::drift::Drift;
use crate::plan::table_plan::Plan;
use crate::plan::write::Step;
use crate::report::error::Error;
use crate::report::sync_report::SyncReport;
use crate::schema::column_request::ColumnRequest;
use crate::text::{counted, listed, quoted};

/// A step of a sync. Its `Display` is half a sentence for people.
///
/// The same steps are events of [tracing](https://docs.rs/tracing), in a span `sync` for each sync:
/// what is sent at level `INFO`, what went wrong at `WARN`, all else at `DEBUG`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// The table was looked up and compared.
    #[non_exhaustive]
    Planned {
        /// What is still to be done.
        plan: &'a Plan<'a>,
    },
    /// The table is about to be created.
    #[non_exhaustive]
    Creating {
        /// Its declared name.
        table: &'a str,
    },
    /// A column is about to be renamed.
    #[non_exhaustive]
    Renaming {
        /// The stored name.
        from: &'a str,
        /// The declared name.
        to: &'a str,
    },
    /// Columns are about to be added, in one request.
    #[non_exhaustive]
    Adding {
        /// The columns.
        columns: &'a [ColumnRequest<'a>],
    },
    /// A column is about to be made as it is declared.
    #[non_exhaustive]
    Fixing {
        /// Its declared name.
        column: &'a str,
        /// What differs.
        drift: &'a [Drift],
    },
    /// A column is about to be deleted, with its data.
    #[non_exhaustive]
    Deleting {
        /// Its stored name.
        column: &'a str,
    },
    /// A write failed, as far as its answer goes; a list is about to tell.
    #[non_exhaustive]
    Failed {
        /// Why.
        error: &'a Error,
    },
    /// No list shows yet what was written; another one comes after a while.
    #[non_exhaustive]
    Waiting {
        /// How long the wait is.
        wait: Duration,
    },
    /// The sync is over.
    #[non_exhaustive]
    Ended {
        /// What was found and done.
        report: &'a SyncReport,
    },
}

impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Planned { plan } => {
                write!(f, "planned: {}", plan.summary())
            }
            Self::Creating { table } => write!(f, "creating the table {}", quoted(table)),
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
            Self::Failed { error } => write!(f, "a write failed, a list decides: {error}"),
            Self::Waiting { wait } => write!(f, "listing again in {wait:?}"),
            Self::Ended { report } => write!(f, "ended: {}", report.headline()),
        }
    }
}

impl<'a> Progress<'a> {
    /// What is about to be sent.
    pub(crate) fn of(step: &'a Step<'a>, table: &'a str) -> Self {
        match step {
            Step::CreateTable => Self::Creating { table },
            Step::Rename(change) => Self::Renaming {
                from: &change.live.name,
                to: change.column.name,
            },
            Step::Add(columns) => Self::Adding { columns },
            Step::Fix(change) => Self::Fixing {
                column: change.column.name,
                drift: &change.mends,
            },
            Step::Delete(column) => Self::Deleting { column },
        }
    }

    /// Notes it in the program's log.
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
            Self::Creating { .. }
            | Self::Renaming { .. }
            | Self::Adding { .. }
            | Self::Fixing { .. }
            | Self::Deleting { .. } => tracing::info!("{self}"),
            Self::Failed { error } => tracing::warn!(%error, "a write failed, a list decides"),
            Self::Waiting { wait } => {
                tracing::debug!(wait_ms = wait.as_millis(), "no list shows it yet");
            }
            Self::Ended { report } if report.proven => {
                tracing::debug!(requests = report.requests, "proven: {}", report.written());
            }
            Self::Ended { report } => {
                tracing::warn!(
                    requests = report.requests,
                    "not proven: {}",
                    report.written()
                );
            }
        }
    }
}
