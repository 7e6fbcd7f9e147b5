//! The status of a table, which decides the exit code, and the tables that failed.

use peaka_runtime::__private::{FailureGroup, grouped_failures, quoted};
use peaka_runtime::{Error, MetadataPlan, Plan, SyncReport, TableOutcome};
use serde::Serialize;

use crate::output::{COMMAND_LINE, JsonError, Outcome};

/// Returns the text for a table that does not exist.
pub(super) fn missing_table_text(will_be_created: bool) -> &'static str {
    if will_be_created {
        "the table does not exist; `sync` creates it"
    } else {
        "the table does not exist; `sync --create-table` creates it"
    }
}

/// The status of a table, from best to worst. The worst status of all tables decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Status {
    /// The live table matches its declaration.
    InSync,
    /// A sync would write.
    Pending,
    /// The live table has drift that is denied.
    Drift,
    /// The table could not be compared or synced.
    Failed,
}

impl Status {
    pub(super) fn of_plan(plan: &Result<Plan<'_>, Error>) -> Self {
        Self::of_planned(plan, |plan| (!plan.denied.is_empty(), plan.is_empty()))
    }

    /// Returns the status of a plan, given whether it has denied drift, and whether it is empty.
    fn of_planned<P>(plan: &Result<P, Error>, describe: impl Fn(&P) -> (bool, bool)) -> Self {
        match plan.as_ref().map(describe) {
            Ok((true, _)) => Self::Drift,
            Ok((false, false)) => Self::Pending,
            Ok((false, true)) => Self::InSync,
            Err(_) => Self::Failed,
        }
    }

    pub(super) fn of_metadata_plan(plan: &Result<MetadataPlan<'_>, Error>) -> Self {
        Self::of_planned(plan, |plan| (!plan.denied.is_empty(), plan.is_empty()))
    }

    pub(super) fn of_sync(report: &Result<SyncReport, Error>) -> Self {
        match report {
            Ok(_) => Self::InSync,
            Err(error) if error.is_drift() => Self::Drift,
            Err(_) => Self::Failed,
        }
    }

    pub(super) fn worst(statuses: impl IntoIterator<Item = Self>) -> Self {
        statuses.into_iter().max().unwrap_or(Self::InSync)
    }

    pub(super) fn label(self) -> &'static str {
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
            Status::InSync => Self::Success,
            Status::Pending => Self::Pending,
            Status::Drift => Self::Drift,
            Status::Failed => Self::Failed,
        }
    }
}

/// Returns the tables that failed, each with its error.
pub(super) fn failures<T>(outcomes: &[TableOutcome<T>]) -> impl Iterator<Item = (&str, &Error)> {
    outcomes.iter().filter_map(|outcome| {
        let error = outcome.result.as_ref().err()?;
        Some((outcome.declared.table, error))
    })
}

/// Why tables failed. Of several tables that failed for the same reason, only the first shows the error.
pub(super) struct FailureDetails<'a>(Vec<FailureGroup<'a>>);

impl<'a> FailureDetails<'a> {
    pub(super) fn of<T>(outcomes: &'a [TableOutcome<T>]) -> Self {
        Self(grouped_failures(failures(outcomes)))
    }

    /// Returns why this table failed.
    pub(super) fn of_table(&self, table: &str) -> String {
        let group = self.0.iter().find(|group| group.tables.contains(&table));
        match group {
            None => String::new(),
            Some(group) => match group.tables.first() {
                Some(first) if *first != table => format!("same as {}", quoted(first)),
                _ => group.error.text_with(&COMMAND_LINE),
            },
        }
    }
}

/// Returns the errors of the tables that failed, for the JSON document.
pub(super) fn errors<T>(outcomes: &[TableOutcome<T>]) -> Vec<JsonError> {
    failures(outcomes)
        .map(|(table, error)| JsonError::of_table(table, error))
        .collect()
}
