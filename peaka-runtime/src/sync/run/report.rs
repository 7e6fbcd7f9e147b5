//! Keeps the report of a run up to date.

use std::collections::HashSet;

use super::Run;
use crate::plan::{DriftKind, DriftSource, Plan, Write, is_not_null_without_default, unmanaged};
use crate::report::{RenamedColumn, SyncReport};
use crate::schema::{ColumnDetail, ColumnRequest};

impl Run<'_> {
    /// Updates the report from the latest column list.
    pub(super) fn update_report(&mut self, plan: &Plan<'_>, pending: &[Write]) {
        let listed_drift: HashSet<_> = plan
            .drift()
            .map(|drift| (drift.kind, &*drift.column))
            .collect();
        let missing = plan.to_add.iter().chain(&plan.awaited);
        let missing: HashSet<_> = missing.map(|column| column.name).collect();
        // Drift of an echo that the list shows as well is reported from the list.
        self.echo_drift.retain(|drift| {
            !listed_drift.contains(&(drift.kind, &drift.column))
                && (drift.kind != DriftKind::Missing || !missing.contains(&*drift.column))
        });

        let present: HashSet<_> = plan.present.iter().map(|column| column.name).collect();
        let pending_set: HashSet<_> = pending.iter().collect();
        let is_applied = |write: fn(String) -> Write, name: &str| {
            let write = write(name.to_owned());
            self.tracker.is_possibly_applied(&write) && !pending_set.contains(&write)
        };
        let mut report = SyncReport {
            read_back: true,
            stored_table: plan.stored_table.clone(),
            denied: plan.denied.clone(),
            warned: plan.warned.clone(),
            unmanaged: plan
                .unmanaged
                .iter()
                .map(|column| column.name.clone())
                .collect(),
            pending: pending.to_vec(),
            ..SyncReport::new(self.spec.table)
        };
        let columns = self.spec.columns.iter();
        for column in columns.filter(|column| present.contains(column.name)) {
            let name = column.name.to_owned();
            if is_applied(Write::Fix, column.name) {
                report.fixed.push(name.clone());
            }
            if is_applied(Write::Add, column.name) {
                report.added.push(name);
            } else if is_applied(Write::Rename, column.name) {
                let from = self.old_names.get(&name).cloned().unwrap_or_default();
                report.renamed.push(RenamedColumn { from, to: name });
            } else {
                report.present.push(name);
            }
        }
        report.deleted = self
            .spec
            .columns_to_delete
            .iter()
            .filter(|name| is_applied(Write::Delete, name))
            .cloned()
            .collect();
        self.report = report;
        self.report_writes();
    }

    /// Updates the report from the requests that were sent.
    pub(super) fn report_writes(&mut self) {
        let Self { tracker, spec, .. } = self;
        let names = || spec.columns.iter().map(|column| column.name.to_owned());
        let possibly_applied = |write: fn(String) -> Write| -> Vec<_> {
            names()
                .filter(|name| tracker.is_possibly_applied(&write(name.clone())))
                .collect()
        };
        self.report.created_table = tracker.is_possibly_applied(&Write::CreateTable);
        self.report.adds_sent = possibly_applied(Write::Add);
        self.report.renames_sent = possibly_applied(Write::Rename);
        self.report.fixes_sent = possibly_applied(Write::Fix);
        let is_deleted =
            |name: &&String| tracker.is_possibly_applied(&Write::Delete((*name).clone()));
        self.report.deletes_sent = spec
            .columns_to_delete
            .iter()
            .filter(is_deleted)
            .cloned()
            .collect();
        self.report.rejected = tracker.rejected().to_vec();
        let is_added = |column: &&ColumnRequest<'_>| {
            is_not_null_without_default(column)
                && tracker.was_sent(&Write::Add(column.name.to_owned()))
        };
        self.report.not_null_without_default.clear();
        if !self.report.created_table {
            let added = spec.columns.iter().filter(is_added);
            let names = added.map(|column| column.name.to_owned());
            self.report.not_null_without_default.extend(names);
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
        report.denied.extend(not_deleted.map(unmanaged));
        let targeted = &self.targeted_drift;
        report.not_persisted = report
            .denied
            .iter()
            .chain(&report.warned)
            .filter(|drift| drift.source == DriftSource::List)
            .filter(|drift| targeted.contains(&(drift.column.clone(), drift.kind)))
            .cloned()
            .collect();
        let kinds = report.not_persisted.iter().map(|drift| drift.kind);
        report.not_persisted_kinds = kinds.collect();
    }
}
