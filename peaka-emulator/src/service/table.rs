//! A table and its columns.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json};

use super::column_request::ColumnRequest;
use super::data_type::DataType;
use super::error::ServiceError;
use super::profile::Echo;
use super::rounding::rounded;
use super::rules::{Behavior, Rules};

/// A table. The names of its columns are unique.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Ids are never reused, so that a column that was deleted and added again can be told apart.
    last_id: u64,
}

/// The values of a row by the id of their column, as they are stored. A NULL has no entry.
pub(crate) type Row = BTreeMap<String, String>;

/// A column as it is stored, or as it is shown in a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    /// The name of the type in lists, if it is not that of the profile.
    pub(crate) listed_type: Option<String>,
    pub(crate) display_name: String,
    pub(crate) default: Option<String>,
    pub(crate) is_not_null: bool,
    pub(crate) is_unique: bool,
    pub(super) is_system: bool,
}

/// The id of a column in a response that shows the request instead of the stored column.
const UNSTORED_ID: &str = "-1";

impl Table {
    /// Creates a table that has only the system columns.
    pub(crate) fn new(name: String, rules: &Rules) -> Self {
        let mut table = Self {
            name,
            columns: Vec::new(),
            rows: Vec::new(),
            last_id: 0,
        };
        for &(name, data_type) in rules.system_columns {
            let id = table.next_id();
            table.columns.push(Column::new_system(id, name, data_type));
        }
        table
    }

    /// Adds a column as it is. Its name must be unique.
    #[cfg(feature = "program")]
    pub(super) fn load(&mut self, column: Column) {
        let id = self.next_id();
        self.columns.push(Column { id, ..column });
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// Inserts all of the rows or none. A row is an object of values by column name.
    pub(crate) fn insert_rows(
        &mut self,
        rows: &[Json],
        behavior: Behavior,
    ) -> Result<(), ServiceError> {
        let mut inserted = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let fields = row.as_object().ok_or_else(|| {
                ServiceError::InvalidRow(format!("row {}: expected an object", index + 1))
            })?;
            let row = self.read_row(fields, index, behavior)?;
            inserted.push(row);
        }
        self.rows.append(&mut inserted);
        Ok(())
    }

    /// Reads one row to insert. `index` numbers the row in errors and in `_id`.
    fn read_row(
        &self,
        fields: &Map<String, Json>,
        index: usize,
        behavior: Behavior,
    ) -> Result<Row, ServiceError> {
        let names = self.columns.iter().map(|column| column.name.as_str());
        let mut row = Row::new();
        let mut given = HashSet::new();
        for (name, value) in fields {
            let column = behavior
                .position(name, names.clone())
                .map(|position| &self.columns[position])
                .ok_or_else(|| ServiceError::NoSuchColumn {
                    table: self.name.clone(),
                    column: name.clone(),
                })?;
            let text = column.data_type.stored_json(value).map_err(|()| {
                let data_type = column.data_type.name();
                ServiceError::InvalidRow(format!(
                    "row {}, column '{name}': {value} is not a valid {data_type}",
                    index + 1
                ))
            })?;
            given.insert(&column.id);
            row.extend(text.map(|text| (column.id.clone(), text)));
        }
        Ok(self.completed(row, &given, index))
    }

    /// Adds the values of columns that are not given: their defaults, and made-up values of some system columns.
    ///
    /// `index` numbers the row in `_id`.
    pub(super) fn completed(&self, mut row: Row, given: &HashSet<&String>, index: usize) -> Row {
        let number = (self.rows.len() + index + 1).to_string();
        for column in self
            .columns
            .iter()
            .filter(|column| !given.contains(&column.id))
        {
            let value = match column.name.as_str() {
                "_id" if column.is_system => Some(number.clone()),
                "_version" if column.is_system => Some("1".to_owned()),
                "_created_time" | "_last_modified_time" if column.is_system => {
                    Some("2026-08-01 00:00:00.000000".to_owned())
                }
                _ => {
                    let default = column.default.as_ref();
                    default.and_then(|default| column.data_type.stored_text(default))
                }
            };
            row.extend(value.map(|value| (column.id.clone(), value)));
        }
        row
    }

