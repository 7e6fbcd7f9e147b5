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
        self.note_absent_columns(&report, output);
        Ok(status.into())
    }

    /// A column that does not exist counts as deleted, but its name may be misspelled.
    fn note_absent_columns(&self, report: &TablesReport, output: &Output) {
        for given in &self.sync.delete {
            let is_of = |table: &TableOutcome<SyncReport>, column: &String| {
                *given == format!("{}.{column}", table.declared.table)
            };
            let was_present = report.tables.iter().any(|table| match &table.result {
                Ok(report) => report
                    .deletes_sent
                    .iter()
                    .any(|column| is_of(table, column)),
                // The failure is already reported.
                Err(_) => given.starts_with(table.declared.table),
            });
            if !was_present {
                output.note(format_args!(
                    "column {} does not exist, so it was not deleted",
                    quoted(given)
                ));
            }
        }
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
