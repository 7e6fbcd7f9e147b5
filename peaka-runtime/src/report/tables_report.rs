//! The text and the JSON of a report on several tables.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Serialize, Serializer};

use super::error::{Error, TableOutcome, TablesReport};
use super::setting_names::SettingNames;
use super::sync_report::SyncReport;
use super::version::Version;
use crate::plan::DeclaredTable;
use crate::text::{counted, quoted};

impl<T> TableOutcome<T> {
    pub(crate) fn new(declared: DeclaredTable, result: Result<T, Error>) -> Self {
        Self { declared, result }
    }
}

impl TableOutcome<SyncReport> {
    /// Returns what the sync found and wrote. Returns `None` if it failed with an error that has no
    /// [report](Error::report).
    #[must_use]
    pub fn report(&self) -> Option<&SyncReport> {
        match &self.result {
            Ok(report) => Some(report),
            Err(error) => error.report(),
        }
    }
}

impl TablesReport {
    pub(crate) fn new(mut tables: Vec<TableOutcome<SyncReport>>) -> Self {
        // An attribute that the service does not persist in one table is not persisted in the others either.
        let reports = tables.iter().filter_map(TableOutcome::report);
        let not_persisted_kinds: BTreeSet<_> = reports
            .flat_map(|report| report.not_persisted_kinds.iter().copied())
            .collect();
        for outcome in &mut tables {
            if let Err(Error::Drift(report)) = &mut outcome.result {
                report.not_persisted_kinds.clone_from(&not_persisted_kinds);
            }
        }
        Self {
            version: Version,
            tables,
        }
    }

    /// Returns a summary of the report: how many tables were verified, or how many failed.
    pub(crate) fn headline(&self) -> String {
        let tables = counted(self.tables.len(), "table");
        match self.failed().count() {
            0 => format!("{tables} verified"),
            failed => format!("{failed} of {tables} failed"),
        }
    }

    /// Returns the text of the report in the words of the layer that shows it.
    #[doc(hidden)]
    #[must_use]
    pub fn text_with(&self, names: &SettingNames) -> String {
        // The line of a single table says the same as the headline.
        let mut text = match self.tables.len() {
            1 => String::new(),
            _ => self.headline(),
        };
        let verified: Vec<_> = self
            .tables
            .iter()
            .filter_map(|TableOutcome { declared, result }| {
                Some((declared.crate_name(), result.as_ref().ok()?))
            })
            .collect();
        let mut crates: Vec<_> = verified.iter().map(|(name, _)| *name).collect();
        crates.sort_unstable();
        crates.dedup();
        for name in &crates {
            let reports = verified.iter().filter(|(crate_name, _)| crate_name == name);
            let lines = reports.map(|(_, report)| {
                // One line is enough for a table that needed nothing.
                if !report.has_sent_writes()
                    && report.warned.is_empty()
                    && report.metadata.is_none()
                {
                    format!("\n{}", report.headline())
                } else {
                    format!("\n{report}")
                }
            });
            let lines: String = lines.collect();
            if crates.len() > 1 {
                text.push_str(&format!("\ncrate {}:", quoted(name)));
                text.push_str(&lines.replace('\n', "\n  "));
            } else {
                text.push_str(&lines);
            }
        }
        for group in self.grouped_failures() {
            text.push_str(&format!("\nerror: {}", group.text_with(names)));
        }
        text.trim_start_matches('\n').to_owned()
    }
}

impl fmt::Display for TablesReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_with(&SettingNames::RUST_API))
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
