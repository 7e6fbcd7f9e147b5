//! `apply`: applies the plan in a file.

use std::path::{Path, PathBuf};

use clap::Args;
use peaka_runtime::__private::quoted;
use peaka_runtime::{Plan, TableOutcome};

use super::application::Application;
use super::plan::lacks_table;
use super::plan_file::PlanFile;
use super::status::Status;
use super::sync::print_report;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output, ProgressBar, quoted_command};

/// Apply a plan that `plan --out` wrote, unless it is outdated
///
/// The tables are planned again with the options in the file. If anything has changed, nothing is written. If the tables
/// match already, the command succeeds.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The file that `plan --out` wrote
    #[arg(value_name = "FILE")]
    plan: PathBuf,

    /// Confirm the deletion of columns, which cannot be undone
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    connection: Connection,
}

impl Arguments {
    pub(super) async fn run(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        let file = PlanFile::read(&self.plan)?;
        let options = &file.options;
        options
            .sync
            .require_confirmation(self.yes, "the plan deletes")?;
        let client = app.client(&self.connection)?;
        file.check_project(&self.plan, client.__project_id().await?)?;
        let (sync, _) = options.tables.sync_with(&options.sync, app, &client)?;
        let plans = sync.clone().plan().await?;
        let deviations = file.deviations(&plans)?;
        let is_applied = file.has_same_tables(&plans)
            && plans
                .iter()
                .all(|plan| Status::of_plan(&plan.result) == Status::InSync);
        if is_applied && !deviations.is_empty() {
            output.print_note("the tables already match the plan");
        } else if !deviations.is_empty() {
            return Err(outdated(&self.plan, &deviations));
        }
        require_tables(&self.plan, &plans)?;
        let bar = ProgressBar::new();
        let result = sync.progress(|step| bar.show(step)).apply(plans).await;
        bar.clear();
        print_report(result, output)
    }
}

fn outdated(file: &Path, deviations: &[String]) -> Error {
    let file = file.to_string_lossy();
    Error::new(
        format!(
            "plan {} is outdated: {} (nothing was written)",
            quoted(&file),
            deviations.join("; ")
        ),
        format!(
            "make a new plan with {}, and review it",
            quoted_command("plan --out", [&*file])
        ),
    )
}

/// Fails if a table does not exist, and the plan does not create it.
fn require_tables(file: &Path, plans: &[TableOutcome<Plan<'static>>]) -> Result<(), Error> {
    let missing = plans.iter().filter(|outcome| lacks_table(outcome));
    let missing: Vec<_> = missing
        .map(|outcome| quoted(outcome.declared.table))
        .collect();
    let message = match missing.as_slice() {
        [] => return Ok(()),
        [table] => format!("table {table} does not exist"),
        tables => format!("tables {} do not exist", tables.join(", ")),
    };
    let command = quoted_command("plan --create-table --out", [&*file.to_string_lossy()]);
    Err(Error::new(
        format!("{message}, and the plan does not create it (nothing was written)"),
        format!("make a new plan with {command}"),
    ))
}
