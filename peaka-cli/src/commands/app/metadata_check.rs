//! `check --metadata`: whether the metadata of a table matches.

use peaka_runtime::__private::{counted, listed};
use peaka_runtime::{Error, MetadataDrift, MetadataPlan, TableOutcome};
use serde::Serialize;

use super::status::{FailureDetails, Status};
use crate::output::text_table;

/// The comparison of a table's metadata with its declaration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MetadataCheck<'a> {
    pub(super) status: Status,
    /// The tables and columns that the service has not discovered yet.
    undiscovered: &'a [String],
    /// What `sync --metadata` would write.
    changes: &'a [MetadataDrift],
    denied: &'a [MetadataDrift],
    warned: &'a [MetadataDrift],
}

impl MetadataCheck<'_> {
    fn details(&self) -> Vec<String> {
        let drift = self.denied.iter().chain(self.warned);
        let mut details: Vec<_> = drift.map(ToString::to_string).collect();
        if !self.undiscovered.is_empty() {
            details.push(format!(
                "not discovered by the service yet: {}",
                listed(self.undiscovered)
            ));
        }
        if !self.changes.is_empty() {
            let changes = counted(self.changes.len(), "change");
            details.push(match self.denied.is_empty() {
                true => format!("{changes} to write: `sync --metadata` writes them"),
                false => format!("{changes} to write, once nothing is denied"),
            });
        }
        details
    }
}

impl<'a> From<&'a Result<MetadataPlan<'static>, Error>> for MetadataCheck<'a> {
    fn from(result: &'a Result<MetadataPlan<'static>, Error>) -> Self {
        let plan = result.as_ref().ok();
        Self {
            status: Status::of_metadata_plan(result),
            undiscovered: plan.map_or(&[], |plan| &plan.undiscovered),
            changes: plan.map_or(&[], |plan| &plan.changes),
            denied: plan.map_or(&[], |plan| &plan.denied),
            warned: plan.map_or(&[], |plan| &plan.warned),
        }
    }
}

/// Returns the text table of the comparisons, or nothing if there are none.
pub(super) fn metadata_listing<'c>(
    plans: &[TableOutcome<MetadataPlan<'static>>],
    checks: impl Iterator<Item = (&'c str, &'c MetadataCheck<'c>)>,
) -> String {
    let failures = FailureDetails::of(plans);
    let mut rows = Vec::new();
    for (table, check) in checks {
        let mut details = match check.status {
            Status::Failed => vec![failures.of_table(table)],
            _ => check.details(),
        }
        .into_iter();
        rows.push([
            table.to_owned(),
            check.status.label().to_owned(),
            details.next().unwrap_or_default(),
        ]);
        rows.extend(details.map(|detail| [String::new(), String::new(), detail]));
    }
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n{}",
        text_table(["METADATA OF", "STATUS", "DETAIL"], rows)
    )
}
