//! Compares the snapshots that the structs were compiled with to the live tables.

use futures_util::{StreamExt, stream};
use peaka_runtime::{Client, DeclaredTable, Snapshot, SnapshotDifference};
use serde::Serialize;

use super::status::{NO_TABLE, Status};

/// The comparison of one snapshot with its live table.
#[derive(Serialize)]
pub(super) struct SnapshotCheck {
    file: &'static str,
    pub(super) status: Status,
    exists: Option<bool>,
    differences: Vec<SnapshotDifference>,
    /// The command that regenerates the file.
    command: &'static str,
    /// Why the live table could not be read.
    #[serde(skip)]
    pub(super) error: Option<peaka_runtime::Error>,
    /// The text of the error.
    #[serde(skip)]
    pub(super) detail: Option<String>,
}

/// Compares the snapshots of all tables that have one, in the order of the tables.
pub(super) async fn compare(
    tables: Vec<DeclaredTable>,
    client: &Client,
    concurrency: usize,
) -> Vec<Option<SnapshotCheck>> {
    let checks = tables.into_iter().map(|declared| async move {
        let snapshot = declared.snapshot?;
        Some(SnapshotCheck::new(declared.table, snapshot, client).await)
    });
    stream::iter(checks)
        .buffered(concurrency.max(1))
        .collect()
        .await
}

impl SnapshotCheck {
    async fn new(table: &str, snapshot: &'static Snapshot, client: &Client) -> Self {
        let mut check = Self {
            file: snapshot.file,
            status: Status::InSync,
            exists: None,
            differences: Vec::new(),
            command: snapshot.command,
            error: None,
            detail: None,
        };
        match client.find_table(table).await {
            Ok(live) => {
                check.exists = Some(live.is_some());
                check.differences = live.map_or(Vec::new(), |live| snapshot.differences(&live));
                if check.exists == Some(false) || !check.differences.is_empty() {
                    check.status = Status::Drift;
                }
            }
            Err(error) => {
                check.error = Some(error);
                check.status = Status::Failed;
            }
        }
        check
    }

    pub(super) fn row(&self) -> [String; 3] {
        let clauses: Vec<_> = self.differences.iter().map(ToString::to_string).collect();
        let detail = match self.status {
            Status::Drift if self.exists == Some(false) => NO_TABLE.to_owned(),
            Status::Drift => format!(
                "{}; help: refresh it with `{}`",
                clauses.join("; "),
                self.command
            ),
            _ => self.detail.clone().unwrap_or_default(),
        };
        [self.file.to_owned(), self.status.label().to_owned(), detail]
    }
}
