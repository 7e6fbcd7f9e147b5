//! Keeps the report of a run up to date.

use std::mem;

use super::Run;
use crate::plan::{
    Drift, DriftKind, DriftSource, Plan, Write, is_not_null_without_default, unmanaged,
};
use crate::report::{RenamedColumn, SyncReport};
use crate::schema::{ColumnDetail, ColumnRequest};
use crate::text::NameSet;

/// The columns of writes, by kind of write.
#[derive(Default)]
struct WrittenColumns<'w> {
    renamed: NameSet<&'w str>,
    added: NameSet<&'w str>,
    fixed: NameSet<&'w str>,
    deleted: NameSet<&'w str>,
}

impl<'w> FromIterator<&'w Write> for WrittenColumns<'w> {
    fn from_iter<I: IntoIterator<Item = &'w Write>>(writes: I) -> Self {
        let writes = writes.into_iter();
        let mut columns = Self::default();
        // Most writes add columns.
        columns
            .added
            .reserve(writes.size_hint().1.unwrap_or_default());
        for write in writes {
            match write {
                Write::CreateTable => continue,
                Write::Rename(column) => columns.renamed.insert(column),
                Write::Add(column) => columns.added.insert(column),
                Write::Fix(column) => columns.fixed.insert(column),
                Write::Delete(column) => columns.deleted.insert(column),
            };
        }
        columns
    }
}

impl Run<'_> {
    /// Updates the report from the latest column list, and moves to it what the plan shows no one else.
    pub(super) fn update_report(&mut self, plan: &mut Plan<'_>, pending: Vec<Write>) {
        self.remove_listed_echo_drift(plan);
        // Before the first write, no column is a written one.
        let applied: WrittenColumns<'_> = if self.tracker.has_sent_writes() {
            let pending: NameSet<_> = pending.iter().collect();
            let applied = self.tracker.possibly_applied();
            applied.filter(|write| !pending.contains(write)).collect()
        } else {
            WrittenColumns::default()
        };
        let mut report = SyncReport {
            read_back: true,
            stored_table: plan.stored_table.clone(),
            denied: mem::take(&mut plan.denied),
            warned: mem::take(&mut plan.warned),
            unmanaged: mem::take(&mut plan.unmanaged)
                .into_iter()
                .map(|column| column.name)
                .collect(),
            ..SyncReport::new(self.spec.table)
        };
        let added = applied.added.len().min(plan.present.len());
        report.added.reserve_exact(added);
        report.present.reserve_exact(plan.present.len() - added);
        for ColumnRequest { name, .. } in &plan.present {
            let owned = (*name).to_owned();
            if applied.fixed.contains(name) {
                report.fixed.push(owned.clone());
            }
            if applied.added.contains(name) {
                report.added.push(owned);
            } else if applied.renamed.contains(name) {
                let from = self.old_names.get(*name).cloned().unwrap_or_default();
                report.renamed.push(RenamedColumn { from, to: owned });
            } else {
                report.present.push(owned);
            }
        }
        report.deleted = self
            .spec
            .columns_to_delete
            .iter()
            .filter(|name| applied.deleted.contains(name.as_str()))
            .cloned()
            .collect();
        report.pending = pending;
        self.report = report;
    }

    /// Removes the drift of an echo that the list shows as well: it is reported from the list.
    fn remove_listed_echo_drift(&mut self, plan: &Plan<'_>) {
        if self.echo_drift.is_empty() {
            return;
        }
        let listed_drift: NameSet<_> = plan
            .drift()
            .map(|drift| (drift.kind, &*drift.column))
            .collect();
        let missing = plan.to_add.iter().chain(&plan.awaited);
        let missing: NameSet<_> = missing.map(|column| column.name).collect();
        self.echo_drift.retain(|drift| {
            !listed_drift.contains(&(drift.kind, &drift.column))
                && (drift.kind != DriftKind::Missing || !missing.contains(&*drift.column))
        });
    }

    /// Adds the requests that were sent to the report.
    pub(super) fn report_writes(&mut self) {
        let Self { tracker, spec, .. } = self;
        let applied: WrittenColumns<'_> = tracker.possibly_applied().collect();
        let declared = |columns: &NameSet<&str>| -> Vec<_> {
            if columns.is_empty() {
                return Vec::new();
            }
            let names = spec.columns.iter().map(|column| column.name);
            let names = names.filter(|name| columns.contains(name));
            names.map(str::to_owned).collect()
        };
        self.report.created_table = tracker.is_possibly_applied(&Write::CreateTable);
        self.report.adds_sent = declared(&applied.added);
        self.report.renames_sent = declared(&applied.renamed);
        self.report.fixes_sent = declared(&applied.fixed);
        self.report.deletes_sent = spec
            .columns_to_delete
            .iter()
            .filter(|name| applied.deleted.contains(name.as_str()))
            .cloned()
            .collect();
        self.report.rejected = tracker.rejected().to_vec();
        // Without writes, it is empty.
        if !self.report.created_table && tracker.has_sent_anything() {
            let without_value = spec
                .columns
                .iter()
                .filter(|column| is_not_null_without_default(column))
                .map(|column| column.name.to_owned());
            let is_sent = |name: &String| tracker.was_sent(&Write::Add(name.clone()));
            self.report.not_null_without_default = without_value.filter(is_sent).collect();
        }
    }

    /// Adds the drift that remains at the end to the report.
    pub(super) fn report_remaining_drift(&mut self, plan: &Plan<'_>) {
        let [denied, warned, _] = self.spec.policy.split(self.remaining_drift(plan));
        let report = &mut self.report;
        report.denied.extend(denied);
        report.warned.extend(warned);
        // If these columns are still live, the sync fails at any level: the caller asked to delete them.
        let is_possibly_deleted = |column: &&ColumnDetail| {
            self.tracker
                .is_possibly_applied(&Write::Delete(column.name.clone()))
        };
        let not_deleted = plan.to_delete.iter().filter(is_possibly_deleted);
        report
            .denied
            .extend(not_deleted.map(|column| unmanaged(&column.into())));
        let targeted = &self.targeted_drift;
        let is_targeted = |drift: &Drift| {
            targeted
                .get(drift.column.as_str())
                .is_some_and(|kinds| kinds.contains(drift.kind))
        };
        report.not_persisted = report
            .denied
            .iter()
            .chain(&report.warned)
            .filter(|drift| drift.source == DriftSource::List)
            .filter(|drift| is_targeted(drift))
            .cloned()
            .collect();
        let kinds = report.not_persisted.iter().map(|drift| drift.kind);
        report.not_persisted_kinds = kinds.collect();
    }
}
