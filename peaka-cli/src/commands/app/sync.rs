//! `sync`: makes the live tables match.

use clap::Args;
use peaka_runtime::{SyncReport, TableOutcome, TablesReport};
use serde::Serialize;

use super::application::Application;
use super::options::{SyncOptions, TableOptions, check_columns_to_delete};
use super::status::{Status, errors};
use crate::connection::Connection;
use crate::output::{COMMAND_LINE, Document, Error, Outcome, Output, ProgressBar};

/// Add the missing columns to the live tables, and verify that they match
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    tables: TableOptions,

    #[command(flatten)]
    sync: SyncOptions,

    /// Then write the declared metadata that is not set, and verify the rest
    #[arg(long)]
    metadata: bool,

    /// Confirm the deletion of the columns in `--delete`, which cannot be undone
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Syncs<'a> {
    status: Status,
    tables: Vec<TableSync<'a>>,
}

#[derive(Serialize)]
struct TableSync<'a> {
    table: &'a str,
    r#struct: &'a str,
    status: Status,
    report: Option<&'a SyncReport>,
}

impl Arguments {
    pub(super) async fn run(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        let client = app.client(&self.connection)?;
        let (sync, delete) = self.tables.sync_with(&self.sync, app, &client)?;
        let sync = if self.metadata {
            sync.metadata(true)
        } else {
            sync
        };
        if !delete.is_empty() {
            check_columns_to_delete(&delete, &sync.clone().plan().await?)?;
        }
        self.sync
            .require_confirmation(self.yes, "`--delete` would delete")?;
        let bar = ProgressBar::new();
        let result = sync.progress(|step| bar.show(step)).await;
        bar.clear();
        print_report(result, output)
    }
}

/// Prints the report of a sync, and returns the outcome of the command.
pub(super) fn print_report(
    result: Result<TablesReport, peaka_runtime::Error>,
    output: &Output,
) -> Result<Outcome, Error> {
    let report = match result {
        Ok(report) => report,
        Err(peaka_runtime::Error::Tables(report)) => *report,
        Err(error) => return Err(error.into()),
    };
    let statuses = report
        .tables
        .iter()
        .map(|table| Status::of_sync(&table.result));
    let status = Status::worst(statuses);
    let result = Syncs {
        status,
        tables: report.tables.iter().map(TableSync::from).collect(),
    };
    let document = Document::with_errors(result, errors(&report.tables));
    output.print_result(&format!("{}\n", report.text_with(&COMMAND_LINE)), &document)?;
    Ok(status.into())
}

impl<'a> From<&'a TableOutcome<SyncReport>> for TableSync<'a> {
    fn from(outcome: &'a TableOutcome<SyncReport>) -> Self {
        Self {
            table: outcome.declared.table,
            r#struct: outcome.declared.struct_name(),
            status: Status::of_sync(&outcome.result),
            report: outcome.report(),
        }
    }
}
