//! The outcome of a sync of metadata.

use std::fmt;

use serde::Serialize;

use super::not_persisted::NOT_PERSISTED;
use super::version::Version;
use crate::plan::MetadataDrift;
use crate::text::{counted, table_label};

/// The outcome of a sync of a table's metadata.
///
/// Its `Display` is a few human-readable lines. It serializes as an object of its fields, in `camelCase`, with
/// `"version": 1`. Within a version, fields may be added, but none is removed or changes its meaning.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BiTable, Client, Error};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn describe(peaka: &Client) -> Result<(), Error> {
///     let report = Event::sync_metadata(peaka).await?;
///     println!("{} changes", report.written.len());
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
pub struct MetadataReport {
    pub(crate) version: Version,
    /// The table's declared name.
    pub table: String,
    /// The table's stored name; `None` until the metadata has it.
    pub stored_table: Option<String>,
    /// Whether metadata that was read after the last write has no drift that the policy denies.
    pub verified: bool,
    /// Whether the sync made the service discover new tables and columns.
    pub refreshed: bool,
    /// What the requests of this sync should have changed, except those that the service rejected.
    pub sent: Vec<MetadataDrift>,
    /// The changes in `sent` that the last read shows. Another program may have made them first.
    pub written: Vec<MetadataDrift>,
    /// The changes in `sent` that the last read does not show. They are also in `denied` or `warned`.
    pub not_persisted: Vec<MetadataDrift>,
    /// The drift that the policy denies.
    pub denied: Vec<MetadataDrift>,
    /// The drift that the policy warns about.
    pub warned: Vec<MetadataDrift>,
    /// The number of requests sent.
    pub requests: usize,
}

impl MetadataReport {
    pub(crate) fn new(table: &str) -> Self {
        Self {
            version: Version,
            table: table.to_owned(),
            stored_table: None,
            verified: false,
            refreshed: false,
            sent: Vec::new(),
            written: Vec::new(),
            not_persisted: Vec::new(),
            denied: Vec::new(),
            warned: Vec::new(),
            requests: 0,
        }
    }

    /// Returns whether this sync sent a change that the service did not reject.
    #[must_use]
    pub fn has_sent_writes(&self) -> bool {
        !self.sent.is_empty()
    }

    pub(crate) fn label(&self) -> String {
        table_label(
            &self.table,
            self.stored_table.as_deref().unwrap_or(&self.table),
        )
    }

    /// Returns drift as clauses, with a note on what the service did not persist.
    pub(crate) fn texts<'d>(
        &self,
        drift: impl IntoIterator<Item = &'d MetadataDrift>,
    ) -> Vec<String> {
        let texts = drift.into_iter().map(|drift| {
            let note = if self.not_persisted.contains(drift) {
                NOT_PERSISTED
            } else {
                ""
            };
            format!("{drift}{note}")
        });
        texts.collect()
    }

    /// Returns what was sent, for the text of an error.
    pub(crate) fn sent_text(&self) -> String {
        match self.sent.len() {
            0 => "no metadata was written".to_owned(),
            sent => format!("{} of metadata sent", counted(sent, "change")),
        }
    }
}

impl fmt::Display for MetadataReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "metadata of {}: ", self.label())?;
        let outcome = match (self.verified, self.written.len()) {
            (false, _) => "not verified".to_owned(),
            (true, 0) => "verified".to_owned(),
            (true, written) => format!("verified, {} written", counted(written, "change")),
        };
        f.write_str(&outcome)?;
        for (word, texts) in [
            ("denied", self.texts(&self.denied)),
            ("warning", self.texts(&self.warned)),
        ] {
            for text in texts {
                write!(f, "\n  {word}: {text}")?;
            }
        }
        Ok(())
    }
}