    /// Appends rows as they are.
    #[cfg(feature = "program")]
    pub(super) fn append(&mut self, mut rows: Vec<Row>) {
        self.rows.append(&mut rows);
    }

    pub(crate) fn add(
        &mut self,
        requests: Vec<ColumnRequest>,
        behavior: Behavior,
    ) -> Result<Vec<Column>, ServiceError> {
        let mut names: HashSet<String> = self
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        for request in &requests {
            let name = behavior.stored_name(&request.name)?;
            if !names.insert(name.clone()) {
                return Err(self.column_exists(name));
            }
        }
        // Nothing below can fail, so either all columns are added or none.
        let mut echoed = Vec::new();
        for request in requests {
            let requested = Column::from_request(request);
            let stored = requested.clone().into_stored(self.next_id(), behavior);
            self.columns.push(stored.clone());
            echoed.push(match behavior.echo {
                Echo::Requested => requested,
                Echo::Stored => stored,
            });
        }
        Ok(echoed)
    }

    pub(crate) fn update(
        &mut self,
        name: &str,
        request: ColumnRequest,
        behavior: Behavior,
    ) -> Result<Column, ServiceError> {
        let index = self.position(name, behavior)?;
        let new_name = behavior.stored_name(&request.name)?;
        let requested = Column::from_request(request);
        if !behavior.rules.applies_updates {
            return Ok(requested);
        }
        let mut others = self
            .columns
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index);
        if others.any(|(_, other)| other.name == new_name) {
            return Err(self.column_exists(new_name));
        }
        let updated = &mut self.columns[index];
        *updated = requested.into_stored(updated.id.clone(), behavior);
        Ok(updated.clone())
    }

    pub(crate) fn delete(&mut self, name: &str, behavior: Behavior) -> Result<(), ServiceError> {
        let index = self.position(name, behavior)?;
        self.columns.remove(index);
        Ok(())
    }

    /// Returns the position of the column that a name in a path refers to. Fails for a system column.
    fn position(&self, name: &str, behavior: Behavior) -> Result<usize, ServiceError> {
        let stored = self.columns.iter().map(|column| column.name.as_str());
        match behavior.position(name, stored) {
            Some(index) if self.columns[index].is_system => {
                Err(ServiceError::SystemColumn(self.columns[index].name.clone()))
            }
            Some(index) => Ok(index),
            None => Err(ServiceError::NoSuchColumn {
                table: self.name.clone(),
                column: name.to_owned(),
            }),
        }
    }

    fn column_exists(&self, column: String) -> ServiceError {
        let table = self.name.clone();
        ServiceError::ColumnExists { table, column }
    }

    fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }
}

impl Column {
    fn new_system(id: String, name: &str, data_type: DataType) -> Self {
        Self {
            id,
            name: name.to_owned(),
            data_type,
            listed_type: None,
            display_name: name.to_owned(),
            default: None,
            is_not_null: false,
            is_unique: false,
            is_system: true,
        }
    }

    /// Returns the column as it was requested.
    fn from_request(request: ColumnRequest) -> Self {
        Self {
            id: UNSTORED_ID.to_owned(),
            display_name: request.display_name.unwrap_or_else(|| request.name.clone()),
            name: request.name,
            data_type: request.data_type,
            listed_type: None,
            default: request.default,
            is_not_null: request.is_not_null,
            is_unique: request.is_unique,
            is_system: false,
        }
    }

    /// Returns the column as it is stored.
    fn into_stored(self, id: String, behavior: Behavior) -> Self {
        let rules = behavior.rules;
        let name = (rules.stored_name)(&self.name);
        Self {
            id,
            display_name: if rules.stores_display_names {
                self.display_name
            } else {
                name.clone()
            },
            name,
            default: self.default.map(|default| rounded(self.data_type, default)),
            is_not_null: self.is_not_null && rules.stores_flags,
            is_unique: self.is_unique && rules.stores_flags,
            ..self
        }
    }
}
