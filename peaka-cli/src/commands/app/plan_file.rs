//! Plan files, which `plan --out` writes and `apply` reads.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use peaka_runtime::__private::quoted;
use peaka_runtime::{Plan, TableOutcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::options::{SyncOptions, TableOptions};
use super::plan_deviation::plan_deviation;
use crate::output::{
    Author, COMMAND_LINE, Error, FileKind, OTHER_AUTHOR_HELP, quoted_path, read_text,
};

/// Plan files.
pub(super) const PLAN: FileKind = FileKind {
    command: "plan --out",
    author: |content| match serde_json::from_str::<PlanFile>(content) {
        Ok(_) => Author::Command,
        Err(_) => Author::Other,
    },
    mismatch: "is not a plan",
    help: OTHER_AUTHOR_HELP,
};

/// The only version of plan files.
const VERSION: u8 = 1;

/// The largest size of a plan file, in MiB. A larger file is not read.
const MAX_MEBIBYTES: u64 = 64;

/// The options of a `plan` command, and the plans that it made.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PlanFile {
    version: u8,
    project_id: String,
    pub(super) options: Options,
    plans: Vec<Value>,
}

/// The options that affect a plan.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Options {
    pub(super) tables: TableOptions,
    pub(super) sync: SyncOptions,
}

impl PlanFile {
    /// Returns the content of a plan file. Fails if any table could not be planned, because `apply` would then apply only a
    /// part.
    pub(super) fn new(
        project_id: &str,
        tables: &TableOptions,
        sync: &SyncOptions,
        plans: &[TableOutcome<Plan<'static>>],
    ) -> Result<Self, Error> {
        Ok(Self {
            version: VERSION,
            project_id: project_id.to_owned(),
            options: Options {
                tables: tables.clone(),
                sync: sync.clone(),
            },
            plans: plans.iter().map(plan_value).collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Version {
            version: u64,
        }
        let shown = quoted_path(path);
        let content = read_text(path, MAX_MEBIBYTES).map_err(|reason| {
            Error::new(
                format!("failed to read plan {shown}: {reason}"),
                "use a file that `plan --out` wrote",
            )
        })?;
        match serde_json::from_str::<Self>(&content) {
            Ok(file) if file.version == VERSION => return Ok(file),
            _ => {}
        }
        Err(match serde_json::from_str::<Version>(&content) {
            Ok(Version { version }) if version != u64::from(VERSION) => Error::new(
                format!(
                    "plan {shown} has version {version}, but this program reads version {VERSION}"
                ),
                "make a new plan with `plan --out`",
            ),
            _ => Error::new(
                format!("{shown} is not a plan"),
                "use a file that `plan --out` wrote",
            ),
        })
    }

    /// Checks that the plan was made for a project.
    pub(super) fn check_project(&self, path: &Path, project_id: &str) -> Result<(), Error> {
        if self.project_id == project_id {
            return Ok(());
        }
        Err(Error::new(
            format!(
                "plan {} was made for project {}, but the current project is {}",
                quoted_path(path),
                quoted(&self.project_id),
                quoted(project_id)
            ),
            format!("check {}, or make a new plan", COMMAND_LINE.project_id),
        ))
    }

    /// Returns whether these plans are for the tables of the file.
    pub(super) fn has_same_tables(&self, plans: &[TableOutcome<Plan<'static>>]) -> bool {
        let declared: HashSet<_> = plans.iter().map(|plan| plan.declared.table).collect();
        let saved: HashSet<_> = self.plans.iter().filter_map(table_of).collect();
        declared == saved
    }

    /// Returns how new plans, made with the options in the file, differ from the plans in the file: one clause for each
    /// table.
    pub(super) fn deviations(
        &self,
        plans: &[TableOutcome<Plan<'static>>],
    ) -> Result<Vec<String>, Error> {
        let saved = self.plans.iter();
        let saved = saved.filter_map(|plan| Some((table_of(plan)?, plan)));
        let mut saved: HashMap<_, _> = saved.collect();
        let mut deviations = Vec::new();
        for outcome in plans {
            let table = outcome.declared.table;
            let new = plan_value(outcome)?;
            let clause = match saved.remove(table) {
                Some(saved) if *saved == new => continue,
                Some(saved) => plan_deviation(saved, &new),
                None => "it is not in the plan".to_owned(),
            };
            deviations.push(format!("table {}: {clause}", quoted(table)));
        }
        let removed = self.plans.iter().filter_map(table_of);
        let removed = removed.filter(|table| saved.contains_key(table));
        deviations.extend(removed.map(|table| {
            let table = quoted(table);
            format!("table {table}: it is no longer declared")
        }));
        Ok(deviations)
    }
}

/// Returns the declared name of the table of a plan.
fn table_of(plan: &Value) -> Option<&str> {
    plan["table"].as_str()
}

fn plan_value(outcome: &TableOutcome<Plan<'static>>) -> Result<Value, Error> {
    let plan = outcome.result.as_ref().map_err(Clone::clone)?;
    serde_json::to_value(plan).map_err(|error| {
        Error::new(
            format!("failed to encode the plan as JSON: {error}"),
            "report this as a bug",
        )
    })
}
