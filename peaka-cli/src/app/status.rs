//! How a table stands to its declaration, by what the exit code tells.

use peaka_runtime::{Error, Plan, SyncReport, TableOutcome};
use serde::Serialize;

use super::wording::in_options;
use crate::exit::Outcome;

/// What is said of a table that the project does not have.
pub(super) const NO_TABLE: &str = "there is no such table: `sync --create-table` creates it";

/// Why a table failed, if it did.
pub(super) fn error_of<T>(outcome: &TableOutcome<T>) -> Option<String> {
    let error = outcome.result.as_ref().err()?;
    Some(in_options(&error.to_string()))
}

/// From what is best to what is worst: the worst of all tables is the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    /// It is as declared.
    InSync,
    /// A sync would write.
    Pending,
    /// It differs in a way that is denied.
    Drift,
    /// It could not be told, or done.
    Failed,
}

impl Status {
    pub(super) fn planned(planned: &Result<Plan<'_>, Error>) -> Self {
        match planned {
            Ok(plan) if !plan.denied.is_empty() => Self::Drift,
            Ok(plan) if !plan.is_empty() => Self::Pending,
            Ok(_) => Self::InSync,
            Err(_) => Self::Failed,
        }
    }

    pub(super) fn synced(synced: &Result<SyncReport, Error>) -> Self {
        match synced {
            Ok(_) => Self::InSync,
            Err(error) if error.is_drift() => Self::Drift,
            Err(_) => Self::Failed,
        }
    }

    /// That of all together.
    pub(super) fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().max().unwrap_or(Self::InSync)
    }

    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::InSync => "in sync",
            Self::Pending => "pending",
            Self::Drift => "drift",
            Self::Failed => "failed",
        }
    }
}

impl From<Status> for Outcome {
    fn from(status: Status) -> Self {
        match status {
            Status::InSync => Self::Done,
            Status::Pending => Self::Pending,
            Status::Drift => Self::Drift,
            Status::Failed => Self::Failed,
        }
    }
}
