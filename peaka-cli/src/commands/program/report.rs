//! Runs a sync of what one command writes, and prints its report.

use peaka_runtime::{DriftKind, Level, SyncColumns, SyncReport};
use serde::Serialize;

use crate::output::{Document, Error, JsonError, Outcome, Output};

/// The next step if a column exists that differs from the requested one.
const DIFFERENT_COLUMN: &str = "request the column as it is, choose another name, or delete it with \
                                `peaka drop-column`";

#[derive(Serialize)]
struct Written<'a> {
    report: &'a SyncReport,
}

/// Runs a sync that ignores all other columns of the table, and prints its report.
pub(super) async fn print_sync(
    sync: SyncColumns<'_, '_>,
    output: &Output,
) -> Result<Outcome, Error> {
    let error = match sync.on(DriftKind::Unmanaged, Level::Allow).await {
        Ok(report) => {
            print(&report, Vec::new(), output)?;
            return Ok(Outcome::Success);
        }
        Err(error) => error,
    };
    match &error {
        peaka_runtime::Error::Drift(report) => {
            let json = JsonError::from(&error).with_help(DIFFERENT_COLUMN);
            print(report, vec![json], output)?;
            output.note(format_args!(
                "the column is not as requested; help: {DIFFERENT_COLUMN}"
            ));
            Ok(Outcome::Drift)
        }
        _ => Err(error.into()),
    }
}

fn print(report: &SyncReport, errors: Vec<JsonError>, output: &Output) -> Result<(), Error> {
    let document = Document::with_errors(Written { report }, errors);
    output.result(&format!("{report}\n"), &document)
}
