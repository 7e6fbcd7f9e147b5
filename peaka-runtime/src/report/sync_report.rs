//! The outcome of a sync of one table.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use serde::Serialize;

use super::metadata_report::MetadataReport;
use super::not_persisted::NOT_PERSISTED;
use super::version::Version;
use crate::plan::{Drift, DriftKind, Write, without_value_note};
use crate::text::{counted, listed, quoted, table_label};

/// The outcome of a sync: columns present, added and changed, and how the result was verified.
///
/// Its `Display` is a few human-readable lines. It serializes as an object of its fields, in
/// `camelCase`, with `"version": 1`. Within a version, fields may be added, but none is removed or
/// changes its meaning.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client, Error};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn start(peaka: &Client) -> Result<(), Error> {
///     let report = Event::sync_columns(peaka).await?;
///     println!("{report}");
///     for drift in &report.warned {
///         println!("warning: {drift}");
///     }
///     println!("{}", serde_json::json!(report));
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncReport {
    pub(crate) version: Version,
    /// The table's declared name.
    pub table: String,
    /// The table's stored name; `None` until the table is found.
    pub stored_table: Option<String>,
    /// Whether a column list that was read after the last write shows every declared column, and
    /// no drift that the policy denies.
    pub verified: bool,
    /// Whether this sync sent a request to create the table, and the service did not reject it. Another
    /// program may have created the table first.
    pub created_table: bool,
    /// The declared names of the live columns that this sync neither added nor renamed.
    pub present: Vec<String>,
    /// The declared names of the columns in add requests that the service did not reject.
    pub adds_sent: Vec<String>,
    /// The declared names of the columns in rename requests that the service did not reject.
    pub renames_sent: Vec<String>,
    /// The declared names of the columns in fix requests that the service did not reject.
    pub fixes_sent: Vec<String>,
    /// The stored names of the columns in delete requests that the service did not reject.
    pub deletes_sent: Vec<String>,
    /// The writes that the service rejected. The live table may show them nevertheless: the service may
    /// have applied them, or another program may have written the same.
    pub rejected: Vec<Write>,
    /// Whether the column list was re-read after the last write.
    pub read_back: bool,
    /// The columns in `adds_sent` that the last column list shows. Another program may have added
    /// them first.
    pub added: Vec<String>,
    /// The columns that this sync renamed, as the last column list shows.
    pub renamed: Vec<RenamedColumn>,
    /// The columns whose drift this sync fixed, as the last column list shows, by their declared
    /// names.
    pub fixed: Vec<String>,
    /// The columns that this sync deleted, as the last column list shows, by their stored names.
    pub deleted: Vec<String>,
    /// The drift that the last column list shows in what this sync wrote. It is also in `denied` or
    /// `warned`.
    pub not_persisted: Vec<Drift>,
    /// The kinds of drift in `not_persisted`, of all tables of a [`TablesReport`](super::TablesReport).
    #[serde(skip)]
    pub(crate) not_persisted_kinds: BTreeSet<DriftKind>,
    /// The columns that this sync added, or asked to add, to a table that existed before, and that are NOT NULL
    /// without a default: rows that the table may have have no value for them. By their declared names.
    pub not_null_without_default: Vec<String>,
    /// The undeclared columns, by their stored names.
    pub unmanaged: Vec<String>,
    /// The drift that the policy denies.
    pub denied: Vec<Drift>,
    /// The drift that the policy warns about.
    pub warned: Vec<Drift>,
    /// The writes that were not sent, or that the last column list does not show, when the sync ended.
    /// After a success, these are only fixes that the service does not persist.
    pub pending: Vec<Write>,
    /// The outcome of the sync of the table's metadata, if there was one.
    pub metadata: Option<Box<MetadataReport>>,
    /// The number of requests sent for the columns.
    pub requests: usize,
}

/// A column that was renamed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RenamedColumn {
    /// The old name, as it is declared.
    pub from: String,
    /// The declared name.
    pub to: String,
}

impl SyncReport {
    pub(crate) fn new(table: &str) -> Self {
        Self {
            version: Version,
            table: table.to_owned(),
            stored_table: None,
            verified: false,
            created_table: false,
            present: Vec::new(),
            adds_sent: Vec::new(),
            renames_sent: Vec::new(),
            fixes_sent: Vec::new(),
            deletes_sent: Vec::new(),
            rejected: Vec::new(),
            read_back: false,
            added: Vec::new(),
            renamed: Vec::new(),
            fixed: Vec::new(),
            deleted: Vec::new(),
            not_persisted: Vec::new(),
            not_persisted_kinds: BTreeSet::new(),
            not_null_without_default: Vec::new(),
            unmanaged: Vec::new(),
            denied: Vec::new(),
            warned: Vec::new(),
            pending: Vec::new(),
            metadata: None,
            requests: 0,
        }
    }

