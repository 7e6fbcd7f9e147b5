//! Compares declared metadata with live metadata, and plans the writes.

use std::collections::HashSet;

use serde::Serialize;

use super::golden_sql::StoredGoldenSql;
use super::history::{History, duplicates};
use super::live::{LiveMetadata, find_stored};
use super::relation::{ColumnKey, Relation, RelationType};
use super::spec::{
    MetadataSpec, declared_description, declared_relation_type, is_same_sql, is_same_text,
    plain_text,
};
use super::table::TableMetadata;
use super::write::{MetadataRequest, MetadataWrite, PlannedWrite};
use crate::plan::{DriftKind, DriftValue, MetadataDrift};
use crate::report::Version;
use crate::schema::{ColumnRequest, GoldenSql, Reference, stored_name};

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
                if spec.has_relations() {
                    for column in spec.columns {
                        plan.compare_relation(column, table, live, history);
                    }
                }
                if spec.has_golden_sqls() {
                    for golden_sql in spec.golden_sqls {
                        plan.compare_golden_sql(golden_sql, live, history);
                    }
                }
            }
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
            // The value of a new table is not a decision of a person.
            let found = live.use_with_ai.filter(|_| !history.is_new_table);
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
        let allows = |kind| self.spec.policy.allows(kind);
        let description = declared_description(column).filter(|_| !allows(DriftKind::Description));
        let variants = match allows(DriftKind::CategoricalValues) {
            true => &[],
            false => column.variants,
        };
        if description.is_none() && variants.is_empty() {
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
        let values = variants.iter().map(|variant| variant.text);
        let is_same = known.is_some_and(|known| {
            let known: HashSet<_> = known.iter().map(String::as_str).collect();
            known == values.clone().collect()
        });
        if !variants.is_empty() && !is_same {
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
        let target_table = self.spec.table_of(reference.table);
        let Some(target_table) = live.table(target_table) else {
            self.undiscovered.push(target_table.to_owned());
            return;
        };
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
            let duplicates = duplicates(&same, |relation: &Relation| &relation.id, &add, history);
            for relation in duplicates {
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

    fn compare_golden_sql(&mut self, declared: &GoldenSql, live: &LiveMetadata, history: &History) {
        let question = declared.question();
        let table = |declared| live.table(self.spec.table_of(declared));
        let sql = declared.sql_with(
            |declared| match table(declared) {
                Some(table) => table.name.clone(),
                None => stored_name(self.spec.table_of(declared)).into_owned(),
            },
            |target| match table(target.table) {
                Some(table) => column_key(table, target.column).column,
                None => stored_name(target.column).into_owned(),
            },
        );
        let (same, others): (Vec<_>, Vec<_>) = live
            .golden_sqls
            .iter()
            .filter(|live| is_same_text(&live.question, question))
            .partition(|live| is_same_sql(&live.sql, &sql));
        let add = MetadataWrite::AddGoldenSql(question.to_owned());
        let mut deleted: Vec<_> =
            duplicates(&same, |golden: &StoredGoldenSql| &golden.id, &add, history);
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
        if !changes.is_empty() {
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

/// Returns a column by its stored name: as the metadata has it, or as the service is known to store it.
fn column_key(table: &TableMetadata, column: &str) -> ColumnKey {
    let columns = table.columns.as_deref().unwrap_or_default();
    let found = find_stored(column, columns, |column| &column.name);
    ColumnKey {
        table: table.name.clone(),
        column: found.map_or_else(
            || stored_name(column).into_owned(),
            |found| found.name.clone(),
        ),
    }
}
