//! Runs the sync of a command that writes one table or column, and prints its report.

use peaka_runtime::{DriftKind, Level, SyncColumns, SyncReport};
use serde::Serialize;

use crate::output::{Document, Error, JsonError, Outcome, Output, quoted_command};

#[derive(Serialize)]
struct Written<'a> {
    report: &'a SyncReport,
}

/// Runs a sync that ignores all other columns of the table, and prints its report.
pub(super) async fn run_sync(sync: SyncColumns<'_, '_>, output: &Output) -> Result<Outcome, Error> {
    let error = match sync.on(DriftKind::Unmanaged, Level::Allow).await {
        Ok(report) => {
            print(&report, Vec::new(), output)?;
            return Ok(Outcome::Success);
        }
        Err(error) => error,
    };
    match &error {
        peaka_runtime::Error::Drift(report) => {
            let help = different_column_help(report);
            let json = JsonError::from(&error).with_help(&help);
            print(report, vec![json], output)?;
            output.print_failure(&format!("the column is not as requested; help: {help}"));
            Ok(Outcome::Drift)
        }
        _ => Err(error.into()),
    }
}

fn print(report: &SyncReport, errors: Vec<JsonError>, output: &Output) -> Result<(), Error> {
    let document = Document::with_errors(Written { report }, errors);
    output.print_result(&format!("{report}\n"), &document)
}

/// Returns the next step if a column exists that differs from the requested one.
fn different_column_help(report: &SyncReport) -> String {
    let column = report.denied.first().map(|drift| drift.column.as_str());
    let table = report.stored_table.as_deref().unwrap_or(&report.table);
    let command = quoted_command("peaka drop-column", [table, column.unwrap_or("COLUMN")]);
    format!("request the column as it is live, choose another name, or delete it with {command}")
}
