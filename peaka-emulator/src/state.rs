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
    /// Projects whose next lists show what was before.
    hidden: BTreeMap<String, Hidden>,
}

/// What lists show instead of what is there.
struct Hidden {
    before: Vec<Table>,
    /// How many lists still do.
    lists: u32,
}

impl State {
    pub(crate) fn new(behaviour: Behaviour) -> Self {
        Self {
            behaviour,
            projects: BTreeMap::new(),
            hidden: BTreeMap::new(),
        }
    }

    /// Lets the next lists of a project show it as it is now, whatever is done to it.
    pub(crate) fn hide_changes(&mut self, project: &str, lists: u32) {
        let before = self.projects.get(project).cloned().unwrap_or_default();
        let hidden = Hidden { before, lists };
        self.hidden.insert(project.to_owned(), hidden);
    }

    /// The names of the tables, as a list shows them.
    pub(crate) fn list_tables(&mut self, project: &str) -> impl Iterator<Item = &str> {
        self.listed(project).iter().map(|table| table.name.as_str())
    }

    /// The columns of a table, as a list shows them.
    pub(crate) fn list_columns(&mut self, project: &str, name: &str) -> Result<&[Column], Refusal> {
        let behaviour = self.behaviour;
        behaviour
            .columns(self.listed(project), name)
            .ok_or_else(|| Refusal::NoSuchTable(name.to_owned()))
    }

    /// The names of the tables, as they are stored.
    pub(crate) fn stored_tables(&self, project: &str) -> impl Iterator<Item = &str> {
        self.stored(project).iter().map(|table| table.name.as_str())
    }

    /// The columns of a table, as they are stored.
    pub(crate) fn stored_columns(&self, project: &str, name: &str) -> Option<&[Column]> {
        self.behaviour.columns(self.stored(project), name)
    }

    fn stored(&self, project: &str) -> &[Table] {
        self.projects.get(project).map_or(&[], Vec::as_slice)
    }

    /// What a list shows of a project.
    fn listed(&mut self, project: &str) -> &[Table] {
        if let Some(hidden) = self.hidden.get_mut(project) {
            match hidden.lists.checked_sub(1) {
                Some(left) => hidden.lists = left,
                None => drop(self.hidden.remove(project)),
            }
        }
        match self.hidden.get(project) {
            Some(hidden) => &hidden.before,
            None => self.stored(project),
        }
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
        let behaviour = self.behaviour;
        self.projects
            .get_mut(project)
            .and_then(|tables| behaviour.table(tables, name).map(|at| (tables, at)))
            .ok_or_else(|| Refusal::NoSuchTable(name.to_owned()))
    }
}

impl Behaviour {
    /// Which of the tables a name in a path means.
    fn table(self, tables: &[Table], name: &str) -> Option<usize> {
        self.position(name, tables.iter().map(|table| table.name.as_str()))
    }

    /// The columns of the table that a name in a path means.
    fn columns<'a>(self, tables: &'a [Table], name: &str) -> Option<&'a [Column]> {
        self.table(tables, name).map(|at| tables[at].columns())
    }
}
