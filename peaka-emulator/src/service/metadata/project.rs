//! The metadata of a project.

use serde_json::{Map, Value as Json, json};

use super::entry::TableMetadata;
use super::golden_sql::GoldenSql;
use super::options::{MetadataOptions, RelationsShape};
use super::refresh::RefreshJob;
use super::relation::Relation;
use crate::service::error::ServiceError;
use crate::service::success_body::{CATALOG_ID, SCHEMA};
use crate::service::table::Table;

/// The metadata of a project, as it is stored or as a stale list shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProjectMetadata {
    pub(super) tables: Vec<TableMetadata>,
    pub(super) relations: Vec<Relation>,
    pub(super) golden_sqls: Vec<GoldenSql>,
    pub(super) refresh: RefreshJob,
    /// Ids are never reused.
    last_id: u64,
}

/// The entries of a list.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) catalog: Option<String>,
    pub(super) schema: Option<String>,
}

impl Filter {
    /// Returns whether the list contains BI tables.
    fn has_bi_tables(&self) -> bool {
        self.catalog.as_deref().is_none_or(|id| id == CATALOG_ID)
            && self.schema.as_deref().is_none_or(|name| name == SCHEMA)
    }
}

impl ProjectMetadata {
    pub(super) fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }

    pub(super) fn entry(&self, table: &str) -> Result<&TableMetadata, ServiceError> {
        let mut entries = self.tables.iter();
        let found = entries.find(|entry| entry.table == table);
        found.ok_or_else(|| not_in_metadata(table))
    }

    pub(super) fn entry_mut(&mut self, table: &str) -> Result<&mut TableMetadata, ServiceError> {
        let mut entries = self.tables.iter_mut();
        let found = entries.find(|entry| entry.table == table);
        found.ok_or_else(|| not_in_metadata(table))
    }

    /// Removes the relations from and to tables and columns that no longer exist.
    pub(crate) fn prune_relations(&mut self, tables: &[Table]) {
        let exists = |table: &str, column: &str| {
            let mut tables = tables.iter();
            let table = tables.find(|stored| stored.name == table);
            let columns = table.map_or(&[][..], Table::columns);
            columns.iter().any(|stored| stored.name == column)
        };
        self.relations.retain(|relation| {
            [&relation.source, &relation.target]
                .iter()
                .all(|name| exists(&name.table, &name.column))
        });
    }

    pub(super) fn list(&self, project: &str, filter: &Filter, options: MetadataOptions) -> Json {
        let entries = self.tables.iter().filter(|_| filter.has_bi_tables());
        let entries = entries.map(|entry| entry.json(project, &self.relations, options));
        json!({"metadata": entries.collect::<Vec<_>>()})
    }

    /// Returns the list of relations whose source is in a catalog.
    pub(super) fn relation_list(
        &self,
        project: &str,
        catalog: &str,
        shape: RelationsShape,
    ) -> Json {
        let relations = self.relations.iter().filter(|_| catalog == CATALOG_ID);
        let relations = relations.map(|relation| (relation.id.clone(), relation.json(project)));
        let relations = match shape {
            RelationsShape::List => relations.map(|(_, relation)| relation).collect(),
            RelationsShape::MapById => Json::Object(relations.collect::<Map<_, _>>()),
        };
        json!({"relations": relations})
    }

    pub(super) fn golden_sql_list(&self, project: &str) -> Json {
        let golden_sqls = self.golden_sqls.iter().map(|sql| sql.json(project));
        json!({"result": golden_sqls.collect::<Vec<_>>()})
    }
}

fn not_in_metadata(table: &str) -> ServiceError {
    ServiceError::NotInMetadata {
        table: table.to_owned(),
        column: None,
    }
}
