//! The projects and their tables, in memory. Pure: no socket, no clock, no JSON.

use std::collections::BTreeMap;

use crate::profile::Behaviour;
use crate::refusal::Refusal;
use crate::request::ColumnRequest;
use crate::table::{Column, Table};

/// Every project's tables, in the order of their creation. A project that nobody has used is an empty one.
pub(crate) struct State {
    behaviour: Behaviour,
    projects: BTreeMap<String, Vec<Table>>,
}

impl State {
    pub(crate) fn new(behaviour: Behaviour) -> Self {
        let projects = BTreeMap::new();
        Self {
            behaviour,
            projects,
        }
    }

    /// The names of the tables.
    pub(crate) fn tables(&self, project: &str) -> Vec<String> {
        let tables = self.projects.get(project).into_iter().flatten();
        tables.map(|table| table.name.clone()).collect()
    }

    /// Creates a table, and says the name under which it is stored.
    pub(crate) fn create_table(&mut self, project: &str, name: &str) -> Result<String, Refusal> {
        let stored = self.behaviour.stored_name(name)?;
        let tables = self.projects.entry(project.to_owned()).or_default();
        if tables.iter().all(|table| table.name != stored) {
            tables.push(Table::new(stored.clone(), self.behaviour));
        } else if !self.behaviour.rules.creates_again {
            return Err(Refusal::TableExists(stored));
        }
        Ok(stored)
    }

    pub(crate) fn delete_table(&mut self, project: &str, name: &str) -> Result<(), Refusal> {
        let (tables, at) = self.find(project, name)?;
        tables.remove(at);
        Ok(())
    }

    pub(crate) fn columns(&mut self, project: &str, table: &str) -> Result<&[Column], Refusal> {
        Ok(self.table(project, table)?.columns())
    }

    /// Adds all of the columns or none, and says what the answer shows of them.
    pub(crate) fn add_columns(
        &mut self,
        project: &str,
        table: &str,
        requests: Vec<ColumnRequest>,
    ) -> Result<Vec<Column>, Refusal> {
        let behaviour = self.behaviour;
        self.table(project, table)?.add(requests, behaviour)
    }

    /// Updates a column as far as the rules let it, and says what the answer shows of it.
    pub(crate) fn update_column(
        &mut self,
        project: &str,
        table: &str,
        column: &str,
        request: ColumnRequest,
    ) -> Result<Column, Refusal> {
        let behaviour = self.behaviour;
        self.table(project, table)?
            .update(column, request, behaviour)
    }

    pub(crate) fn delete_column(
        &mut self,
        project: &str,
        table: &str,
        column: &str,
    ) -> Result<(), Refusal> {
        let behaviour = self.behaviour;
        self.table(project, table)?.delete(column, behaviour)
    }

    fn table(&mut self, project: &str, name: &str) -> Result<&mut Table, Refusal> {
        let (tables, at) = self.find(project, name)?;
        Ok(&mut tables[at])
    }

    /// The project's tables, and which of them a name in a path means.
    fn find(&mut self, project: &str, name: &str) -> Result<(&mut Vec<Table>, usize), Refusal> {
        let find = |tables: &[Table]| {
            let stored = tables.iter().map(|table| table.name.as_str());
            self.behaviour.position(name, stored)
        };
        self.projects
            .get_mut(project)
            .and_then(|tables| find(tables).map(|at| (tables, at)))
            .ok_or_else(|| Refusal::NoSuchTable(name.to_owned()))
    }
}
