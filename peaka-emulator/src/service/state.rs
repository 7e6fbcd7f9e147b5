//! The projects and their tables in memory.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::column_request::ColumnRequest;
use super::error::ServiceError;
use super::rules::Behavior;
use super::table::{Column, Table};

/// The tables of every project, in the order of their creation. A project that was never used has no tables.
pub(crate) struct State {
    behavior: Behavior,
    projects: BTreeMap<String, Vec<Table>>,
    /// The projects whose next lists are stale.
    stale: BTreeMap<String, StaleView>,
}

/// The earlier tables that lists show instead of the stored ones.
struct StaleView {
    tables: Vec<Table>,
    /// The number of further lists that show them.
    remaining_lists: u32,
}

impl State {
    pub(crate) fn new(behavior: Behavior) -> Self {
        Self {
            behavior,
            projects: BTreeMap::new(),
            stale: BTreeMap::new(),
        }
    }

    /// Makes the next lists of a project show its current tables, regardless of later changes.
    pub(crate) fn hide_changes(&mut self, project: &str, lists: u32) {
        let view = StaleView {
            tables: self.projects.get(project).cloned().unwrap_or_default(),
            remaining_lists: lists,
        };
        self.stale.insert(project.to_owned(), view);
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
        if let Some(view) = self.stale.get_mut(project) {
            match view.remaining_lists.checked_sub(1) {
                Some(remaining) => view.remaining_lists = remaining,
                None => drop(self.stale.remove(project)),
            }
        }
        match self.stale.get(project) {
            Some(view) => &view.tables,
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
                view.tables.retain(|table| table.name != stored);
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
        self.table(project, table)?
            .update(column, request, behavior)
    }

    pub(crate) fn delete_column(
        &mut self,
        project: &str,
        table: &str,
        column: &str,
    ) -> Result<(), ServiceError> {
        let behavior = self.behavior;
        self.table(project, table)?.delete(column, behavior)
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
