//! Compares the snapshots that the structs were compiled with to the live tables.

use futures_util::{StreamExt, stream};
use peaka_runtime::{
    Client, ColumnRequest, Level, Plan, Snapshot, SnapshotDifference, SnapshotDifferenceKind,
    TableOutcome,
};
use serde::Serialize;

use super::status::{Status, missing_table};

/// The comparison of one snapshot with its live table.
#[derive(Serialize)]
pub(super) struct SnapshotCheck {
    file: &'static str,
    pub(super) status: Status,
    exists: Option<bool>,
    /// The differences that the policy denies.
    denied: Vec<SnapshotDifference>,
    /// The differences that the policy warns about.
    warned: Vec<SnapshotDifference>,
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

/// Compares the snapshots of all tables that have one, in the order of the tables.
pub(super) async fn compare(
    plans: &[TableOutcome<Plan<'static>>],
    client: &Client,
    concurrency: usize,
) -> Vec<Option<SnapshotCheck>> {
    let mut checks = Vec::with_capacity(plans.len());
    for outcome in plans {
        checks.push(async move {
            let snapshot = outcome.declared.snapshot?;
            Some(match &outcome.result {
                Ok(plan) => {
                    SnapshotCheck::new(snapshot, outcome.declared.columns, plan, client).await
                }
                Err(_) => SnapshotCheck {
                    status: Status::Failed,
                    detail: Some("the live table could not be read".to_owned()),
                    ..SnapshotCheck::empty(snapshot)
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
    fn empty(snapshot: &Snapshot) -> Self {
        Self {
            file: snapshot.file,
            status: Status::InSync,
            exists: None,
            denied: Vec::new(),
            warned: Vec::new(),
            command: snapshot.command,
            will_be_created: false,
            error: None,
            detail: None,
        }
    }

    /// Compares a snapshot with the live table, under the policy of the plan.
    async fn new(
        snapshot: &'static Snapshot,
        declared: &[ColumnRequest<'_>],
        plan: &Plan<'_>,
        client: &Client,
    ) -> Self {
        let mut check = Self {
            will_be_created: plan.create_table,
            ..Self::empty(snapshot)
        };
        match client.find_table(plan.table).await {
            Ok(Some(live)) => {
                check.exists = Some(true);
                let level =
                    |difference: &SnapshotDifference| difference.level(plan.policy(), declared);
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

    pub(super) fn row(&self) -> [String; 3] {
        let differences = self.denied.iter().chain(&self.warned);
        let clauses: Vec<_> = differences.map(ToString::to_string).collect();
        let detail = match self.status {
            Status::Failed => self.detail.clone().unwrap_or_default(),
            _ if self.exists == Some(false) => missing_table(self.will_be_created).to_owned(),
            _ if clauses.is_empty() => String::new(),
            _ => format!(
                "{}; help: refresh it with `{}`",
                clauses.join("; "),
                self.command
            ),
        };
        [self.file.to_owned(), self.status.label().to_owned(), detail]
    }
}

/// Returns the status of a table with a denied difference. A sync adds columns that are missing.
fn status(difference: &SnapshotDifference) -> Status {
    match difference.kind {
        SnapshotDifferenceKind::Missing => Status::Pending,
        _ => Status::Drift,
    }
}
