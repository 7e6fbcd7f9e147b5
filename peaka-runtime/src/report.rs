//! What a sync found and did.

use std::fmt;

use serde::Serialize;

use crate::compare::Drift;
use crate::text::{counted, listed, table};

/// What a sync found, did and proved.
///
/// Its `Display` is a few lines for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncReport {
    /// The declared name of the table.
    pub table: String,
    /// The name under which the service has it.
    pub stored_table: String,
    /// Whether this sync created the table.
    pub created_table: bool,
    /// The declared columns that the table had before, by their declared names.
    pub present: Vec<String>,
    /// The declared columns that this sync asked the service to add, by their declared names.
    pub added: Vec<String>,
    /// The drift that the levels deny.
    pub denied: Vec<Drift>,
    /// The drift to warn of.
    pub warned: Vec<Drift>,
    /// How many requests were sent.
    pub requests: usize,
}

impl SyncReport {
    /// Whether this sync wrote anything.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.created_table || !self.added.is_empty()
    }

    /// The table in words. Until it is found, its stored name is not known.
    pub(crate) fn table_in_words(&self) -> String {
        let stored = if self.stored_table.is_empty() {
            &self.table
        } else {
            &self.stored_table
        };
        table(&self.table, stored)
    }

    /// What was written, as half a sentence.
    pub(crate) fn written(&self) -> String {
        match (self.created_table, self.added.len()) {
            (false, 0) => "nothing was written".to_owned(),
            (true, 0) => "the table was created".to_owned(),
            (created, count) => format!(
                "{}an add of {} was sent: {}",
                if created {
                    "the table was created and "
                } else {
                    ""
                },
                counted(count, "column"),
                listed(self.added.iter().map(String::as_str)),
            ),
        }
    }
}

impl fmt::Display for SyncReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table_in_words())?;
        let requests = counted(self.requests, "request");
        match self.denied.len() {
            0 => write!(f, ": proven by a list after {requests}")?,
            count => write!(
                f,
                ": {} in the way after {requests}",
                counted(count, "difference")
            )?,
        }
        if !self.changed() {
            f.write_str(", nothing written")?;
        }
        if self.created_table {
            f.write_str("\n  created  the table")?;
        }
        for (what, names) in [("added  ", &self.added), ("present", &self.present)] {
            if !names.is_empty() {
                write!(
                    f,
                    "\n  {what}  {}",
                    listed(names.iter().map(String::as_str))
                )?;
            }
        }
        for (what, drift) in [("denied ", &self.denied), ("warning", &self.warned)] {
            for drift in drift {
                write!(f, "\n  {what}  {drift}")?;
            }
        }
        Ok(())
    }
}
