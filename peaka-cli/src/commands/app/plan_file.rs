//! Plan files, which `plan --out` writes and `apply` reads.

use std::collections::HashMap;
use std::path::Path;

use peaka_runtime::__private::quoted;
use peaka_runtime::{Plan, TableOutcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::options::{SyncOptions, TableOptions};
use crate::output::{Author, Error, FileKind, read_text};

/// Plan files.
pub(super) const PLAN: FileKind = FileKind {
    command: "plan --out",
    author: |content| match serde_json::from_str::<PlanFile>(content) {
        Ok(_) => Author::Command,
        Err(_) => Author::Other,
    },
};

/// The only version of plan files.
const VERSION: u8 = 1;

/// The size in MiB above which a file is certainly not a plan.
const MAX_MEBIBYTES: u64 = 64;

/// The options of a `plan` command, and the plans that it made.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PlanFile {
    version: u8,
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
    /// Returns the file of complete plans. Without the plan of a table that failed, it would apply only in part.
    pub(super) fn new(
        tables: &TableOptions,
        sync: &SyncOptions,
        plans: &[TableOutcome<Plan<'static>>],
    ) -> Result<Self, Error> {
        Ok(Self {
            version: VERSION,
            options: Options {
                tables: tables.clone(),
                sync: sync.clone(),
            },
            plans: plans.iter().map(plan_value).collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let shown = quoted(&path.to_string_lossy());
        let failed = |reason: &str| {
            Error::new(
                format!("failed to read the plan {shown}: {reason}"),
                "create it with `plan --out FILE`",
            )
        };
        let content = read_text(path, MAX_MEBIBYTES).map_err(|reason| failed(&reason))?;
        let file: Self =
            serde_json::from_str(&content).map_err(|_| failed("not a plan of this program"))?;
        if file.version == VERSION {
            Ok(file)
        } else {
            Err(failed("it was written by another version of peaka-cli"))
        }
    }

    /// Checks that the plans of the same options are still those of the file.
    pub(super) fn check_unchanged(
        &self,
        plans: &[TableOutcome<Plan<'static>>],
    ) -> Result<(), Error> {
        fn table(plan: &Value) -> Option<&str> {
            plan["table"].as_str()
        }
        let known = self
            .plans
            .iter()
            .filter_map(|plan| Some((table(plan)?, plan)));
        let mut known: HashMap<_, _> = known.collect();
        let mut changed = Vec::new();
        for outcome in plans {
            let table = outcome.declared.table;
            if known.remove(table) != Some(&plan_value(outcome)?) {
                changed.push(quoted(table));
            }
        }
        let removed = self.plans.iter().filter_map(table);
        changed.extend(
            removed
                .filter(|table| known.contains_key(table))
                .map(quoted),
        );
        if changed.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            format!(
                "the plan is outdated (nothing was written): it has changed for {}",
                changed.join(", ")
            ),
            "run `plan --out FILE` again, and review it",
        ))
    }
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
