//! Saves several snapshots, and prints the results.

use std::collections::HashSet;
use std::path::Path;

use peaka_runtime::__private::quoted;
use peaka_runtime::{DeclaredTable, LiveTable, stored_name};
use serde::Serialize;

use super::content::{Content, DECLARED_SNAPSHOT, SNAPSHOT};
use crate::output::{Error, Outcome, Output, WriteResult, print_with_failures};

/// The result of saving one snapshot.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SaveResult {
    table: String,
    stored_table: Option<String>,
    package: Option<&'static str>,
    file: Option<String>,
    result: Option<WriteResult>,
    /// Columns that are still marked as pending although the file has them.
    no_longer_pending: Vec<&'static str>,
    #[serde(skip)]
    error: Option<Error>,
}

impl SaveResult {
    /// Returns the result for a file that was not written yet.
    pub(crate) fn new(table: &str, file: Option<&str>) -> Self {
        Self {
            table: table.to_owned(),
            stored_table: None,
            package: None,
            file: file.map(str::to_owned),
            result: None,
            no_longer_pending: Vec::new(),
            error: None,
        }
    }

    /// Returns the result for the file of a declared table that was not written yet.
    pub(crate) fn for_package(table: &str, package: &'static str, file: &str) -> Self {
        Self {
            package: Some(package),
            ..Self::new(table, Some(file))
        }
    }

    pub(crate) fn failed(mut self, error: impl Into<Error>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Writes the snapshot of the live table.
    pub(crate) fn save(mut self, path: &Path, live: &LiveTable, force: bool) -> Self {
        let kind = match self.package {
            Some(_) => &DECLARED_SNAPSHOT,
            None => &SNAPSHOT,
        };
        let text = Content::new(&self.table, live).text();
        match text.and_then(|text| kind.write(path, &text, force)) {
            Ok(result) => {
                self.stored_table = Some(live.name.clone());
                self.result = Some(result);
                self
            }
            Err(error) => self.failed(error),
        }
    }

    /// Adds the columns that are saved although their fields are marked as pending.
    pub(crate) fn with_no_longer_pending(
        mut self,
        declared: &DeclaredTable,
        live: &LiveTable,
    ) -> Self {
        if self.result.is_some() {
            let names = live.columns.iter().map(|column| column.name.as_str());
            self.no_longer_pending = no_longer_pending(declared, names);
        }
        self
    }

    fn describe(&self) -> Option<String> {
        let path = Path::new(self.file.as_ref()?);
        Some(format!("{}\n", self.result?.describe(path)))
    }
}

/// Returns the declared columns that are marked as pending although they are among the given stored names.
pub(crate) fn no_longer_pending<'n>(
    declared: &DeclaredTable,
    stored: impl Iterator<Item = &'n str>,
) -> Vec<&'static str> {
    let stored: HashSet<_> = stored.collect();
    let columns = declared.columns.iter().filter(|column| column.is_pending);
    columns
        .map(|column| column.name)
        .filter(|name| stored.contains(name) || stored.contains(&*stored_name(name)))
        .collect()
}

#[derive(Serialize)]
struct Snapshots<'s> {
    snapshots: &'s [SaveResult],
}

/// Prints the results, and returns whether all snapshots were saved.
pub(crate) fn print_save_results(saved: &[SaveResult], output: &Output) -> Result<Outcome, Error> {
    let failed = saved.iter();
    let failures: Vec<_> = failed
        .filter_map(|saved| Some((saved.table.as_str(), saved.error.as_ref()?)))
        .collect();
    let text: String = saved.iter().filter_map(SaveResult::describe).collect();
    let result = Snapshots { snapshots: saved };
    let outcome = print_with_failures(&text, result, &failures, output)?;
    for saved in saved {
        for column in &saved.no_longer_pending {
            output.print_note(format_args!(
                "column {} of table {} is live; remove `#[bitable(pending)]` from its field",
                quoted(column),
                quoted(&saved.table)
            ));
        }
    }
    Ok(outcome)
}
