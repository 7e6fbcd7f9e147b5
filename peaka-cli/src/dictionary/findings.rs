//! What a plan says of the columns of a table that is there.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use peaka_runtime::{ColumnDetail, ColumnRequest, Drift, DriftKind, Plan, stored_name};

use super::page::{Column, Undeclared};
use super::state::Mark;
use crate::sql::identifier;

/// All of it by the names of columns; without a plan there is nothing.
#[derive(Default)]
pub(crate) struct Findings<'a> {
    plan: Option<&'a Plan<'a>>,
    missing: HashSet<&'a str>,
    old: HashMap<&'a str, &'a ColumnDetail>,
    stored: HashMap<&'a str, &'a str>,
    marks: HashMap<&'a str, Vec<Mark>>,
    /// Of those that nobody declares: one may have the name of a declared one that is stored as another.
    strangers: HashMap<&'a str, Vec<Mark>>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(plan: Option<&'a Plan<'a>>) -> Self {
        let mut findings = Self::default();
        let Some(plan) = plan else {
            return findings;
        };
        findings.plan = Some(plan);
        for column in &plan.to_add {
            findings.missing.insert(column.name);
            findings.mark(column.name, Mark::missing());
        }
        for change in &plan.to_rename {
            findings.old.insert(change.column.name, &change.live);
            findings.mark(change.column.name, Mark::to_rename(&change.live.name));
        }
        for change in &plan.to_fix {
            findings
                .stored
                .insert(change.column.name, &change.live.name);
        }
        let changes = plan.to_rename.iter().chain(&plan.to_fix);
        let to_fix = changes.flat_map(|change| &change.fixes);
        findings.take(&plan.denied, Mark::denied);
        findings.take(to_fix, Mark::to_fix);
        findings.take(&plan.warned, Mark::warned);
        findings
    }

    fn take(&mut self, drift: impl IntoIterator<Item = &'a Drift>, mark: fn(&Drift) -> Mark) {
        for drift in drift {
            match drift.kind {
                DriftKind::Unmanaged => {
                    let marks = self.strangers.entry(&drift.column).or_default();
                    marks.push(mark(drift));
                    continue;
                }
                DriftKind::StoredName => {
                    let stored = drift.live.as_text().unwrap_or_default();
                    self.stored.insert(&drift.column, stored);
                }
                _ => {}
            }
            self.mark(&drift.column, mark(drift));
        }
    }

    fn mark(&mut self, column: &'a str, mark: Mark) {
        self.marks.entry(column).or_default().push(mark);
    }

    /// What is said of a declared column.
    pub(crate) fn column(&self, column: &ColumnRequest<'a>, anchor: String) -> Column<'a> {
        let stored = self.stored(column);
        let flags = [
            (column.is_not_null, "not null"),
            (column.is_unique, "unique"),
        ];
        Column {
            anchor,
            sql: identifier(&stored),
            declared_as: (*stored != *column.name).then_some(column.name),
            shown_as: (column.display_name != column.name).then_some(column.display_name),
            data_type: column.data_type.as_str(),
            flags: flags
                .into_iter()
                .filter_map(|(is_set, flag)| is_set.then_some(flag))
                .collect(),
            default: column.default_value.map(|default| default.to_string()),
            description: column.description,
            marks: self.marks.get(column.name).cloned().unwrap_or_default(),
        }
    }

    /// The name that the table has for a column, or will have.
    fn stored(&self, column: &ColumnRequest<'a>) -> Cow<'a, str> {
        if let Some(old) = self.old.get(column.name) {
            old.name.as_str().into()
        } else if let Some(stored) = self.stored.get(column.name) {
            (*stored).into()
        } else if self.plan.is_none() || self.missing.contains(column.name) {
            stored_name(column.name)
        } else {
            column.name.into()
        }
    }

    /// Asks for all declared columns that are there, or will be.
    pub(crate) fn query(
        &self,
        columns: &[ColumnRequest<'a>],
        table: &str,
        is_there: bool,
    ) -> Option<String> {
        let names: Vec<_> = columns
            .iter()
            .filter(|column| !self.missing.contains(column.name))
            .map(|column| identifier(&self.stored(column)))
            .collect();
        let is_useful = is_there && !names.is_empty();
        is_useful.then(|| format!("SELECT {} FROM {table}", names.join(", ")))
    }

    /// What the table has beside the declared columns.
    pub(crate) fn undeclared(&self) -> Vec<Undeclared> {
        let Some(plan) = self.plan else {
            return Vec::new();
        };
        let undeclared = |column: &ColumnDetail, marks| Undeclared {
            sql: identifier(&column.name),
            data_type: column.data_type.clone().unwrap_or_default(),
            marks,
        };
        let marks = |name| self.strangers.get(name).cloned().unwrap_or_default();
        let stay = plan.unmanaged.iter();
        let go = plan.to_delete.iter();
        stay.map(|column| undeclared(column, marks(column.name.as_str())))
            .chain(go.map(|column| undeclared(column, vec![Mark::to_delete()])))
            .collect()
    }
}
