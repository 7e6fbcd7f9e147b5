//! What a sync found and did.

use std::fmt;

use serde::Serialize;

use crate::compare::Drift;
use crate::text::{counted, listed, table};

/// What a sync found, did and proved.
///
/// Its `Display` is a few lines for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncReport {
    /// The declared name of the table.
    pub table: String,
    /// The name under which the service has it; `None` until it is found.
    pub stored_table: Option<String>,
    /// Whether a list that was read after the last write shows all that is declared, in order with
    /// what the levels deny.
    pub proven: bool,
    /// Whether this sync asked the service to create the table. Another program may have been
    /// faster.
    pub created_table: bool,
    /// The declared columns that the table had before, by their declared names.
    pub present: Vec<String>,
    /// The declared columns that this sync asked the service to add, by their declared names.
    pub sent: Vec<String>,
    /// Whether a list was read after they were sent.
    pub listed: bool,
    /// Those of them that this list showed. Another program may have been faster.
    pub added: Vec<String>,
    /// The drift that the levels deny.
    pub denied: Vec<Drift>,
    /// The drift to warn of.
    pub warned: Vec<Drift>,
    /// How many requests were sent.
    pub requests: usize,
}

impl SyncReport {
    pub(crate) fn new(table: &str) -> Self {
        Self {
            table: table.to_owned(),
            stored_table: None,
            proven: false,
            created_table: false,
            present: Vec::new(),
            sent: Vec::new(),
            listed: false,
            added: Vec::new(),
            denied: Vec::new(),
            warned: Vec::new(),
            requests: 0,
        }
    }

    /// Whether this sync sent any write.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.created_table || !self.sent.is_empty()
    }

    /// The table in words.
    pub(crate) fn table_in_words(&self) -> String {
        table(
            &self.table,
            self.stored_table.as_deref().unwrap_or(&self.table),
        )
    }

    /// What was written, as half a sentence.
    pub(crate) fn written(&self) -> String {
        let mut written = Vec::new();
        if self.created_table {
            written.push("the table was created".to_owned());
        }
        if !self.sent.is_empty() {
            let columns = counted(self.sent.len(), "column");
            written.push(format!(
                "an add of {columns} was sent: {}",
                names(&self.sent)
            ));
        }
        if written.is_empty() {
            "nothing was written".to_owned()
        } else {
            written.join(" and ")
        }
    }
}

fn names(names: &[String]) -> String {
    listed(names.iter().map(String::as_str))
}

impl fmt::Display for SyncReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table_in_words())?;
        let requests = counted(self.requests, "request");
        match self.denied.len() {
            0 if self.proven => write!(f, ": proven by a list after {requests}")?,
            0 => write!(f, ": not proven after {requests}")?,
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
        let unseen: Vec<_> = self
            .sent
            .iter()
            .filter(|name| !self.added.contains(name))
            .cloned()
            .collect();
        for (what, columns) in [
            ("added  ", &self.added),
            ("unseen ", &unseen),
            ("present", &self.present),
        ] {
            if !columns.is_empty() {
                write!(f, "\n  {what}  {}", names(columns))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_is_known_and_no_more() {
        let mut report = SyncReport::new("page_views");
        assert_eq!(
            report.to_string(),
            "table `page_views`: not proven after 0 requests, nothing written"
        );
        report.stored_table = Some("pageviews".to_owned());
        report.created_table = true;
        report.sent = vec!["a".to_owned(), "b".to_owned()];
        report.added = vec!["b".to_owned()];
        report.present = vec!["c".to_owned()];
        report.requests = 6;
        assert_eq!(
            report.to_string(),
            "\
table `page_views` (stored as `pageviews`): not proven after 6 requests
  created  the table
  added    `b`
  unseen   `a`
  present  `c`"
        );
        assert_eq!(
            report.written(),
            "the table was created and an add of 2 columns was sent: `a`, `b`"
        );
    }
}
