//! Compares the snapshots that the structs were compiled with to the live tables.

use futures_util::{StreamExt, stream};
use peaka_runtime::__private::{folded_name, listed, quoted};
use peaka_runtime::{
    Client, DeclaredTable, DriftKind, Level, Plan, Snapshot, SnapshotDifference,
    SnapshotDifferenceKind, TableOutcome, Tables,
};
use serde::Serialize;

use super::status::{Status, missing_table_text};
use crate::output::{COMMAND_LINE, Error};
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
    /// The name of the table, for the help.
    #[serde(skip)]
    table: &'static str,
    /// Why the snapshot could not be compared, unless the plan failed for the same reason.
    #[serde(skip)]
    pub(super) error: Option<peaka_runtime::Error>,
}

/// Returns an error if the program was compiled without reading the snapshots of the tables.
pub(super) fn require_snapshots(tables: &Tables) -> Result<(), Error> {
    let is_unread = |declared: &DeclaredTable| {
        declared.snapshot_location.is_some() && declared.snapshot.is_none()
    };
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
            package: snapshot.location.package,
            file: snapshot.location.path,
            status: Status::InSync,
            exists: None,
            denied: Vec::new(),
            warned: Vec::new(),
            no_longer_pending: no_longer_pending(declared, columns.map(|column| column.name)),
            command: snapshot.location.command,
            will_be_created: false,
            table: declared.table,
            error: None,
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
        let stored_table = plan.stored_table.as_deref().unwrap_or(plan.table);
        match client.find_table(stored_table).await {
            Ok(Some(live)) => {
                check.exists = Some(true);
                let level =
                    |difference: &SnapshotDifference| level(difference, snapshot, plan, declared);
                (check.denied, check.warned) = snapshot
                    .differences(&live)
                    .into_iter()
                    .filter(|difference| level(difference) != Level::Allow)
                    .partition(|difference| level(difference) == Level::Deny);
                check.status = Status::worst(check.denied.iter().map(difference_status));
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

    /// Returns the rows of the text output: one per difference, and one with the next step, which depends on the status
    /// of the table.
    pub(super) fn rows(&self, of_table: Status) -> Vec<[String; 4]> {
        let mut details = self.details(of_table).into_iter();
        let first = [
            self.file.to_owned(),
            self.package.to_owned(),
            self.status.label().to_owned(),
            details.next().unwrap_or_default(),
        ];
        let others = details.map(|detail| [String::new(), String::new(), String::new(), detail]);
        [first].into_iter().chain(others).collect()
    }

    fn details(&self, of_table: Status) -> Vec<String> {
        if self.status == Status::Failed {
            return vec![match &self.error {
                Some(error) => error.text_with(&COMMAND_LINE),
                None => "the live table could not be read".to_owned(),
            }];
        }
        if self.exists == Some(false) {
            return vec![missing_table_text(self.will_be_created).to_owned()];
        }
        let differences = self.denied.iter().chain(&self.warned);
        let mut details: Vec<_> = differences.map(ToString::to_string).collect();
        if details.is_empty() {
            details.extend(self.no_longer_pending_help());
        } else {
            details.push(self.difference_help(of_table));
        }
        details
    }

    /// Returns what to do about differences. If the struct does not match the live table, it would not compile with a new
    /// snapshot.
    fn difference_help(&self, of_table: Status) -> String {
        if of_table == Status::InSync {
            let command = quoted(&format!("snapshot {}", self.table));
            format!("help: regenerate it with {command}")
        } else {
            let command = quoted(&format!("plan {}", self.table));
            format!(
                "help: first make the table match its declaration: {command} shows the differences"
            )
        }
    }

    /// Returns what to do about fields that are marked as pending although the snapshot has their columns.
    fn no_longer_pending_help(&self) -> Option<String> {
        let columns = &self.no_longer_pending;
        (!columns.is_empty()).then(|| {
            let columns = listed(columns);
            format!("the snapshot has {columns}; help: remove `#[bitable(pending)]`")
        })
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

/// Returns the status that a denied difference causes. A missing column is pending, because a sync adds it.
fn difference_status(difference: &SnapshotDifference) -> Status {
    match difference.kind {
        SnapshotDifferenceKind::Missing => Status::Pending,
        _ => Status::Drift,
    }
}
