//! Compares declared metadata with live metadata, and plans the writes.

use std::collections::HashSet;

use serde::Serialize;

use super::golden_sql::StoredGoldenSql;
use super::history::{History, duplicates};
use super::live::{LiveMetadata, column_key, find_stored, may_have_column};
use super::relation::{Relation, RelationType};
use super::spec::{
    MetadataSpec, declared_description, declared_relation_type, is_same_sql, is_same_text,
    plain_text,
};
use super::table::TableMetadata;
use super::write::{MetadataRequest, MetadataWrite, PlannedWrite};
use crate::plan::{DriftKind, DriftValue, MetadataDrift};
use crate::report::Version;
use crate::schema::{ColumnRequest, GoldenSql, Reference};

/// What a sync of metadata would write.
///
/// `Display` prints it as a few human-readable lines. It serializes as an object of its fields, in `camelCase`, with
/// `"version": 1`. Within a version, fields may be added, but none is removed or changes its meaning.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MetadataPlan<'a> {
    version: Version,
    /// The table's declared name.
    pub table: &'a str,
    /// The table's stored name; `None` if the metadata does not have the table.
    pub stored_table: Option<String>,
    /// The declared tables and columns that the metadata does not have, such as `events.kind`. A sync makes the service
    /// discover them.
    pub undiscovered: Vec<String>,
    /// What would be written: metadata that is not set, and with `fix_drift` also metadata that differs.
    pub changes: Vec<MetadataDrift>,
    /// The drift that the policy denies.
    pub denied: Vec<MetadataDrift>,
    /// The drift that the policy warns about.
    pub warned: Vec<MetadataDrift>,
    #[serde(skip)]
    pub(crate) writes: Vec<PlannedWrite>,
    #[serde(skip)]
    pub(crate) spec: MetadataSpec<'a>,
}

impl<'a> MetadataPlan<'a> {
    pub(crate) fn new(spec: &MetadataSpec<'a>, live: &LiveMetadata, history: &History) -> Self {
        let mut plan = Self {
            version: Version,
            table: spec.table,
            stored_table: None,
            undiscovered: Vec::new(),
            changes: Vec::new(),
            denied: Vec::new(),
            warned: Vec::new(),
            writes: Vec::new(),
            spec: spec.clone(),
        };
        match live.table(spec.table) {
            None => plan.undiscovered.push(spec.table.to_owned()),
            Some(table) => {
                plan.stored_table = Some(table.name.clone());
                plan.compare_table(table, history);
                for column in spec.columns {
                    if column.references.is_some() {
                        plan.compare_relation(column, table, live, history);
                    }
                }
            }
        }
        for golden_sql in spec.golden_sqls {
            plan.compare_golden_sql(golden_sql, &live.golden_sqls, history);
        }
        plan.changes = plan
            .writes
            .iter()
            .flat_map(|write| write.changes.iter().cloned())
            .collect();
        plan
    }

