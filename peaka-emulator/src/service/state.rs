//! The projects and their tables in memory.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::column_request::ColumnRequest;
use super::error::ServiceError;
use super::metadata::project::ProjectMetadata;
use super::metadata::view::MetadataView;
use super::rules::Behavior;
use super::table::{Column, Table};

/// The tables and the metadata of every project.
#[derive(Clone)]
pub(crate) struct State {
    behavior: Behavior,
    /// The tables in the order of their creation. A project that was never used has none.
    projects: BTreeMap<String, Vec<Table>>,
    metadata: BTreeMap<String, ProjectMetadata>,
    /// The projects whose next lists of tables and columns are stale.
    stale: BTreeMap<String, StaleView<Vec<Table>>>,
    /// The projects whose next lists of metadata are stale.
    stale_metadata: BTreeMap<String, StaleView<ProjectMetadata>>,
}

/// The earlier state that lists show instead of the stored one.
#[derive(Clone)]
struct StaleView<T> {
    earlier: T,
    /// The number of further lists that show it.
    remaining_lists: u32,
}

impl State {
    pub(crate) fn new(behavior: Behavior) -> Self {
        Self {
            behavior,
            projects: BTreeMap::new(),
            metadata: BTreeMap::new(),
            stale: BTreeMap::new(),
            stale_metadata: BTreeMap::new(),
        }
    }

    pub(crate) fn behavior(&self) -> Behavior {
        self.behavior
    }

    /// Makes the next lists of a project show its current tables, regardless of later changes.
    pub(crate) fn hide_changes(&mut self, project: &str, lists: u32) {
        let view = StaleView {
            earlier: self.projects.get(project).cloned().unwrap_or_default(),
            remaining_lists: lists,
        };
        self.stale.insert(project.to_owned(), view);
    }

    /// Makes the next lists of a project's metadata show its current one, regardless of later changes.
    pub(crate) fn hide_metadata_changes(&mut self, project: &str, lists: u32) {
        let view = StaleView {
            earlier: self.metadata(project).metadata.clone(),
            remaining_lists: lists,
        };
        self.stale_metadata.insert(project.to_owned(), view);
    }

    /// Returns the metadata in a list, which may be stale.
    pub(crate) fn list_metadata<'a>(&'a mut self, project: &'a str) -> &'a ProjectMetadata {
        count_list(&mut self.stale_metadata, project);
        if self.stale_metadata.contains_key(project) {
            return &self.stale_metadata[project].earlier;
        }
        self.metadata(project).metadata
    }

    /// Returns the stored metadata of a project, after the discovery that is due.
    pub(crate) fn metadata<'a>(&'a mut self, project: &'a str) -> MetadataView<'a> {
        let mut view = MetadataView {
            project,
            tables: self.projects.get(project).map_or(&[], Vec::as_slice),
            metadata: self.metadata.entry(project.to_owned()).or_default(),
            behavior: self.behavior,
        };
        view.settle();
        view
    }

    /// Returns the names of the tables in a list, which may be stale.
    pub(crate) fn list_tables(&mut self, project: &str) -> impl Iterator<Item = &str> {
        self.next_list(project)
            .iter()
            .map(|table| table.name.as_str())
    }

    /// Returns the columns of a table in a list, which may be stale.
    pub(crate) fn list_columns(
        &mut self,
        project: &str,
        name: &str,
    ) -> Result<&[Column], ServiceError> {
        let behavior = self.behavior;
        behavior
            .columns(self.next_list(project), name)
            .ok_or_else(|| ServiceError::NoSuchTable(name.to_owned()))
    }

    /// Returns the names of the stored tables.
    pub(crate) fn stored_table_names(&self, project: &str) -> impl Iterator<Item = &str> {
        self.stored_tables(project)
            .iter()
            .map(|table| table.name.as_str())
    }

    /// Returns the stored columns of a table.
    pub(crate) fn stored_columns(&self, project: &str, name: &str) -> Option<&[Column]> {
        self.behavior.columns(self.stored_tables(project), name)
    }

    /// Returns the stored tables.
    pub(crate) fn stored_tables(&self, project: &str) -> &[Table] {
        self.projects.get(project).map_or(&[], Vec::as_slice)
    }

    /// Returns the tables that the next list shows, and counts that list.
    fn next_list(&mut self, project: &str) -> &[Table] {
        count_list(&mut self.stale, project);
        match self.stale.get(project) {
            Some(view) => &view.earlier,
            None => self.stored_tables(project),
        }
    }

