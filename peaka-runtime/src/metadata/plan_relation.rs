//! Compares declared relations with live ones.

use super::history::{History, duplicates};
use super::live::{LiveMetadata, column_key, may_have_column};
use super::plan::MetadataPlan;
use super::relation::{Relation, RelationType};
use super::spec::declared_relation_type;
use super::table::TableMetadata;
use super::write::{MetadataRequest, MetadataWrite, PlannedWrite};
use crate::plan::{DriftKind, DriftValue, MetadataDrift};
use crate::schema::{ColumnRequest, Reference};

impl MetadataPlan<'_> {
    pub(super) fn compare_relations(
        &mut self,
        table: &TableMetadata,
        live: &LiveMetadata,
        history: &History,
    ) {
        if self.spec.has_relations() {
            for column in self.spec.columns {
                self.compare_relation(column, table, live, history);
            }
        }
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
        let target_name = self.spec.table_of(reference.table);
        let Some(target_table) = live.named_table(&self.spec, reference.table) else {
            self.undiscovered.push(target_name.to_owned());
            return;
        };
        let ends = [
            (self.table, table, column.name),
            (target_name, target_table, reference.column),
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
        let target_label = format!("{target_name}.{}", reference.column);
        let label = |relation_type: Option<RelationType>| {
            let relation_type = relation_type.map_or("UNKNOWN", RelationType::as_str);
            let text = format!("{relation_type} {target_label}");
            DriftValue::Text(text)
        };
        let same: Vec<_> = found
            .iter()
            .filter(|(_, relation_type)| *relation_type == Some(declared))
            .map(|(relation, _)| *relation)
            .collect();
        if !same.is_empty() {
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
                MetadataWrite::AddRelation(column.name.to_owned()),
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
}
