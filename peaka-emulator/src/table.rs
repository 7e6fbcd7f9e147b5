//! One table and its columns.

use std::collections::HashSet;

use crate::choices::Echo;
use crate::data_type::DataType;
use crate::profile::Behaviour;
use crate::refusal::Refusal;
use crate::request::ColumnRequest;

/// A table. No two of its columns have the same name.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    columns: Vec<Column>,
    /// Ids are not given twice, so that a column which comes back is seen to be another one.
    last_id: u64,
}

/// A column as it is stored, or as an answer claims that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) display_name: String,
    pub(crate) default: Option<String>,
    pub(crate) not_null: bool,
    pub(crate) unique: bool,
    system: bool,
}

/// The id of a column in an answer that shows the request instead of the store.
const NOT_STORED: &str = "-1";

impl Table {
    /// A table with the system's columns and no others.
    pub(crate) fn new(name: String, behaviour: Behaviour) -> Self {
        let mut table = Self {
            name,
            columns: Vec::new(),
            last_id: 0,
        };
        for &(name, data_type) in behaviour.rules.system_columns {
            let id = table.next_id();
            table.columns.push(Column::system(id, name, data_type));
        }
        table
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub(crate) fn add(
        &mut self,
        requests: Vec<ColumnRequest>,
        behaviour: Behaviour,
    ) -> Result<Vec<Column>, Refusal> {
        let mut taken: HashSet<String> = self
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        for request in &requests {
            let name = behaviour.stored_name(&request.name)?;
            if !taken.insert(name.clone()) {
                return Err(self.column_exists(name));
            }
        }
        // Nothing fails from here on, so that either all of the columns are added or none.
        let mut shown = Vec::new();
        for request in requests {
            let requested = Column::requested(request);
            let stored = requested.clone().stored(self.next_id(), behaviour);
            self.columns.push(stored.clone());
            shown.push(match behaviour.echo {
                Echo::Requested => requested,
                Echo::Stored => stored,
            });
        }
        Ok(shown)
    }

    pub(crate) fn update(
        &mut self,
        name: &str,
        request: ColumnRequest,
        behaviour: Behaviour,
    ) -> Result<Column, Refusal> {
        let at = self.position(name, behaviour)?;
        let new_name = behaviour.stored_name(&request.name)?;
        let requested = Column::requested(request);
        if !behaviour.rules.updates_store {
            return Ok(requested);
        }
        let mut others = self
            .columns
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at);
        if others.any(|(_, other)| other.name == new_name) {
            return Err(self.column_exists(new_name));
        }
        let updated = &mut self.columns[at];
        *updated = requested.stored(updated.id.clone(), behaviour);
        Ok(updated.clone())
    }

    pub(crate) fn delete(&mut self, name: &str, behaviour: Behaviour) -> Result<(), Refusal> {
        let at = self.position(name, behaviour)?;
        self.columns.remove(at);
        Ok(())
    }

    /// Where the column is that a path names, provided that it is a user's.
    fn position(&self, name: &str, behaviour: Behaviour) -> Result<usize, Refusal> {
        let stored = self.columns.iter().map(|column| column.name.as_str());
        match behaviour.position(name, stored) {
            Some(at) if self.columns[at].system => {
                Err(Refusal::SystemColumn(self.columns[at].name.clone()))
            }
            Some(at) => Ok(at),
            None => Err(Refusal::NoSuchColumn {
                table: self.name.clone(),
                column: name.to_owned(),
            }),
        }
    }

    fn column_exists(&self, column: String) -> Refusal {
        let table = self.name.clone();
        Refusal::ColumnExists { table, column }
    }

    fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }
}

impl Column {
    fn system(id: String, name: &str, data_type: DataType) -> Self {
        Self {
            id,
            name: name.to_owned(),
            data_type,
            display_name: name.to_owned(),
            default: None,
            not_null: false,
            unique: false,
            system: true,
        }
    }

    /// The column as it was asked for.
    fn requested(request: ColumnRequest) -> Self {
        Self {
            id: NOT_STORED.to_owned(),
            display_name: request.display_name.unwrap_or_else(|| request.name.clone()),
            name: request.name,
            data_type: request.data_type,
            default: request.default,
            not_null: request.not_null,
            unique: request.unique,
            system: false,
        }
    }

    /// What is kept of it.
    fn stored(self, id: String, behaviour: Behaviour) -> Self {
        let rules = behaviour.rules;
        let name = (rules.stored_name)(&self.name);
        Self {
            id,
            display_name: if rules.keeps_display_names {
                self.display_name
            } else {
                name.clone()
            },
            name,
            not_null: self.not_null && rules.keeps_flags,
            unique: self.unique && rules.keeps_flags,
            ..self
        }
    }
}
