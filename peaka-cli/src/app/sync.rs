//! `sync`: makes the live tables have what is declared.

use clap::Args;
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, SyncReport, TableOutcome, Tables, TablesReport};
use serde::Serialize;

use super::choices::{Changes, Choices};
use super::progress::ProgressBar;
use super::status::{Status, error_of};
use super::wording::in_options;
use crate::connection::Connection;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output::{Output, Versioned};

/// Makes the live tables have the declared columns, and proves it
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    choices: Choices,

    #[command(flatten)]
    changes: Changes,

    #[command(flatten)]
    connection: Connection,

    /// Confirms what cannot be undone: the columns that `--delete` names
    #[arg(long)]
    yes: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    status: Status,
    tables: Vec<Synced<'a>>,
}

#[derive(Serialize)]
struct Synced<'a> {
    table: &'a str,
    r#struct: &'a str,
    status: Status,
    report: Option<&'a SyncReport>,
    error: Option<String>,
}

impl Options {
    pub(super) async fn run(
        &self,
        tables: &Tables,
        client: impl Fn(&Connection) -> Result<Client, Error>,
        output: &Output,
    ) -> Result<Outcome, Error> {
        let client = client(&self.connection)?;
        let sync = self.choices.sync_with(&self.changes, tables, &client)?;
        self.confirmed()?;
        let bar = ProgressBar::new();
        let synced = sync.progress(|step| bar.show(step)).await;
        bar.clear();
        let report = match synced {
            Ok(report) => report,
            Err(peaka_runtime::Error::Tables(report)) => *report,
            Err(error) => return Err(error.into()),
        };
        let status = status(&report);
        let document = Document {
            status,
            tables: report.tables.iter().map(Synced::from).collect(),
        };
        let text = in_options(&format!("{report}\n"));
        output.result(&text, &Versioned::new(document))?;
        self.remark_absent(&report, output);
        Ok(status.into())
    }
}

impl Options {
    /// What is not there counts as deleted, but it may be that another name was meant.
    fn remark_absent(&self, report: &TablesReport, output: &Output) {
        for given in &self.changes.delete {
            let is_of = |table: &TableOutcome<SyncReport>, column: &String| {
                *given == format!("{}.{column}", table.declared.table)
            };
            let was_there = report.tables.iter().any(|table| match &table.result {
                Ok(report) => report
                    .deletes_sent
                    .iter()
                    .any(|column| is_of(table, column)),
                // That it failed is told already.
                Err(_) => given.starts_with(table.declared.table),
            });
            if !was_there {
                output.remark(format_args!(
                    "there was no column {} to delete",
                    quoted(given)
                ));
            }
        }
    }

    /// What cannot be undone is done only if somebody says so.
    fn confirmed(&self) -> Result<(), Error> {
        let delete = &self.changes.delete;
        if self.yes || delete.is_empty() {
            return Ok(());
        }
        let columns: Vec<_> = delete.iter().map(|column| quoted(column)).collect();
        Err(Error::new(format!(
            "{} would be deleted with all data, which cannot be undone: add `--yes` if that is meant \
             (nothing was written)",
            columns.join(", ")
        )))
    }
}

fn status(report: &TablesReport) -> Status {
    Status::worst(
        report
            .tables
            .iter()
            .map(|table| Status::synced(&table.result)),
    )
}

impl<'a> From<&'a TableOutcome<SyncReport>> for Synced<'a> {
    fn from(outcome: &'a TableOutcome<SyncReport>) -> Self {
        Self {
            table: outcome.declared.table,
            r#struct: outcome.declared.struct_name(),
            status: Status::synced(&outcome.result),
            report: outcome.report(),
            error: error_of(outcome),
        }
    }
}
