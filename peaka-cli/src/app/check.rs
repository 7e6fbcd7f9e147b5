//! `check`: whether the live tables are as declared, in a line each.

use clap::Args;
use peaka_runtime::{Client, Drift, Plan, TableOutcome, Tables};
use serde::Serialize;

use super::choices::Choices;
use super::snapshots::{self, Compared};
use super::status::{NO_TABLE, Status, error_of};
use crate::connection::Connection;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output::{Output, Versioned};
use crate::text_table::text_table;

/// Tells whether the live tables are as declared, and writes nothing
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    choices: Choices,

    /// Tells also whether the snapshots that the program was compiled with are still what is live
    #[arg(long)]
    snapshots: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Document<'a> {
    status: Status,
    tables: Vec<Checked<'a>>,
}

#[derive(Serialize)]
struct Checked<'a> {
    table: &'a str,
    r#struct: &'a str,
    status: Status,
    exists: Option<bool>,
    /// What a sync would do.
    summary: Option<String>,
    denied: &'a [Drift],
    warned: &'a [Drift],
    error: Option<String>,
    snapshot: Option<Compared>,
}

impl Options {
    pub(super) async fn run(
        &self,
        tables: &Tables,
        client: impl Fn(&Connection) -> Result<Client, Error>,
        output: &Output,
    ) -> Result<Outcome, Error> {
        let client = client(&self.connection)?;
        let plans = self.choices.sync(tables, &client)?.plan().await?;
        let mut checked: Vec<_> = plans.iter().map(Checked::from).collect();
        if self.snapshots {
            let mut tables = Vec::new();
            for table in &plans {
                tables.push(table.declared);
            }
            let compared = snapshots::compare(tables, &client, self.choices.concurrency).await;
            for (table, compared) in checked.iter_mut().zip(compared) {
                table.snapshot = compared;
            }
        }
        let statuses = checked.iter().map(|table| table.status);
        let compared = || checked.iter().filter_map(|table| table.snapshot.as_ref());
        let status = Status::worst(statuses.chain(compared().map(|snapshot| snapshot.status)));
        let mut text = text_table(
            ["TABLE", "STATUS", "DETAIL"],
            checked.iter().map(Checked::row),
        );
        if compared().next().is_some() {
            let rows = compared().map(Compared::row);
            text.push('\n');
            text.push_str(&text_table(["SNAPSHOT", "STATUS", "DETAIL"], rows));
        } else if self.snapshots {
            output.remark(
                "no struct that is asked for names a snapshot: `#[bitable(snapshot = \"peaka/events.json\")]` \
                 does",
            );
        }
        let document = Document {
            status,
            tables: checked,
        };
        output.result(&text, &Versioned::new(document))?;
        Ok(status.into())
    }
}

impl Checked<'_> {
    fn row(&self) -> [String; 3] {
        let status = self.status.in_words().to_owned();
        [self.table.to_owned(), status, self.detail()]
    }

    fn detail(&self) -> String {
        let drift = |drift: &[Drift]| {
            let drift = drift.iter().map(ToString::to_string);
            drift.collect::<Vec<_>>().join("; ")
        };
        match self.status {
            Status::InSync => drift(self.warned),
            Status::Pending if self.exists == Some(false) => NO_TABLE.to_owned(),
            Status::Pending => self.summary.clone().unwrap_or_default(),
            Status::Drift => drift(self.denied),
            Status::Failed => self.error.clone().unwrap_or_default(),
        }
    }
}

impl<'a> From<&'a TableOutcome<Plan<'static>>> for Checked<'a> {
    fn from(outcome: &'a TableOutcome<Plan<'static>>) -> Self {
        let plan = outcome.result.as_ref().ok();
        Self {
            table: outcome.declared.table,
            r#struct: outcome.declared.struct_name(),
            status: Status::planned(&outcome.result),
            exists: plan.map(|plan| plan.stored_table.is_some()),
            summary: plan.map(Plan::summary),
            denied: plan.map_or(&[], |plan| &plan.denied),
            warned: plan.map_or(&[], |plan| &plan.warned),
            error: error_of(outcome),
            snapshot: None,
        }
    }
}
