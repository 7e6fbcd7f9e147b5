//! `check`: whether the live tables match, one line each.

use clap::Args;
use peaka_runtime::{Client, Drift, Plan, TableOutcome};
use serde::Serialize;

use super::application::Application;
use super::metadata_check::{MetadataCheck, metadata_listing};
use super::options::TableOptions;
use super::plan::metadata_plans;
use super::snapshot::NO_SNAPSHOT_NOTE;
use super::snapshot_check::{self, SnapshotCheck};
use super::status::{self, FailureDetails, Status, errors, missing_table_text};
use crate::connection::Connection;
use crate::output::{Document, Error, JsonError, Outcome, Output, text_table};

/// Check whether the live tables match their declarations, without writing anything
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    tables: TableOptions,

    /// Also compare the snapshots that the program was compiled with
    #[arg(long)]
    snapshots: bool,

    /// Also compare the metadata
    #[arg(long)]
    metadata: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Checks<'a> {
    status: Status,
    tables: Vec<TableCheck<'a>>,
}

#[derive(Serialize)]
struct TableCheck<'a> {
    table: &'a str,
    r#struct: &'a str,
    status: Status,
    exists: Option<bool>,
    #[serde(skip)]
    will_be_created: bool,
    summary: Option<String>,
    denied: &'a [Drift],
    warned: &'a [Drift],
    snapshot: Option<SnapshotCheck>,
    metadata: Option<MetadataCheck<'a>>,
}

impl Arguments {
    pub(super) async fn run(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        if self.snapshots {
            snapshot_check::require_snapshots(&self.tables.selected_tables(&app.tables)?)?;
        }
        let client = app.client(&self.connection)?;
        let sync = self.tables.sync(app, &client)?;
        let plans = sync.clone().plan().await?;
        let metadata = metadata_plans(self.metadata, sync).await?;
        let mut errors = errors(&plans);
        let mut checks: Vec<_> = plans.iter().map(TableCheck::from).collect();
        if self.snapshots {
            errors.extend(
                add_snapshot_checks(&mut checks, &plans, &client, self.tables.concurrency).await,
            );
            if checks.iter().all(|check| check.snapshot.is_none()) {
                output.print_note(NO_SNAPSHOT_NOTE);
            }
        }
        errors.extend(status::errors(&metadata));
        for (check, outcome) in checks.iter_mut().zip(&metadata) {
            check.metadata = Some(MetadataCheck::from(&outcome.result));
        }
        let status = Status::worst(checks.iter().flat_map(TableCheck::statuses));
        let mut text = text(&plans, &checks);
        let of_metadata = checks
            .iter()
            .filter_map(|check| Some((check.table, check.metadata.as_ref()?)));
        text.push_str(&metadata_listing(&metadata, of_metadata));
        let result = Checks {
            status,
            tables: checks,
        };
        output.print_result(&text, &Document::with_errors(result, errors))?;
        Ok(status.into())
    }
}

/// Compares the snapshots, adds the results to the checks of their tables, and returns the errors.
async fn add_snapshot_checks(
    checks: &mut [TableCheck<'_>],
    plans: &[TableOutcome<Plan<'static>>],
    client: &Client,
    concurrency: usize,
) -> Vec<JsonError> {
    let snapshots = snapshot_check::compare(plans, client, concurrency).await;
    let mut errors = Vec::new();
    for (check, snapshot) in checks.iter_mut().zip(snapshots) {
        let error = snapshot
            .as_ref()
            .and_then(|snapshot| snapshot.error.as_ref());
        errors.extend(error.map(|error| JsonError::of_table(check.table, error)));
        check.snapshot = snapshot;
    }
    errors
}

fn text(plans: &[TableOutcome<Plan<'static>>], checks: &[TableCheck<'_>]) -> String {
    let mut text = table_listing(plans, checks);
    let rows = checks.iter().filter_map(|check| {
        let snapshot = check.snapshot.as_ref()?;
        Some(snapshot.rows(check.status))
    });
    let rows: Vec<_> = rows.flatten().collect();
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&text_table(
            ["SNAPSHOT", "PACKAGE", "STATUS", "DETAIL"],
            rows,
        ));
    }
    text
}

/// Returns the text table with one row per table.
fn table_listing(plans: &[TableOutcome<Plan<'static>>], checks: &[TableCheck<'_>]) -> String {
    let failures = FailureDetails::of(plans);
    let rows = checks.iter().map(|check| {
        let detail = match check.status {
            Status::Failed => failures.of_table(check.table),
            _ => check.detail(),
        };
        [
            check.table.to_owned(),
            check.status.label().to_owned(),
            detail,
        ]
    });
    text_table(["TABLE", "STATUS", "DETAIL"], rows)
}

impl TableCheck<'_> {
    fn statuses(&self) -> impl Iterator<Item = Status> {
        let snapshot = self.snapshot.as_ref().map(|snapshot| snapshot.status);
        let metadata = self.metadata.as_ref().map(|metadata| metadata.status);
        [Some(self.status), snapshot, metadata]
            .into_iter()
            .flatten()
    }

    fn detail(&self) -> String {
        let joined = |drift: &[Drift]| {
            let drift = drift.iter().map(ToString::to_string);
            drift.collect::<Vec<_>>().join("; ")
        };
        match self.status {
            Status::InSync => match self.warned {
                [] => String::new(),
                [_] => format!("warning: {}", joined(self.warned)),
                drift => format!("{} warnings: {}", drift.len(), joined(drift)),
            },
            Status::Pending if self.exists == Some(false) => {
                missing_table_text(self.will_be_created).to_owned()
            }
            Status::Pending => self.summary.clone().unwrap_or_default(),
            Status::Drift => joined(self.denied),
            Status::Failed => String::new(),
        }
    }
}

impl<'a> From<&'a TableOutcome<Plan<'static>>> for TableCheck<'a> {
    fn from(outcome: &'a TableOutcome<Plan<'static>>) -> Self {
        let plan = outcome.result.as_ref().ok();
        Self {
            table: outcome.declared.table,
            r#struct: outcome.declared.struct_name(),
            status: Status::of_plan(&outcome.result),
            exists: plan.map(|plan| plan.stored_table.is_some()),
            will_be_created: plan.is_some_and(|plan| plan.create_table),
            summary: plan.map(Plan::summary),
            denied: plan.map_or(&[], |plan| &plan.denied),
            warned: plan.map_or(&[], |plan| &plan.warned),
            snapshot: None,
            metadata: None,
        }
    }
}
