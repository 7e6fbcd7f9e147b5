//! What the plan of a live table found, by column.

use peaka_runtime::__private::{printable, sql_identifier};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use peaka_runtime::{ColumnDetail, ColumnRequest, Drift, DriftKind, Plan, stored_name};

use super::entry::MetadataNotes;
use super::page::{Column, UndeclaredColumn};
use super::state::Remark;

/// The findings of a plan, by column. Without a plan, there are none.
#[derive(Default)]
pub(crate) struct PlanFindings<'a> {
    plan: Option<&'a Plan<'a>>,
    /// Declared columns without exactly one live column: missing or ambiguous.
    without_live_column: HashSet<&'a str>,
    old_columns: HashMap<&'a str, &'a ColumnDetail>,
    stored_names: HashMap<&'a str, &'a str>,
    remarks: HashMap<&'a str, Vec<Remark>>,
    /// The remarks on undeclared columns. Separate from `remarks`, because an undeclared column can have the name of a
    /// declared column that is stored under a different name.
    undeclared: HashMap<&'a str, Vec<Remark>>,
    notes: Option<&'a MetadataNotes>,
}

impl<'a> PlanFindings<'a> {
    pub(crate) fn new(plan: Option<&'a Plan<'a>>, notes: &'a MetadataNotes) -> Self {
        let mut findings = Self {
            notes: Some(notes),
            ..Self::default()
        };
        let Some(plan) = plan else {
            return findings;
        };
        findings.plan = Some(plan);
        for column in &plan.to_add {
            findings.without_live_column.insert(column.name);
            findings.add_remark(column.name, Remark::missing());
        }
        for change in &plan.to_rename {
            findings
                .old_columns
                .insert(change.column.name, &change.live);
            findings.add_remark(change.column.name, Remark::to_rename(&change.live.name));
        }
        for change in &plan.to_fix {
            findings
                .stored_names
                .insert(change.column.name, &change.live.name);
        }
        let changes = plan.to_rename.iter().chain(&plan.to_fix);
        let to_fix = changes.flat_map(|change| &change.fixes);
        findings.add(&plan.denied, Remark::denied);
        findings.add(to_fix, Remark::to_fix);
        findings.add(&plan.warned, Remark::warned);
        findings
    }

    fn add(&mut self, drift: impl IntoIterator<Item = &'a Drift>, remark: fn(&Drift) -> Remark) {
        for drift in drift {
            match drift.kind {
                DriftKind::Unmanaged => {
                    let remarks = self.undeclared.entry(&drift.column).or_default();
                    remarks.push(remark(drift));
                    continue;
                }
                DriftKind::MultipleMatches => {
                    self.without_live_column.insert(&drift.column);
                }
                DriftKind::StoredName => {
                    let stored = drift.live.as_text().unwrap_or_default();
                    self.stored_names.insert(&drift.column, stored);
                }
                _ => {}
            }
            self.add_remark(&drift.column, remark(drift));
        }
    }

    fn add_remark(&mut self, column: &'a str, remark: Remark) {
        self.remarks.entry(column).or_default().push(remark);
    }

    /// Returns a declared column with its remarks.
    pub(crate) fn column(&self, column: &ColumnRequest<'a>, anchor: String) -> Column<'a> {
        let stored = self.stored_name(column);
        let flags = [
            (column.is_not_null, "NOT NULL"),
            (column.is_unique, "UNIQUE"),
        ];
        Column {
            anchor,
            sql: sql_identifier(&stored),
            declared_as: (*stored != *column.name).then_some(column.name),
            display_name: (column.display_name != column.name).then_some(column.display_name),
            data_type: column.data_type.as_str(),
            flags: flags
                .into_iter()
                .filter_map(|(is_set, flag)| is_set.then_some(flag))
                .collect(),
            default: column.default_value.map(|default| default.to_string()),
            description: column.description,
            variants: column.variants,
            references: None,
            remarks: self
                .remarks
                .get(column.name)
                .into_iter()
                .flatten()
                .cloned()
                .chain(self.noted(&stored))
                .collect(),
        }
    }

    /// Returns the notes on a live column.
    fn noted(&self, stored: &str) -> impl Iterator<Item = Remark> {
        let notes = self.notes.and_then(|notes| notes.columns.get(stored));
        notes
            .into_iter()
            .flatten()
            .map(|note| Remark::in_peaka(note))
    }

    /// Returns the name under which a column is or will be stored.
    fn stored_name(&self, column: &ColumnRequest<'a>) -> Cow<'a, str> {
        if let Some(old) = self.old_columns.get(column.name) {
            old.name.as_str().into()
        } else if let Some(stored) = self.stored_names.get(column.name) {
            (*stored).into()
        } else if self.plan.is_none() || self.without_live_column.contains(column.name) {
            stored_name(column.name)
        } else {
            column.name.into()
        }
    }

    /// Returns a query of the declared columns that are live, or of all declared columns if nothing was compared; `None` if
    /// there are none.
    pub(crate) fn query(&self, columns: &[ColumnRequest<'a>], table: &str) -> Option<String> {
        let names: Vec<_> = columns
            .iter()
            .filter(|column| !self.without_live_column.contains(column.name))
            .map(|column| sql_identifier(&self.stored_name(column)))
            .collect();
        (!names.is_empty()).then(|| format!("SELECT {} FROM {table}", names.join(", ")))
    }

    /// Returns the undeclared columns with their remarks.
    pub(crate) fn undeclared_columns(&self) -> Vec<UndeclaredColumn> {
        let Some(plan) = self.plan else {
            return Vec::new();
        };
        let undeclared = |column: &ColumnDetail, remarks| UndeclaredColumn {
            sql: sql_identifier(&printable(&column.name)),
            data_type: printable(column.data_type.as_deref().unwrap_or_default()),
            remarks,
        };
        let remarks = |name| {
            let remarks = self.undeclared.get(name).into_iter().flatten().cloned();
            remarks.chain(self.noted(name)).collect()
        };
        let unmanaged = plan.unmanaged.iter();
        let deleted = plan.to_delete.iter();
        unmanaged
            .map(|column| undeclared(column, remarks(column.name.as_str())))
            .chain(deleted.map(|column| undeclared(column, vec![Remark::to_delete()])))
            .collect()
    }
}