    /// Returns whether a sync would send no write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.undiscovered.is_empty()
    }

    /// Returns whether a change was planned, or sets what the plan could not compare because it was undiscovered.
    pub(crate) fn covers(&self, change: &MetadataDrift) -> bool {
        let is_undiscovered = |name: &str| self.undiscovered.iter().any(|other| other == name);
        let was_undiscovered = match &change.column {
            Some(_) if change.kind == DriftKind::Relation => !self.undiscovered.is_empty(),
            Some(column) => is_undiscovered(&format!("{}.{column}", self.table)),
            None => false,
        };
        let sets_new =
            change.live == DriftValue::None && (was_undiscovered || is_undiscovered(self.table));
        sets_new || self.changes.contains(change)
    }

    /// Decides about a difference: whether it is written, or drift.
    fn writes_difference(&mut self, difference: MetadataDrift) -> Option<MetadataDrift> {
        let policy = &self.spec.policy;
        if policy.allows(difference.kind) {
            return None;
        }
        if matches!(difference.live, DriftValue::None) || policy.fixes_drift() {
            return Some(difference);
        }
        if policy.denies(difference.kind) {
            self.denied.push(difference);
        } else {
            self.warned.push(difference);
        }
        None
    }

    /// Compares the descriptions, values and flags.
    fn compare_table(&mut self, live: &TableMetadata, history: &History) {
        let spec = self.spec.clone();
        let mut updated = live.clone();
        let mut changes = Vec::new();
        if let Some(declared) = spec.description.map(plain_text)
            && let Some(change) =
                self.description_change(None, &declared, live.description.as_deref())
        {
            updated.set_description(&declared);
            changes.push(change);
        }
        if let Some(declared) = spec.use_with_ai
            && live.use_with_ai != Some(declared)
        {
            let found = live.use_with_ai;
            let found = found.filter(|_| found != history.discovered_use_with_ai);
            let difference = MetadataDrift::of_table(
                DriftKind::AiUsage,
                DriftValue::Flag(declared),
                DriftValue::flag(found),
            );
            if let Some(change) = self.writes_difference(difference) {
                updated.set_use_with_ai(declared);
                changes.push(change);
            }
        }
        for column in spec.columns {
            self.compare_column(column, live, &mut updated, &mut changes);
        }
        if !changes.is_empty() {
            self.writes.push(PlannedWrite {
                write: MetadataWrite::UpdateTable,
                request: MetadataRequest::UpdateTable(Box::new(updated)),
                changes,
            });
        }
    }

    fn compare_column(
        &mut self,
        column: &ColumnRequest<'_>,
        live: &TableMetadata,
        updated: &mut TableMetadata,
        changes: &mut Vec<MetadataDrift>,
    ) {
        let description = declared_description(column);
        if description.is_none() && column.variants.is_empty() {
            return;
        }
        let columns = live.columns.as_deref().unwrap_or_default();
        let Some(found) = find_stored(column.name, columns, |column| &column.name) else {
            self.undiscovered
                .push(format!("{}.{}", self.table, column.name));
            return;
        };
        let updated = updated.columns.as_mut().and_then(|columns| {
            columns
                .iter_mut()
                .find(|updated| updated.name == found.name)
        });
        let Some(updated) = updated else {
            return;
        };
        if let Some(declared) = description
            && let Some(change) =
                self.description_change(Some(column.name), &declared, found.description.as_deref())
        {
            updated.set_description(&declared);
            changes.push(change);
        }
        let known = found.known_values();
        let values = column.variants.iter().map(|variant| variant.text);
        let is_same = known.is_some_and(|known| {
            let known: HashSet<_> = known.iter().map(String::as_str).collect();
            known == values.clone().collect()
        });
        if !column.variants.is_empty() && !is_same {
            let values: Vec<_> = values.map(str::to_owned).collect();
            let difference = MetadataDrift::of_column(
                column.name,
                DriftKind::CategoricalValues,
                DriftValue::Names(values.clone()),
                known.map_or(DriftValue::None, |known| DriftValue::Names(known.to_vec())),
            );
            if let Some(change) = self.writes_difference(difference) {
                updated.set_categorical_values(values);
                changes.push(change);
            }
        }
    }

    /// Returns the change of a description, if it is to be written.
    fn description_change(
        &mut self,
        column: Option<&str>,
        declared: &str,
        live: Option<&str>,
    ) -> Option<MetadataDrift> {
        if live.is_some_and(|live| is_same_text(declared, live)) {
            return None;
        }
        let [declared, live] = [Some(declared), live].map(DriftValue::text);
        let kind = DriftKind::Description;
        self.writes_difference(match column {
            Some(column) => MetadataDrift::of_column(column, kind, declared, live),
            None => MetadataDrift::of_table(kind, declared, live),
        })
    }

    fn compare_relation(
        &mut self,
        column: &ColumnRequest<'_>,
        table: &TableMetadata,
        live: &LiveMetadata,
        history: &History,
    ) {
        let Some(reference) = column.references.map(Reference::target) else {
            return;
        };
        let Some(target_table) = live.table(reference.table) else {
            self.undiscovered.push(reference.table.to_owned());
            return;
        };
        let ends = [
            (self.table, table, column.name),
            (reference.table, target_table, reference.column),
        ];
        let undiscovered: Vec<_> = ends
            .iter()
            .filter(|(_, table, column)| !may_have_column(table, column))
            .map(|(table, _, column)| format!("{table}.{column}"))
            .collect();
        if !undiscovered.is_empty() {
            self.undiscovered.extend(undiscovered);
            return;
        }
        let source = column_key(table, column.name);
        let target = column_key(target_table, reference.column);
        let declared = declared_relation_type(column);
        let found: Vec<_> = live
            .relations
            .iter()
            .filter_map(|relation| Some((relation, relation.type_between(&source, &target)?)))
            .collect();
        let label = |relation_type: Option<RelationType>| {
            let relation_type = relation_type.map_or("UNKNOWN", RelationType::as_str);
            let text = format!("{relation_type} {}.{}", reference.table, reference.column);
            DriftValue::Text(text)
        };
        let same: Vec<_> = found
            .iter()
            .filter(|(_, relation_type)| *relation_type == Some(declared))
            .map(|(relation, _)| *relation)
            .collect();
        let add = MetadataWrite::AddRelation(column.name.to_owned());
        if !same.is_empty() {
            if self.spec.policy.allows(DriftKind::Relation) {
                return;
            }
            for relation in duplicates(
                &same,
                history,
                |relation| &relation.id,
                Relation::is_duplicate_of,
            ) {
                self.writes.push(PlannedWrite {
                    write: MetadataWrite::DeleteRelation(relation.id.clone()),
                    request: MetadataRequest::DeleteRelation(relation.clone()),
                    changes: Vec::new(),
                });
            }
            return;
        }
        let live_type = found.first().map(|(_, relation_type)| *relation_type);
        let difference = MetadataDrift::of_column(
            column.name,
            DriftKind::Relation,
            label(Some(declared)),
            live_type.map_or(DriftValue::None, label),
        );
        let Some(change) = self.writes_difference(difference) else {
            return;
        };
        let (write, request) = match found.first() {
            None => (
                add,
                MetadataRequest::AddRelation {
                    source,
                    target,
                    relation_type: declared,
                },
            ),
            Some((relation, _)) => (
                MetadataWrite::UpdateRelation(column.name.to_owned()),
                MetadataRequest::UpdateRelation(
                    (*relation).clone(),
                    relation.type_seen_from(&source, declared),
                ),
            ),
        };
        self.writes.push(PlannedWrite {
            write,
            request,
            changes: vec![change],
        });
    }

    fn compare_golden_sql(
        &mut self,
        declared: &GoldenSql,
        live: &[StoredGoldenSql],
        history: &History,
    ) {
        if self.spec.policy.allows(DriftKind::GoldenSql) {
            return;
        }
        let (question, sql) = (declared.question(), declared.sql());
        let (same, others): (Vec<_>, Vec<_>) = live
            .iter()
            .filter(|live| is_same_text(&live.question, question))
            .partition(|live| is_same_sql(&live.sql, &sql));
        let add = MetadataWrite::AddGoldenSql(question.to_owned());
        let mut deleted = duplicates(
            &same,
            history,
            |golden| &golden.id,
            |golden, other| (&golden.question, &golden.sql) == (&other.question, &other.sql),
        );
        let found = if same.is_empty() || !others.is_empty() {
            let found = others.first().map(|other| other.sql.as_str());
            self.writes_difference(MetadataDrift::of_golden_sql(
                question,
                DriftValue::text(Some(&sql)),
                DriftValue::text(found),
            ))
        } else {
            None
        };
        let mut changes: Vec<_> = found.into_iter().collect();
        // The others are deleted only once the declared one is there: if it is never persisted, they remain.
        if !same.is_empty() && !changes.is_empty() {
            deleted.extend(&others);
        }
        if same.is_empty() && !changes.is_empty() {
            self.writes.push(PlannedWrite {
                write: add,
                request: MetadataRequest::AddGoldenSql {
                    question: question.to_owned(),
                    sql,
                },
                changes: std::mem::take(&mut changes),
            });
        }
        for golden_sql in deleted {
            self.writes.push(PlannedWrite {
                write: MetadataWrite::DeleteGoldenSql(golden_sql.id.clone()),
                request: MetadataRequest::DeleteGoldenSql(golden_sql.id.clone()),
                changes: std::mem::take(&mut changes),
            });
        }
    }
}
