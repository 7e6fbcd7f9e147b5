//! What a sync found and did.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::compare::Drift;
use crate::text::{counted, listed, quoted, table};
use crate::write::Write;

/// What a sync found, did and proved.
///
/// Its `Display` is a few lines for people. It serializes as an object of its fields, in
/// `camelCase`, with a `version` that is 1: within one version fields may come, but none goes or
/// changes what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncReport {
    pub(crate) version: Version,
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
    /// The declared columns that the table has and that this sync neither added nor renamed, by
    /// their declared names.
    pub present: Vec<String>,
    /// The declared columns that this sync asked the service to add, by their declared names. What
    /// the service refused is not among them.
    pub sent: Vec<String>,
    /// Whether a list was read after the last write.
    pub listed: bool,
    /// Those of the sent columns that the last list showed. Another program may have been faster.
    pub added: Vec<String>,
    /// The columns that this sync renamed, as the last list showed.
    pub renamed: Vec<Renamed>,
    /// The columns of which this sync mended all that it was to mend, as the last list showed, by
    /// their declared names.
    pub changed: Vec<String>,
    /// The columns that this sync deleted, as the last list showed, by their stored names.
    pub deleted: Vec<String>,
    /// What this sync wrote and the last list showed otherwise. Each is among what is denied or
    /// warned of as well.
    pub not_kept: Vec<Drift>,
    /// The columns that nobody declared, by their stored names.
    pub unmanaged: Vec<String>,
    /// The drift that the levels deny.
    pub denied: Vec<Drift>,
    /// The drift to warn of.
    pub warned: Vec<Drift>,
    /// How many requests were sent.
    pub requests: usize,
    /// The other writes that were sent and may have been done.
    #[serde(skip)]
    pub(crate) updates: Vec<Write>,
}

/// A column that was renamed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Renamed {
    /// The name of before, as it is declared.
    pub from: String,
    /// The declared name.
    pub to: String,
}

/// The version of what a report serializes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(1)
    }
}

impl SyncReport {
    pub(crate) fn new(table: &str) -> Self {
        Self {
            version: Version,
            table: table.to_owned(),
            stored_table: None,
            proven: false,
            created_table: false,
            present: Vec::new(),
            sent: Vec::new(),
            listed: false,
            added: Vec::new(),
            renamed: Vec::new(),
            changed: Vec::new(),
            deleted: Vec::new(),
            not_kept: Vec::new(),
            unmanaged: Vec::new(),
            denied: Vec::new(),
            warned: Vec::new(),
            requests: 0,
            updates: Vec::new(),
        }
    }

    /// Whether this sync sent any write that may have been done.
    #[must_use]
    pub fn has_written(&self) -> bool {
        self.created_table || !self.sent.is_empty() || !self.updates.is_empty()
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
        for write in &self.updates {
            written.push(match write {
                Write::Rename(column) => format!("a rename to {} was sent", quoted(column)),
                Write::Fix(column) => format!("a fix of {} was sent", quoted(column)),
                Write::Delete(column) => format!("a delete of {} was sent", quoted(column)),
                Write::CreateTable | Write::Add(_) => continue,
            });
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

    /// The first line of its `Display`.
    pub(crate) fn headline(&self) -> String {
        let table = self.table_in_words();
        let requests = counted(self.requests, "request");
        let written = if self.has_written() {
            ""
        } else {
            ", nothing written"
        };
        match self.denied.len() {
            0 if self.proven => format!("{table}: proven by a list after {requests}{written}"),
            0 => format!("{table}: not proven after {requests}{written}"),
            count => format!(
                "{table}: {} in the way after {requests}{written}",
                counted(count, "difference")
            ),
        }
    }
}

fn names(names: &[String]) -> String {
    listed(names.iter().map(String::as_str))
}

impl fmt::Display for SyncReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        if self.created_table {
            f.write_str("\n  created  the table")?;
        }
        for Renamed { from, to } in &self.renamed {
            write!(f, "\n  renamed  {} to {}", quoted(from), quoted(to))?;
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
            ("changed", &self.changed),
            ("deleted", &self.deleted),
            ("present", &self.present),
        ] {
            if !columns.is_empty() {
                write!(f, "\n  {what}  {}", names(columns))?;
            }
        }
        for (what, drift) in [("denied ", &self.denied), ("warning", &self.warned)] {
            for drift in drift {
                write!(f, "\n  {what}  {drift}")?;
                if self.not_kept.contains(drift) {
                    f.write_str(" (sent, but not kept)")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::compare::{DriftKind, Seen};

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
        report.changed = vec!["c".to_owned()];
        report.renamed = vec![Renamed {
            from: "old".to_owned(),
            to: "new".to_owned(),
        }];
        report.updates = vec![
            Write::Rename("new".to_owned()),
            Write::Fix("c".to_owned()),
            Write::Delete("x".to_owned()),
        ];
        report.requests = 6;
        let lost = Drift {
            kind: DriftKind::Unique,
            column: "b".to_owned(),
            declared: "unique".to_owned(),
            live: "it not unique".to_owned(),
            seen: Seen::List,
        };
        report.not_kept = vec![lost.clone()];
        report.warned = vec![lost];
        assert_eq!(
            report.to_string(),
            "\
table `page_views` (stored as `pageviews`): not proven after 6 requests
  created  the table
  renamed  `old` to `new`
  added    `b`
  unseen   `a`
  changed  `c`
  present  `c`
  warning  column `b` is declared unique, but the table has it not unique (sent, but not kept)"
        );
        assert_eq!(
            report.written(),
            "the table was created and a rename to `new` was sent and a fix of `c` was sent and a \
             delete of `x` was sent and an add of 2 columns was sent: `a`, `b`"
        );
    }

    #[test]
    fn a_report_for_machines_has_a_version() {
        assert_eq!(
            to_value(SyncReport::new("t")).unwrap(),
            json!({
                "version": 1, "table": "t", "storedTable": null, "proven": false,
                "createdTable": false, "present": [], "sent": [], "listed": false, "added": [],
                "renamed": [], "changed": [], "deleted": [], "notKept": [], "unmanaged": [],
                "denied": [], "warned": [], "requests": 0,
            })
        );
    }
}
