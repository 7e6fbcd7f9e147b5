//! `sync`: makes the live tables match.

use clap::Args;
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, SyncReport, TableOutcome, Tables, TablesReport};
use serde::Serialize;

use super::options::{SyncOptions, TableOptions};
use super::status::{Status, errors};
use crate::connection::Connection;
use crate::output::{COMMAND_LINE, Document, Error, Outcome, Output, ProgressBar};

/// Add the missing columns to the live tables, and verify that they match
#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    tables: TableOptions,

    #[command(flatten)]
    sync: SyncOptions,

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
    pub(super) async fn run(
        &self,
        tables: &Tables,
        client: impl Fn(&Connection) -> Result<Client, Error>,
        output: &Output,
    ) -> Result<Outcome, Error> {
        let client = client(&self.connection)?;
        let sync = self.tables.sync_with(&self.sync, tables, &client)?;
        self.require_confirmation()?;
        let bar = ProgressBar::new();
        let result = sync.progress(|step| bar.show(step)).await;
        bar.clear();
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
        output.result(&format!("{}\n", report.text_in(&COMMAND_LINE)), &document)?;
        let delete = self
            .sync
            .columns_to_delete(&self.tables.selected_tables(tables)?)?;
        note_absent_columns(&delete, &report, output);
        Ok(status.into())
    }

    fn require_confirmation(&self) -> Result<(), Error> {
        let delete = &self.sync.delete;
        if self.yes || delete.is_empty() {
            return Ok(());
        }
        let columns: Vec<_> = delete.iter().map(|column| quoted(column)).collect();
        Err(Error::new(
            format!(
                "`--delete` would delete {} with all data (nothing was written)",
                columns.join(", ")
            ),
            "add `--yes` to confirm; this cannot be undone",
        ))
    }
}

/// Prints a note for each column of `--delete` that does not exist. Its name may be misspelled.
fn note_absent_columns(delete: &[(&'static str, String)], report: &TablesReport, output: &Output) {
    for (table, column) in delete {
        let is_accounted_for = report.tables.iter().any(|outcome| {
            outcome.declared.table == *table
                && match &outcome.result {
                    Ok(report) => report.deletes_sent.contains(column),
                    // The failure is already reported.
                    Err(_) => true,
                }
        });
        if !is_accounted_for {
            output.note(format_args!(
                "column {} does not exist, so it was not deleted",
                quoted(&format!("{table}.{column}"))
            ));
        }
    }
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
