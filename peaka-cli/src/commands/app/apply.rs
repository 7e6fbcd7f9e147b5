//! `apply`: applies the plan in a file.

use std::path::PathBuf;

use clap::Args;

use super::application::Application;
use super::plan_file::PlanFile;
use super::sync::print_report;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output, ProgressBar};

/// Apply a plan that `plan --out` wrote, unless it is outdated
///
/// The tables are planned again with the options in the file. If anything has changed, nothing is written.
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
        options.sync.require_confirmation(self.yes)?;
        let client = app.connect(&self.connection)?;
        let sync = options.tables.sync_with(&options.sync, app, &client)?;
        let plans = sync.clone().plan().await?;
        file.check_unchanged(&plans)?;
        let bar = ProgressBar::new();
        let result = sync.progress(|step| bar.show(step)).apply(plans).await;
        bar.clear();
        print_report(result, output)
    }
}
