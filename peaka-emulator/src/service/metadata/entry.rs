//! The metadata of a table.

use serde_json::{Map, Value as Json, json};

use super::column::{ColumnMetadata, Scope, insert_description};
use super::options::{MetadataOptions, OmittedMetadata};
use super::relation::Relation;
use super::update::UpdateRequest;
use crate::service::error::ServiceError;
use crate::service::rules::Rules;
use crate::service::success_body::{CATALOG, CATALOG_ID, SCHEMA};
use crate::service::table::Table;

/// The metadata of a table. The names of its columns are unique.
#[derive(Clone, Debug)]
pub(super) struct TableMetadata {
    id: String,
    pub(super) table: String,
    pub(super) description: Option<String>,
    pub(super) use_with_ai: bool,
    columns: Vec<ColumnMetadata>,
}

impl TableMetadata {
    /// Returns the metadata of a table that was not there before.
    pub(super) fn new(id: String, table: &Table, rules: &Rules) -> Self {
        let mut entry = Self {
            id,
            table: table.name.clone(),
            description: None,
            use_with_ai: true,
            columns: Vec::new(),
        };
        entry.refresh(table, rules, Scope::All);
        entry
    }

    /// Reads the columns of the table again. The metadata of those that still exist is kept.
    pub(super) fn refresh(&mut self, table: &Table, rules: &Rules, scope: Scope) {
        let mut before = std::mem::take(&mut self.columns);
        for (order, column) in table.columns().iter().enumerate() {
            let known = before.iter().position(|known| known.name == column.name);
            self.columns.push(match known {
                Some(index) => {
                    let mut known = before.swap_remove(index);
                    known.refresh(column, order, rules, scope);
                    known
                }
                None => ColumnMetadata::new(column, order, rules),
            });
        }
    }

    pub(super) fn column(&self, name: &str) -> Result<&ColumnMetadata, ServiceError> {
        let index = self.position(name)?;
        Ok(&self.columns[index])
    }

    pub(super) fn column_mut(&mut self, name: &str) -> Result<&mut ColumnMetadata, ServiceError> {
        let index = self.position(name)?;
        Ok(&mut self.columns[index])
    }

    fn position(&self, name: &str) -> Result<usize, ServiceError> {
        let position = self.columns.iter().position(|column| column.name == name);
        position.ok_or_else(|| ServiceError::NotInMetadata {
            table: self.table.clone(),
            column: Some(name.to_owned()),
        })
    }

    /// Applies all of a request or nothing. With `first_columns`, only this many columns of the request change.
    pub(super) fn update(
        &mut self,
        request: UpdateRequest,
        first_columns: Option<usize>,
        options: MetadataOptions,
    ) -> Result<(), ServiceError> {
        let UpdateRequest {
            description,
            use_with_ai,
            columns: updates,
        } = request;
        let positions = updates.iter().map(|update| self.position(&update.name));
        let positions: Vec<usize> = positions.collect::<Result<_, _>>()?;
        let omitted = options.omitted;
        self.description = description.or_current(self.description.take(), omitted);
        let use_with_ai = use_with_ai.or_current(Some(self.use_with_ai), omitted);
        self.use_with_ai = use_with_ai.unwrap_or(true);
        if first_columns.is_none() && omitted == OmittedMetadata::Reset {
            for (index, column) in self.columns.iter_mut().enumerate() {
                if !positions.contains(&index) {
                    column.reset();
                }
            }
        }
        let count = first_columns.unwrap_or(updates.len());
        for (index, update) in positions.into_iter().zip(updates).take(count) {
            self.columns[index].update(update, omitted);
        }
        Ok(())
    }

    /// Returns the entry as a list shows it.
    pub(super) fn json(
        &self,
        project: &str,
        relations: &[Relation],
        options: MetadataOptions,
    ) -> Json {
        let missing = options.missing_description;
        let columns = self.columns.iter().map(|column| column.json(missing));
        let mut metadata = Map::new();
        for (name, value) in [
            ("projectId", json!(project)),
            ("catalogId", json!(CATALOG_ID)),
            ("catalogType", json!("internal")),
            ("catalogSubType", json!(SCHEMA)),
            ("catalogQueryName", json!(CATALOG)),
            ("catalogDisplayName", json!("Peaka")),
            ("schemaName", json!(SCHEMA)),
            ("tableName", json!(self.table)),
            ("isCacheable", json!(false)),
            ("isDynamicTable", json!(false)),
            ("useWithAI", json!(self.use_with_ai)),
            ("columns", columns.collect()),
        ] {
            metadata.insert(name.to_owned(), value);
        }
        insert_description(
            &mut metadata,
            "tableDescription",
            self.description.as_deref(),
            missing,
        );
        let relations = relations
            .iter()
            .filter(|relation| relation.source.table == self.table);
        let relations: Vec<_> = relations.map(|relation| relation.json(project)).collect();
        if !relations.is_empty() {
            metadata.insert("relations".to_owned(), relations.into());
        }
        json!({"id": self.id, "content": self.content(), "metadata": metadata})
    }

    /// Returns the text that the service would search.
    fn content(&self) -> String {
        let name = format!("{CATALOG}.{SCHEMA}.{}", self.table);
        match &self.description {
            Some(description) => format!("{name}: {description}"),
            None => name,
        }
    }
}
