//! The stored metadata of a project together with its tables.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::column::Scope;
use super::entry::TableMetadata;
use super::golden_sql::GoldenSql;
use super::options::Discovery;
use super::project::ProjectMetadata;
use super::refresh::RefreshJob;
use super::relation::{ColumnName, Relation, RelationRequest, RelationType};
use super::update::UpdateRequest;
use crate::service::error::ServiceError;
use crate::service::rules::Behavior;
use crate::service::success_body::{CATALOG_ID, SCHEMA};
use crate::service::table::Table;

/// The stored metadata of a project together with its tables.
pub(crate) struct MetadataView<'a> {
    pub(crate) project: &'a str,
    pub(crate) tables: &'a [Table],
    pub(crate) metadata: &'a mut ProjectMetadata,
    pub(crate) behavior: Behavior,
}

impl MetadataView<'_> {
    /// Discovers tables and columns, if it is time to.
    pub(crate) fn settle(&mut self) {
        if self.metadata.refresh.is_due() {
            self.metadata.refresh = RefreshJob::Finished;
            self.discover();
        } else if self.behavior.metadata.discovery == Discovery::AtOnce {
            self.discover_in(Scope::Changes);
        }
    }

    /// Discovers tables and columns, as a refresh does.
    pub(crate) fn discover(&mut self) {
        self.discover_in(Scope::All);
    }

    fn discover_in(&mut self, scope: Scope) {
        let Self {
            tables,
            metadata,
            behavior: Behavior { rules, .. },
            ..
        } = self;
        let exists = |entry: &TableMetadata| tables.iter().any(|table| table.name == entry.table);
        metadata.tables.retain(exists);
        for table in *tables {
            match metadata.entry_mut(&table.name) {
                Ok(entry) => entry.refresh(table, rules, scope),
                Err(_) => {
                    let entry = TableMetadata::new(metadata.next_id(), table, rules);
                    metadata.tables.push(entry);
                }
            }
        }
    }

    /// Returns the metadata of a table, as an entry of a list.
    pub(crate) fn table_json(&self, table: &str) -> Option<Json> {
        let entry = self.metadata.entry(&self.table(table).ok()?.name).ok()?;
        Some(entry.json(
            self.project,
            &self.metadata.relations,
            self.behavior.metadata,
        ))
    }

    /// Returns all relations.
    pub(crate) fn relations_json(&self) -> Json {
        let relations = self.metadata.relations.iter();
        relations
            .map(|relation| relation.json(self.project))
            .collect()
    }

    /// Returns all golden SQLs.
    pub(crate) fn golden_sqls_json(&self) -> Json {
        let golden_sqls = self.metadata.golden_sqls.iter();
        golden_sqls.map(|sql| sql.json(self.project)).collect()
    }

    pub(super) fn update(
        &mut self,
        table: &str,
        request: UpdateRequest,
        first_columns: Option<usize>,
    ) -> Result<Json, ServiceError> {
        let options = self.behavior.metadata;
        let table = self.table(table)?.name.clone();
        let entry = self.metadata.entry_mut(&table)?;
        entry.update(request, first_columns, options)?;
        let entry = self.metadata.entry(&table)?;
        Ok(entry.json(self.project, &self.metadata.relations, options))
    }

    pub(super) fn add_relation(
        &mut self,
        table: &str,
        column: &str,
        request: RelationRequest,
    ) -> Result<Json, ServiceError> {
        check_schema(&request.target_catalog, &request.target_schema)?;
        let relation = Relation {
            source: self.column(table, column)?,
            target: self.column(&request.target_table, &request.target_column)?,
            kind: request.kind,
            id: self.metadata.next_id(),
        };
        let json = relation.json(self.project);
        self.metadata.relations.push(relation);
        Ok(json)
    }

    pub(super) fn update_relation(
        &mut self,
        table: &str,
        id: &str,
        kind: RelationType,
    ) -> Result<Json, ServiceError> {
        let index = self.relation_position(table, id)?;
        let relation = &mut self.metadata.relations[index];
        relation.kind = kind;
        Ok(relation.json(self.project))
    }

    pub(super) fn delete_relation(&mut self, table: &str, id: &str) -> Result<(), ServiceError> {
        let index = self.relation_position(table, id)?;
        self.metadata.relations.remove(index);
        Ok(())
    }

    /// Starts a refresh of a catalog, or of all catalogs.
    pub(super) fn start_refresh(&mut self, catalog: Option<&str>) -> Result<(), ServiceError> {
        if let Some(catalog) = catalog {
            check_catalog(catalog)?;
        }
        self.metadata.refresh.start(self.behavior.metadata.refresh);
        self.settle();
        Ok(())
    }

    /// Returns the status of the refresh of a catalog, and counts the read.
    pub(super) fn refresh_status(&mut self, catalog: &str) -> Result<&'static str, ServiceError> {
        check_catalog(catalog)?;
        let statuses = &self.behavior.rules.refresh_statuses;
        let status = match self.metadata.refresh {
            RefreshJob::NeverStarted => statuses.never_started,
            RefreshJob::Active(_) => statuses.active,
            RefreshJob::Finished => statuses.finished,
        };
        self.metadata.refresh.count_status_read();
        Ok(status)
    }

    /// Sets the categorical values of a column to those of the stored rows, at most `limit` of them.
    pub(super) fn collect_values(
        &mut self,
        table: &str,
        column: &str,
        limit: usize,
    ) -> Result<(), ServiceError> {
        let name = self.column(table, column)?;
        let table = self.table(table)?;
        let mut columns = table.columns().iter();
        let id = columns
            .find(|column| column.name == name.column)
            .map(|column| &column.id);
        let values = table.rows().filter_map(|row| row.get(id?));
        let values: BTreeSet<&String> = values.collect();
        let values: Vec<_> = values.into_iter().take(limit).cloned().collect();
        let column = self.metadata.entry_mut(&name.table)?;
        let column = column.column_mut(&name.column)?;
        column.set("isCategorical", json!(true));
        column.set("categoricalValues", json!(values));
        Ok(())
    }

    pub(super) fn delete_values(&mut self, table: &str, column: &str) -> Result<(), ServiceError> {
        let name = self.column(table, column)?;
        let column = self.metadata.entry_mut(&name.table)?;
        let column = column.column_mut(&name.column)?;
        column.set("isCategorical", json!(false));
        column.set("categoricalValues", Json::Null);
        Ok(())
    }

    /// Adds a golden SQL, and returns it.
    pub(super) fn add_golden_sql(&mut self, prompt: String, sql: String) -> GoldenSql {
        let golden_sql = GoldenSql {
            id: self.metadata.next_id(),
            prompt,
            sql,
        };
        self.metadata.golden_sqls.push(golden_sql.clone());
        golden_sql
    }

    pub(super) fn delete_golden_sql(&mut self, id: &str) -> Result<(), ServiceError> {
        let golden_sqls = &mut self.metadata.golden_sqls;
        let index = golden_sqls.iter().position(|sql| sql.id == id);
        let index = index.ok_or_else(|| ServiceError::NoSuchGoldenSql(id.to_owned()))?;
        golden_sqls.remove(index);
        Ok(())
    }

    /// Returns the table that a name in a path refers to.
    pub(super) fn table(&self, name: &str) -> Result<&Table, ServiceError> {
        let names = self.tables.iter().map(|table| table.name.as_str());
        let index = self.behavior.position(name, names);
        let index = index.ok_or_else(|| ServiceError::NoSuchTable(name.to_owned()))?;
        Ok(&self.tables[index])
    }

    /// Returns the stored names of a table and its column, which must exist and be in the metadata.
    pub(super) fn column(&self, table: &str, column: &str) -> Result<ColumnName, ServiceError> {
        let table = self.table(table)?;
        let names = table.columns().iter().map(|column| column.name.as_str());
        let index = self.behavior.position(column, names);
        let index = index.ok_or_else(|| ServiceError::NoSuchColumn {
            table: table.name.clone(),
            column: column.to_owned(),
        })?;
        let column = &table.columns()[index].name;
        self.metadata.entry(&table.name)?.column(column)?;
        Ok(ColumnName {
            table: table.name.clone(),
            column: column.clone(),
        })
    }

    /// Returns the position of a relation whose source is the table.
    fn relation_position(&self, table: &str, id: &str) -> Result<usize, ServiceError> {
        let table = &self.table(table)?.name;
        let mut relations = self.metadata.relations.iter();
        relations
            .position(|relation| relation.id == id && relation.source.table == *table)
            .ok_or_else(|| ServiceError::NoSuchRelation(id.to_owned()))
    }
}

/// Checks that a catalog is the one of BI tables.
pub(super) fn check_catalog(catalog: &str) -> Result<(), ServiceError> {
    if catalog == CATALOG_ID {
        Ok(())
    } else {
        Err(ServiceError::NoSuchCatalog(catalog.to_owned()))
    }
}

/// Checks that a schema is the one of BI tables.
pub(super) fn check_schema(catalog: &str, schema: &str) -> Result<(), ServiceError> {
    check_catalog(catalog)?;
    if schema == SCHEMA {
        Ok(())
    } else {
        Err(ServiceError::NoSuchSchema(schema.to_owned()))
    }
}
