//! Whether the snapshots that the structs were compiled against are still what is live.

use futures_util::{StreamExt, stream};
use peaka_runtime::{Client, DeclaredTable, Snapshot};
use serde::Serialize;

use super::status::{NO_TABLE, Status};

/// How one snapshot stands to its live table.
#[derive(Serialize)]
pub(super) struct Compared {
    file: &'static str,
    pub(super) status: Status,
    exists: Option<bool>,
    /// Each as half a sentence.
    differences: Vec<String>,
    /// What writes the file anew.
    command: &'static str,
    error: Option<String>,
}

/// Compares the snapshots of all tables that have one, so many at a time; the results are in the order of the tables.
pub(super) async fn compare(
    tables: Vec<DeclaredTable>,
    client: &Client,
    concurrency: usize,
) -> Vec<Option<Compared>> {
    let compared = tables.into_iter().map(|declared| async move {
        let snapshot = declared.snapshot?;
        Some(Compared::new(declared.table, snapshot, client).await)
    });
    stream::iter(compared)
        .buffered(concurrency.max(1))
        .collect()
        .await
}

impl Compared {
    async fn new(table: &str, snapshot: &'static Snapshot, client: &Client) -> Self {
        let mut compared = Self {
            file: snapshot.file,
            status: Status::InSync,
            exists: None,
            differences: Vec::new(),
            command: snapshot.command,
            error: None,
        };
        match client.find_table(table).await {
            Ok(live) => {
                compared.exists = Some(live.is_some());
                compared.differences = live.map_or(Vec::new(), |live| snapshot.differences(&live));
                if compared.exists == Some(false) || !compared.differences.is_empty() {
                    compared.status = Status::Drift;
                }
            }
            Err(error) => {
                compared.error = Some(error.to_string());
                compared.status = Status::Failed;
            }
        }
        compared
    }

    /// The file, how it stands, and what is to be done.
    pub(super) fn row(&self) -> [String; 3] {
        let detail = match self.status {
            Status::Drift if self.exists == Some(false) => NO_TABLE.to_owned(),
            Status::Drift => format!(
                "{}: take it anew with `{}`",
                self.differences.join("; "),
                self.command
            ),
            _ => self.error.clone().unwrap_or_default(),
        };
        [
            self.file.to_owned(),
            self.status.in_words().to_owned(),
            detail,
        ]
    }
}
