//! `plan`: what a sync would do.

use std::io::stdout;
use std::path::PathBuf;

use clap::Args;
use peaka_runtime::__private::grouped_failures;
use peaka_runtime::{MetadataPlan, Plan, SyncTables, TableOutcome};
use serde::Serialize;

use super::application::Application;
use super::options::{SyncOptions, TableOptions, check_columns_to_delete};
use super::plan_file::{PLAN, PlanFile};
use super::status::{self, Status, errors, failures};
use crate::connection::Connection;
use crate::output::{COMMAND_LINE, Document, Error, Outcome, Output, pretty};

/// Show what a sync would do, without doing it
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    tables: TableOptions,

    #[command(flatten)]
    sync: SyncOptions,

    /// Also show what a sync would write to the metadata
    #[arg(long, conflicts_with = "out")]
    metadata: bool,

    /// Also write the plan to a file, for `apply`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Overwrite a file that is not a plan
    #[arg(long, requires = "out")]
    force: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Plans<'a> {
    status: Status,
    tables: Vec<TablePlan<'a>>,
}

#[derive(Serialize)]
struct TablePlan<'a> {
    table: &'a str,
    r#struct: &'a str,
    status: Status,
    plan: Option<&'a Plan<'static>>,
    metadata: Option<&'a MetadataPlan<'static>>,
}

impl Arguments {
    pub(super) async fn run(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        let client = app.client(&self.connection)?;
        let (sync, delete) = self.tables.sync_with(&self.sync, app, &client)?;
        let plans = sync.clone().plan().await?;
        let metadata = metadata_plans(self.metadata, sync).await?;
        check_columns_to_delete(&delete, &plans)?;
        if let Some(path) = &self.out {
            let project_id = client.__project_id().await?;
            let file = PlanFile::new(project_id, &self.tables, &self.sync, &plans)?;
            let result = PLAN.write(path, &format!("{}\n", pretty(&file)?), self.force)?;
            output.print_note(result.describe(path));
        }
        let mut tables: Vec<_> = plans.iter().map(TablePlan::from).collect();
        for (table, outcome) in tables.iter_mut().zip(&metadata) {
            table.metadata = outcome.result.as_ref().ok();
            table.status = table.status.max(Status::of_metadata_plan(&outcome.result));
        }
        let status = Status::worst(tables.iter().map(|table| table.status));
        let mut text = text(&plans);
        let metadata_text = metadata_text(&metadata);
        if !metadata_text.is_empty() {
            text = format!("{text}\n{metadata_text}");
        }
        let mut errors = errors(&plans);
        errors.extend(status::errors(&metadata));
        let document = Document::with_errors(Plans { status, tables }, errors);
        output.print_result(&text, &document)?;
        if plans.iter().any(lacks_table) {
            output.print_note("`--create-table` creates the tables that do not exist");
        }
        Ok(status.into())
    }
}

/// Returns whether a table does not exist, and is not to be created.
pub(super) fn lacks_table(outcome: &TableOutcome<Plan<'_>>) -> bool {
    outcome.result.as_ref().is_ok_and(Plan::lacks_table)
}

/// Returns the plans of the metadata, or nothing if they are not asked for.
pub(super) async fn metadata_plans(
    is_asked_for: bool,
    sync: SyncTables<'_>,
) -> Result<Vec<TableOutcome<MetadataPlan<'static>>>, Error> {
    if is_asked_for {
        Ok(sync.metadata_plan().await?)
    } else {
        Ok(Vec::new())
    }
}

fn metadata_text(plans: &[TableOutcome<MetadataPlan<'static>>]) -> String {
    blocks(plans, ToString::to_string)
}

fn text(plans: &[TableOutcome<Plan<'_>>]) -> String {
    blocks(plans, |plan| plan.display_on(&stdout()).to_string())
}

/// Returns a block of text for each plan, and for each reason why others failed.
fn blocks<T>(plans: &[TableOutcome<T>], describe: impl Fn(&T) -> String) -> String {
    let mut blocks: Vec<_> = plans
        .iter()
        .filter_map(|outcome| outcome.result.as_ref().ok())
        .map(|plan| format!("{}\n", describe(plan)))
        .collect();
    for group in grouped_failures(failures(plans)) {
        blocks.push(format!("error: {}\n", group.text_with(&COMMAND_LINE)));
    }
    blocks.join("\n")
}

impl<'a> From<&'a TableOutcome<Plan<'static>>> for TablePlan<'a> {
    fn from(outcome: &'a TableOutcome<Plan<'static>>) -> Self {
        Self {
            table: outcome.declared.table,
            r#struct: outcome.declared.struct_name(),
            status: Status::of_plan(&outcome.result),
            plan: outcome.result.as_ref().ok(),
            metadata: None,
        }
    }
}