    /// Creates a table, and returns its stored name.
    pub(crate) fn create_table(
        &mut self,
        project: &str,
        name: &str,
    ) -> Result<String, ServiceError> {
        let stored = self.behavior.stored_name(name)?;
        let tables = self.projects.entry(project.to_owned()).or_default();
        if tables.iter().all(|table| table.name != stored) {
            tables.push(Table::new(stored.clone(), self.behavior.rules));
            // The columns of a deleted table are never shown as those of its successor.
            if let Some(view) = self.stale.get_mut(project) {
                view.earlier.retain(|table| table.name != stored);
            }
        } else if !self.behavior.rules.returns_existing_table {
            return Err(ServiceError::TableExists(stored));
        }
        Ok(stored)
    }

    /// Stores a table whose name is unique.
    pub(crate) fn insert_table(&mut self, project: &str, table: Table) {
        self.projects
            .entry(project.to_owned())
            .or_default()
            .push(table);
    }

    pub(crate) fn delete_table(&mut self, project: &str, name: &str) -> Result<(), ServiceError> {
        let (tables, index) = self.find(project, name)?;
        tables.remove(index);
        self.prune_relations(project);
        Ok(())
    }

    /// Inserts all of the rows or none.
    pub(crate) fn insert_rows(
        &mut self,
        project: &str,
        table: &str,
        rows: &[Json],
    ) -> Result<(), ServiceError> {
        let behavior = self.behavior;
        self.table(project, table)?.insert_rows(rows, behavior)
    }

    /// Adds all of the columns or none, and returns them as the response shows them.
    pub(crate) fn add_columns(
        &mut self,
        project: &str,
        table: &str,
        requests: Vec<ColumnRequest>,
    ) -> Result<Vec<Column>, ServiceError> {
        let behavior = self.behavior;
        self.table(project, table)?.add(requests, behavior)
    }

    /// Updates a column if the profile applies updates, and returns it as the response shows it.
    pub(crate) fn update_column(
        &mut self,
        project: &str,
        table: &str,
        column: &str,
        request: ColumnRequest,
    ) -> Result<Column, ServiceError> {
        let behavior = self.behavior;
        let updated = self
            .table(project, table)?
            .update(column, request, behavior)?;
        // The update may have renamed the column.
        self.prune_relations(project);
        Ok(updated)
    }

    pub(crate) fn delete_column(
        &mut self,
        project: &str,
        table: &str,
        column: &str,
    ) -> Result<(), ServiceError> {
        let behavior = self.behavior;
        self.table(project, table)?.delete(column, behavior)?;
        self.prune_relations(project);
        Ok(())
    }

    fn prune_relations(&mut self, project: &str) {
        if let Some(metadata) = self.metadata.get_mut(project) {
            let tables = self.projects.get(project).map_or(&[][..], Vec::as_slice);
            metadata.prune_relations(tables);
        }
    }

    fn table(&mut self, project: &str, name: &str) -> Result<&mut Table, ServiceError> {
        let (tables, index) = self.find(project, name)?;
        Ok(&mut tables[index])
    }

    /// Returns the tables of a project, and the position of the one that a name in a path refers to.
    fn find(
        &mut self,
        project: &str,
        name: &str,
    ) -> Result<(&mut Vec<Table>, usize), ServiceError> {
        let behavior = self.behavior;
        self.projects
            .get_mut(project)
            .and_then(|tables| {
                let index = behavior.table_position(tables, name)?;
                Some((tables, index))
            })
            .ok_or_else(|| ServiceError::NoSuchTable(name.to_owned()))
    }
}

/// Counts a list, and removes the earlier state once no further list shows it.
fn count_list<T>(stale: &mut BTreeMap<String, StaleView<T>>, project: &str) {
    if let Some(view) = stale.get_mut(project) {
        match view.remaining_lists.checked_sub(1) {
            Some(remaining) => view.remaining_lists = remaining,
            None => drop(stale.remove(project)),
        }
    }
}

impl Behavior {
    /// Returns the position of the table that a name in a path refers to.
    fn table_position(self, tables: &[Table], name: &str) -> Option<usize> {
        self.position(name, tables.iter().map(|table| table.name.as_str()))
    }

    /// Returns the columns of the table that a name in a path refers to.
    fn columns<'a>(self, tables: &'a [Table], name: &str) -> Option<&'a [Column]> {
        self.table_position(tables, name)
            .map(|index| tables[index].columns())
    }
}