    /// Returns whether this sync sent any write, whatever the response.
    #[must_use]
    pub fn has_sent_writes(&self) -> bool {
        let columns = [
            &self.adds_sent,
            &self.renames_sent,
            &self.fixes_sent,
            &self.deletes_sent,
        ];
        self.created_table
            || !self.rejected.is_empty()
            || columns.iter().any(|columns| !columns.is_empty())
    }

    /// Returns the table's name, with its stored name if that differs.
    pub(crate) fn table_name(&self) -> String {
        table_label(
            &self.table,
            self.stored_table.as_deref().unwrap_or(&self.table),
        )
    }

    /// Returns one clause that lists the writes that were sent.
    pub(crate) fn writes_sent_text(&self) -> String {
        let mut sent = Vec::new();
        if self.created_table {
            sent.push(Write::CreateTable);
        }
        for (write, columns) in [
            (Write::Rename as fn(String) -> Write, &self.renames_sent),
            (Write::Fix, &self.fixes_sent),
            (Write::Delete, &self.deletes_sent),
            (Write::Add, &self.adds_sent),
        ] {
            sent.extend(columns.iter().cloned().map(write));
        }
        let clauses: Vec<_> = [("sent", &sent), ("rejected", &self.rejected)]
            .into_iter()
            .filter(|(_, writes)| !writes.is_empty())
            .map(|(label, writes)| format!("{label}: {}", grouped(writes)))
            .collect();
        if clauses.is_empty() {
            "nothing was written".to_owned()
        } else {
            clauses.join("; ")
        }
    }

    /// Returns the columns whose data type is denied drift.
    pub(crate) fn columns_of_wrong_type(&self) -> HashSet<&str> {
        let denied = self.denied.iter();
        denied
            .filter(|drift| drift.kind == DriftKind::DataType)
            .map(|drift| drift.column.as_str())
            .collect()
    }

    /// Returns one clause for each of these differences, which says whether it was there before
    /// or the service did not persist what this sync sent.
    pub(crate) fn drift_texts<'d>(
        &self,
        drift: impl IntoIterator<Item = &'d Drift>,
    ) -> Vec<String> {
        let not_persisted: HashSet<_> = self.not_persisted.iter().collect();
        let text = |drift: &Drift| {
            let is_dropped = drift.can_be_fixed() && not_persisted.contains(drift);
            let note = if is_dropped { NOT_PERSISTED } else { "" };
            format!("{drift}{note}")
        };
        drift.into_iter().map(text).collect()
    }

    /// Returns the first line of the report's `Display`.
    pub(crate) fn headline(&self) -> String {
        let table = self.table_name();
        let requests = counted(self.requests, "request");
        let written = if self.has_sent_writes() {
            ""
        } else {
            ", nothing written"
        };
        let has_columns = !self.present.is_empty() || self.has_sent_writes();
        let outcome = match self.denied.len() {
            // Only the table was requested.
            0 if self.verified && !has_columns => "already exists".to_owned(),
            0 if self.verified => "verified".to_owned(),
            0 => "not verified".to_owned(),
            count => format!("{} denied", counted(count, "difference")),
        };
        format!("{table}: {outcome} ({requests}{written})")
    }
}

/// Lists writes, with the columns of each kind of write together.
fn grouped(writes: &[Write]) -> String {
    let mut groups = Vec::<(&str, Vec<&str>)>::new();
    for write in writes {
        let (verb, column) = (write.verb(), write.column());
        match groups.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, columns)) => columns.extend(column),
            None => groups.push((verb, column.into_iter().collect())),
        }
    }
    let groups: Vec<_> = groups
        .into_iter()
        .map(|(verb, columns)| match columns.as_slice() {
            [] => verb.to_owned(),
            columns => format!("{verb} {}", listed(columns)),
        })
        .collect();
    groups.join("; ")
}

