//! `plan`: what a sync would do.

use std::io::stdout;

use clap::Args;
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, Plan, TableOutcome, Tables};
use serde::Serialize;

use super::choices::{Changes, Choices};
use super::status::{Status, error_of};
use super::wording::in_options;
use crate::connection::Connection;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output::{Output, Versioned};

/// Shows what a sync would do, and writes nothing
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    choices: Choices,

    #[command(flatten)]
    changes: Changes,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Document<'a> {
    status: Status,
    tables: Vec<Planned<'a>>,
}

#[derive(Serialize)]
struct Planned<'a> {
    table: &'a str,
    r#struct: &'a str,
    status: Status,
    plan: Option<&'a Plan<'static>>,
    error: Option<String>,
}

impl Options {
    pub(super) async fn run(
        &self,
        tables: &Tables,
        client: impl Fn(&Connection) -> Result<Client, Error>,
        output: &Output,
    ) -> Result<Outcome, Error> {
        let client = client(&self.connection)?;
        let sync = self.choices.sync_with(&self.changes, tables, &client)?;
        let plans = sync.plan().await?;
        let status = Status::worst(plans.iter().map(|plan| Status::planned(&plan.result)));
        let document = Document {
            status,
            tables: plans.iter().map(Planned::from).collect(),
        };
        output.result(&text(&plans), &Versioned::new(document))?;
        let is_missing = |plan: &TableOutcome<Plan<'_>>| matches!(&plan.result, Ok(plan) if plan.stored_table.is_none());
        if !self.changes.create_table && plans.iter().any(is_missing) {
            output.remark("tables that do not exist are created with `--create-table`");
        }
        Ok(status.into())
    }
}

fn text(plans: &[TableOutcome<Plan<'_>>]) -> String {
    let blocks = plans.iter().map(|outcome| match &outcome.result {
        Ok(plan) => format!("{}\n", plan.display_on(&stdout())),
        Err(error) => format!(
            "table {}: failed: {error}\n",
            quoted(outcome.declared.table)
        ),
    });
    in_options(&blocks.collect::<Vec<_>>().join("\n"))
}

impl<'a> From<&'a TableOutcome<Plan<'static>>> for Planned<'a> {
    fn from(outcome: &'a TableOutcome<Plan<'static>>) -> Self {
        Self {
            table: outcome.declared.table,
            r#struct: outcome.declared.struct_name(),
            status: Status::planned(&outcome.result),
            plan: outcome.result.as_ref().ok(),
            error: error_of(outcome),
        }
    }
}
