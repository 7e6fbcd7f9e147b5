//! Compares the snapshots that the structs were compiled with to the live tables.

use futures_util::{StreamExt, stream};
use peaka_runtime::__private::{folded_name, quoted};
use peaka_runtime::{
    Client, DeclaredTable, DriftKind, Level, Plan, Snapshot, SnapshotDifference,
    SnapshotDifferenceKind, TableOutcome, Tables,
};
use serde::Serialize;

use super::status::{Status, missing_table};
use crate::output::Error;
use crate::snapshot_file::no_longer_pending;

/// The comparison of one snapshot with its live table.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SnapshotCheck {
    package: &'static str,
    file: &'static str,
    pub(super) status: Status,
    exists: Option<bool>,
    /// The differences that the policy denies.
    denied: Vec<SnapshotDifference>,
    /// The differences that the policy warns about.
    warned: Vec<SnapshotDifference>,
    no_longer_pending: Vec<&'static str>,
    /// The command that regenerates the file.
    command: &'static str,
    #[serde(skip)]
    will_be_created: bool,
    /// Why the live table could not be read.
    #[serde(skip)]
    pub(super) error: Option<peaka_runtime::Error>,
    /// The text of the error.
    #[serde(skip)]
    pub(super) detail: Option<String>,
}

/// Returns an error if the program was compiled without reading the snapshots of the tables.
pub(super) fn require_snapshots(tables: &Tables) -> Result<(), Error> {
    let is_unread =
        |declared: &DeclaredTable| declared.snapshot_file.is_some() && declared.snapshot.is_none();
    if tables.as_slice().iter().any(is_unread) {
        return Err(Error::new(
            "this program was compiled with PEAKA_SNAPSHOT=off, so it has no snapshots to compare",
            "compile it without this variable",
        ));
    }
    Ok(())
}

/// Compares the snapshots of all tables that have one, in the order of the tables.
pub(super) async fn compare(
    plans: &[TableOutcome<Plan<'static>>],
    client: &Client,
    concurrency: usize,
) -> Vec<Option<SnapshotCheck>> {
    let mut checks = Vec::with_capacity(plans.len());
    for outcome in plans {
        checks.push(async move {
            let declared = &outcome.declared;
            let snapshot = declared.snapshot?;
            Some(match &outcome.result {
                Ok(plan) => SnapshotCheck::new(declared, snapshot, plan, client).await,
                Err(_) => SnapshotCheck {
                    status: Status::Failed,
                    detail: Some("the live table could not be read".to_owned()),
                    ..SnapshotCheck::empty(declared, snapshot)
                },
            })
        });
    }
    stream::iter(checks)
        .buffered(concurrency.max(1))
        .collect()
        .await
}

impl SnapshotCheck {
    fn empty(declared: &DeclaredTable, snapshot: &Snapshot) -> Self {
        let columns = snapshot.columns.iter();
        Self {
            package: snapshot.file.package,
            file: snapshot.file.path,
            status: Status::InSync,
            exists: None,
            denied: Vec::new(),
            warned: Vec::new(),
            no_longer_pending: no_longer_pending(declared, columns.map(|column| column.name)),
            command: snapshot.file.command,
            will_be_created: false,
            error: None,
            detail: None,
        }
    }

    /// Compares a snapshot with the live table, under the policy of the plan.
    async fn new(
        declared: &DeclaredTable,
        snapshot: &'static Snapshot,
        plan: &Plan<'_>,
        client: &Client,
    ) -> Self {
        let mut check = Self {
            will_be_created: plan.create_table,
            ..Self::empty(declared, snapshot)
        };
        match client.find_table(plan.table).await {
            Ok(Some(live)) => {
                check.exists = Some(true);
                let level =
                    |difference: &SnapshotDifference| level(difference, snapshot, plan, declared);
                (check.denied, check.warned) = snapshot
                    .differences(&live)
                    .into_iter()
                    .filter(|difference| level(difference) != Level::Allow)
                    .partition(|difference| level(difference) == Level::Deny);
                check.status = Status::worst(check.denied.iter().map(status));
            }
            Ok(None) => {
                check.exists = Some(false);
                check.status = Status::Pending;
            }
            Err(error) => {
                check.error = Some(error);
                check.status = Status::Failed;
            }
        }
        check
    }

    pub(super) fn row(&self) -> [String; 4] {
        let differences = self.denied.iter().chain(&self.warned);
        let clauses: Vec<_> = differences.map(ToString::to_string).collect();
        let detail = match self.status {
            Status::Failed => self.detail.clone().unwrap_or_default(),
            _ if self.exists == Some(false) => missing_table(self.will_be_created).to_owned(),
            _ if clauses.is_empty() => self.pending_columns(),
            _ => format!(
                "{}; help: refresh it with the command `snapshot`",
                clauses.join("; ")
            ),
        };
        [
            self.file.to_owned(),
            self.package.to_owned(),
            self.status.label().to_owned(),
            detail,
        ]
    }

    /// Returns what to do about fields that are marked as pending although the snapshot has their columns.
    fn pending_columns(&self) -> String {
        let columns: Vec<_> = self
            .no_longer_pending
            .iter()
            .map(|column| quoted(column))
            .collect();
        match columns.as_slice() {
            [] => String::new(),
            columns => format!(
                "the snapshot has {}; help: remove `#[bitable(pending)]`",
                columns.join(", ")
            ),
        }
    }
}

/// Returns the level of a difference, so that the verdict is that of a sync. For a sync, a column that is live under
/// another stored name is neither missing nor undeclared.
fn level(
    difference: &SnapshotDifference,
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    declared: &DeclaredTable,
) -> Level {
    let level = difference.level(plan.policy(), declared.columns);
    let column = difference.column.as_deref().unwrap_or_default();
    let has_name = |name: &str| folded_name(name) == folded_name(column);
    match difference.kind {
        SnapshotDifferenceKind::Missing => {
            let mut columns = declared.columns.iter();
            let is_declared = columns.any(|column| has_name(column.name));
            let is_live = !plan.to_add.iter().any(|column| has_name(column.name));
            if is_declared && is_live {
                plan.policy().level(DriftKind::StoredName)
            } else {
                level
            }
        }
        SnapshotDifferenceKind::Added => {
            let mut undeclared = plan.unmanaged.iter().chain(&plan.to_delete);
            if undeclared.any(|live| live.name == column) {
                level
            } else if snapshot.columns.iter().any(|saved| has_name(saved.name)) {
                plan.policy().level(DriftKind::StoredName)
            } else {
                // The column is declared, and live since the snapshot was saved.
                level.min(Level::Warn)
            }
        }
        _ => level,
    }
}

/// Returns the status of a table with a denied difference. A sync adds columns that are missing.
fn status(difference: &SnapshotDifference) -> Status {
    match difference.kind {
        SnapshotDifferenceKind::Missing => Status::Pending,
        _ => Status::Drift,
    }
}