impl fmt::Display for SyncReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        let mut line = |label: &str, text: &str| write!(f, "\n  {label:<11}  {text}");
        if self.created_table {
            match &self.stored_table {
                Some(_) => line("created", "the table")?,
                None => line("unconfirmed", "create the table")?,
            }
        }
        for RenamedColumn { from, to } in &self.renamed {
            line("renamed", &format!("{} to {}", quoted(from), quoted(to)))?;
        }
        let added: HashSet<_> = self.added.iter().collect();
        let unconfirmed: Vec<_> = self
            .adds_sent
            .iter()
            .filter(|name| !added.contains(name))
            .cloned()
            .collect();
        for (label, columns) in [
            ("added", &self.added),
            ("unconfirmed", &unconfirmed),
            ("fixed", &self.fixed),
            ("deleted", &self.deleted),
            ("present", &self.present),
        ] {
            if !columns.is_empty() {
                line(label, &listed(columns))?;
            }
        }
        if !self.rejected.is_empty() {
            line("rejected", &grouped(&self.rejected))?;
        }
        if !self.pending.is_empty() && !self.verified {
            let pending: Vec<_> = self.pending.iter().map(ToString::to_string).collect();
            line("pending", &pending.join(", "))?;
        }
        for (label, drift) in [("denied", &self.denied), ("warning", &self.warned)] {
            for text in self.drift_texts(drift) {
                line(label, &text)?;
            }
        }
        for column in &self.not_null_without_default {
            line("note", &without_value_note(column))?;
        }
        if let Some(metadata) = &self.metadata {
            write!(f, "\n{metadata}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::plan::{DriftSource, DriftValue};

    #[test]
    fn report_lists_writes_and_remaining_drift() {
        let mut report = SyncReport::new("page_views");
        assert_eq!(
            report.to_string(),
            "table `page_views`: not verified (0 requests, nothing written)"
        );
        let columns = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        report.stored_table = Some("pageviews".to_owned());
        report.created_table = true;
        report.adds_sent = columns(&["a", "b"]);
        report.added = columns(&["b"]);
        report.present = columns(&["c"]);
        report.fixed = columns(&["c"]);
        report.renamed = vec![RenamedColumn {
            from: "old".to_owned(),
            to: "new".to_owned(),
        }];
        report.renames_sent = columns(&["new"]);
        report.fixes_sent = columns(&["c", "d"]);
        report.deletes_sent = columns(&["x"]);
        report.pending = vec![Write::Fix("d".to_owned()), Write::Delete("x".to_owned())];
        report.requests = 6;
        let lost = Drift {
            kind: DriftKind::Unique,
            column: "b".to_owned(),
            declared: DriftValue::Flag(true),
            live: DriftValue::Flag(false),
            source: DriftSource::List,
        };
        report.not_persisted = vec![lost.clone()];
        report.warned = vec![lost];
        assert_eq!(
            report.to_string(),
            "\
table `page_views` (stored as `pageviews`): not verified (6 requests)
  created      the table
  renamed      `old` to `new`
  added        `b`
  unconfirmed  `a`
  fixed        `c`
  present      `c`
  pending      fix `d`, delete `x`
  warning      column `b`: declared UNIQUE, live column is not unique: the service \
             accepted the change, but did not persist it"
        );
        assert_eq!(
            report.writes_sent_text(),
            "sent: create the table; rename to `new`; fix `c`, `d`; delete `x`; add `a`, `b`"
        );
        report.rejected = vec![Write::Add("z".to_owned())];
        assert!(report.writes_sent_text().ends_with("; rejected: add `z`"));
        assert_eq!(
            to_value(&report.pending).unwrap(),
            json!([{"write": "fix", "column": "d"}, {"write": "delete", "column": "x"}])
        );
        assert_eq!(
            to_value(&report.warned).unwrap(),
            json!([{"kind": "Unique", "column": "b", "declared": true, "live": false,
                    "source": "list"}])
        );
    }

    #[test]
    fn report_as_json_has_a_version() {
        assert_eq!(
            to_value(SyncReport::new("t")).unwrap(),
            json!({
                "version": 1, "table": "t", "storedTable": null, "verified": false,
                "createdTable": false, "present": [], "addsSent": [],
                "renamesSent": [], "fixesSent": [], "deletesSent": [], "rejected": [],
                "readBack": false,
                "added": [], "renamed": [], "fixed": [], "deleted": [], "notPersisted": [],
                "notNullWithoutDefault": [], "unmanaged": [], "denied": [], "warned": [], "pending": [], "metadata": null, "requests": 0,
            })
        );
    }
}
