//! The text and the JSON of a report on several tables.

use std::fmt;

use serde::{Serialize, Serializer};

use super::error::{Error, TableOutcome, TablesReport};
use super::sync_report::{SyncReport, Version};
use crate::declare::DeclaredTable;
use crate::text::{counted, quoted};

impl<T> TableOutcome<T> {
    pub(crate) fn new(declared: DeclaredTable, result: Result<T, Error>) -> Self {
        Self { declared, result }
    }
}

impl TableOutcome<SyncReport> {
    /// Returns what was found and written, if the sync got that far.
    #[must_use]
    pub fn report(&self) -> Option<&SyncReport> {
        match &self.result {
            Ok(report) => Some(report),
            Err(error) => error.report(),
        }
    }

    fn table_name(&self) -> String {
        match self.report() {
            Some(report) => report.table_name(),
            None => format!("table {}", quoted(self.declared.table)),
        }
    }
}

impl TablesReport {
    pub(crate) fn new(tables: Vec<TableOutcome<SyncReport>>) -> Self {
        Self {
            version: Version,
            tables,
        }
    }

    /// Returns the first line of the report's `Display`.
    pub(crate) fn headline(&self) -> String {
        let tables = counted(self.tables.len(), "table");
        match self.failed().count() {
            0 => format!("{tables}: all verified"),
            failed => format!("{tables}: {failed} failed"),
        }
    }
}

impl fmt::Display for TablesReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        for outcome in &self.tables {
            match &outcome.result {
                // One line is enough for a table that needed nothing.
                Ok(report) if !report.has_written() && report.warned.is_empty() => {
                    write!(f, "\n{}", report.headline())?;
                }
                Ok(report) => write!(f, "\n{report}")?,
                Err(error) => write!(f, "\n{}: failed: {error}", outcome.table_name())?,
            }
        }
        Ok(())
    }
}

impl Serialize for TableOutcome<SyncReport> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Outcome<'o> {
            table: &'static str,
            r#struct: &'static str,
            report: Option<&'o SyncReport>,
            error: Option<&'o Error>,
        }

        let outcome = Outcome {
            table: self.declared.table,
            r#struct: self.declared.struct_name(),
            report: self.report(),
            error: self.result.as_ref().err(),
        };
        outcome.serialize(serializer)
    }
}
