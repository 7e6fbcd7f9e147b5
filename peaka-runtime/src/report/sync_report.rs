//! What a sync found and did.

use std::collections::HashSet;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::plan::drift::Drift;
use crate::text::{counted, listed, quoted, table};

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
    /// The name under which the service answers for it; `None` until it is found.
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
    /// The declared columns whose add the service refused, and that the last list showed all the
    /// same: another program was faster, or the service did a part of what it refused.
    pub refused: Vec<String>,
    /// The declared columns that this sync asked the service to rename, by their declared names.
    pub renames_sent: Vec<String>,
    /// The declared columns that this sync asked the service to fix, by their declared names.
    pub fixes_sent: Vec<String>,
    /// The columns that this sync asked the service to delete, by their stored names.
    pub deletes_sent: Vec<String>,
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
    /// What was still to be done when the sync ended, each as half a sentence. It is empty after a
    /// success, except for fixes that the service does not keep.
    pub left: Vec<String>,
    /// How many requests were sent.
    pub requests: usize,
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
            refused: Vec::new(),
            renames_sent: Vec::new(),
            fixes_sent: Vec::new(),
            deletes_sent: Vec::new(),
            listed: false,
            added: Vec::new(),
            renamed: Vec::new(),
            changed: Vec::new(),
            deleted: Vec::new(),
            not_kept: Vec::new(),
            unmanaged: Vec::new(),
            denied: Vec::new(),
            warned: Vec::new(),
            left: Vec::new(),
            requests: 0,
        }
    }

    /// Whether this sync sent any write that was done or may have been.
    #[must_use]
    pub fn has_written(&self) -> bool {
        let columns = [
            &self.sent,
            &self.refused,
            &self.renames_sent,
            &self.fixes_sent,
            &self.deletes_sent,
        ];
        self.created_table || columns.iter().any(|columns| !columns.is_empty())
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
        for (what, columns) in [
            ("a rename to", &self.renames_sent),
            ("a fix of", &self.fixes_sent),
            ("a delete of", &self.deletes_sent),
        ] {
            if !columns.is_empty() {
                written.push(format!("{what} {} was sent", names(columns)));
            }
        }
        for (columns, came) in [(&self.sent, "sent"), (&self.refused, "refused")] {
            if !columns.is_empty() {
                let count = counted(columns.len(), "column");
                written.push(format!("an add of {count} was {came}: {}", names(columns)));
            }
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
        let added: HashSet<_> = self.added.iter().collect();
        let unseen = self.sent.iter().filter(|name| !added.contains(name));
        let unseen: Vec<_> = unseen.cloned().collect();
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
        if !self.left.is_empty() && !self.proven {
            write!(f, "\n  left     {}", self.left.join(", "))?;
        }
        let not_kept: HashSet<_> = self.not_kept.iter().collect();
        for (what, drift) in [("denied ", &self.denied), ("warning", &self.warned)] {
            for drift in drift {
                write!(f, "\n  {what}  {drift}")?;
                if not_kept.contains(drift) {
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
    use crate::plan::drift::{DriftKind, Seen};

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
        report.renames_sent = vec!["new".to_owned()];
        report.fixes_sent = vec!["c".to_owned(), "d".to_owned()];
        report.deletes_sent = vec!["x".to_owned()];
        report.left = vec!["fix `d`".to_owned(), "delete `x`".to_owned()];
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
  left     fix `d`, delete `x`
  warning  column `b` is declared unique, but the table has it not unique (sent, but not kept)"
        );
        assert_eq!(
            report.written(),
            "the table was created and a rename to `new` was sent and a fix of `c`, `d` was sent and a \
             delete of `x` was sent and an add of 2 columns was sent: `a`, `b`"
        );
    }

    #[test]
    fn a_report_for_machines_has_a_version() {
        assert_eq!(
            to_value(SyncReport::new("t")).unwrap(),
            json!({
                "version": 1, "table": "t", "storedTable": null, "proven": false,
                "createdTable": false, "present": [], "sent": [], "refused": [],
                "renamesSent": [], "fixesSent": [], "deletesSent": [], "listed": false, "added": [],
                "renamed": [], "changed": [], "deleted": [], "notKept": [], "unmanaged": [],
                "denied": [], "warned": [], "left": [], "requests": 0,
            })
        );
    }
}
