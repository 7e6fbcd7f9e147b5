//! What came of several tables.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::declare::declared_table::DeclaredTable;
use crate::report::error::Error;
use crate::report::sync_report::{SyncReport, Version};
use crate::text::{counted, listed, quoted};

/// What came of one table of several.
#[derive(Debug)]
#[non_exhaustive]
pub struct TableOutcome<T> {
    /// The table.
    pub declared: DeclaredTable,
    /// What came of it.
    pub result: Result<T, Error>,
}

impl<T> TableOutcome<T> {
    pub(crate) fn new(declared: DeclaredTable, result: Result<T, Error>) -> Self {
        Self { declared, result }
    }
}

/// What a sync of several tables found and did, in the order of the tables.
///
/// Its `Display` is a few lines for people. It serializes as an object of `version`, which is 1, and
/// `tables`: for each its `table`, its `struct`, and a `report` ([`SyncReport`]) or an `error` (a
/// sentence), or both. Within one version fields may come, but none goes or changes what it means.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct TablesReport {
    version: Version,
    /// What came of each table.
    pub tables: Vec<TableOutcome<SyncReport>>,
}

impl TablesReport {
    pub(crate) fn new(tables: Vec<TableOutcome<SyncReport>>) -> Self {
        Self {
            version: Version,
            tables,
        }
    }

    /// The tables that failed, each with why.
    pub fn failed(&self) -> impl Iterator<Item = (&DeclaredTable, &Error)> {
        self.tables.iter().filter_map(|outcome| {
            let error = outcome.result.as_ref().err()?;
            Some((&outcome.declared, error))
        })
    }

    /// Why tables failed: each reason once, with the tables that it is told of, and so many of both at most.
    pub(crate) fn failures(&self, most: usize) -> String {
        let mut reasons = Vec::<(String, String, Vec<&str>)>::new();
        for (declared, error) in self.failed() {
            let sentence = error.to_string();
            let reason = sentence.replace(&quoted(declared.table), "");
            match reasons.iter_mut().find(|(known, ..)| *known == reason) {
                Some((_, _, likewise)) => likewise.push(declared.table),
                None => reasons.push((reason, sentence, Vec::new())),
            }
        }
        let told = reasons.iter().take(most);
        let mut told: Vec<_> = told
            .map(|(_, sentence, likewise)| match likewise.as_slice() {
                [] => sentence.clone(),
                tables => format!("{sentence} (and likewise for {})", some_of(tables, most)),
            })
            .collect();
        let more = reasons.len().saturating_sub(most);
        if more > 0 {
            told.push(format!("and {}", counted(more, "more failure")));
        }
        let tables = counted(self.tables.len(), "table");
        let failed = self.failed().count();
        format!("{failed} of {tables} failed: {}", told.join("; "))
    }

    /// The first line of its `Display`.
    pub(crate) fn headline(&self) -> String {
        let tables = counted(self.tables.len(), "table");
        match self.failed().count() {
            0 => format!("{tables}: all proven"),
            failed => format!("{tables}: {failed} failed"),
        }
    }
}

/// The first names, and how many there are beside them.
fn some_of(names: &[&str], most: usize) -> String {
    let told = listed(names.iter().take(most).copied());
    match names.len().saturating_sub(most) {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}

impl fmt::Display for TablesReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        for outcome in &self.tables {
            match &outcome.result {
                // Of a table that is as it was there is no more to say.
                Ok(report) if !report.has_written() && report.warned.is_empty() => {
                    write!(f, "\n{}", report.headline())?;
                }
                Ok(report) => write!(f, "\n{report}")?,
                Err(error) => write!(f, "\n{}: failed: {error}", outcome.table_in_words())?,
            }
        }
        Ok(())
    }
}

impl TableOutcome<SyncReport> {
    /// What was found and done, as far as the sync of this table came.
    #[must_use]
    pub fn report(&self) -> Option<&SyncReport> {
        match &self.result {
            Ok(report) => Some(report),
            Err(error) => error.report(),
        }
    }

    fn table_in_words(&self) -> String {
        match self.report() {
            Some(report) => report.table_in_words(),
            None => format!("table {}", quoted(self.declared.table)),
        }
    }
}

impl Serialize for TableOutcome<SyncReport> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Outcome<'o> {
            table: &'static str,
            r#struct: &'static str,
            report: Option<&'o SyncReport>,
            error: Option<String>,
        }

        let outcome = Outcome {
            table: self.declared.table,
            r#struct: self.declared.struct_name(),
            report: self.report(),
            error: self.result.as_ref().err().map(ToString::to_string),
        };
        outcome.serialize(serializer)
    }
}
