//! Columns with rows: tables, and the results of queries.

use std::fmt;

use sqlparser::ast::{Ident, ObjectName, Spanned};

use super::error::SqlError;
use super::value::Value;
use super::value_type::ValueType;

/// Columns, and rows with a value for each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relation {
    pub(crate) columns: Vec<RelationColumn>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// A column of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RelationColumn {
    /// The name or alias of its table.
    pub(crate) qualifier: Option<String>,
    pub(crate) name: String,
    pub(crate) value_type: Option<ValueType>,
    /// The table that stores the column; `None` if it is computed.
    pub(crate) table: Option<String>,
}

/// The full name of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableName {
    pub(crate) catalog: String,
    pub(crate) schema: String,
    pub(crate) table: String,
}

/// The tables that queries can read.
pub(crate) trait Tables: Sync {
    /// Returns a table. Its name is case-insensitive.
    fn table(&self, name: &TableName) -> Option<Relation>;

    /// Returns the names of all tables.
    fn names(&self) -> Vec<TableName>;
}

impl RelationColumn {
    /// Creates a column that is not one of a table.
    pub(crate) fn computed(name: impl Into<String>, value_type: Option<ValueType>) -> Self {
        Self {
            qualifier: None,
            name: name.into(),
            value_type,
            table: None,
        }
    }
}

impl Relation {
    /// Returns the relation under an alias, perhaps with other names for its columns.
    pub(crate) fn named(mut self, alias: &Ident, names: &[Ident]) -> Result<Self, SqlError> {
        if !names.is_empty() && names.len() != self.columns.len() {
            return Err(SqlError::at(
                alias.span.start,
                format_args!(
                    "Column alias list has {} entries but relation has {} columns",
                    names.len(),
                    self.columns.len()
                ),
            ));
        }
        let alias = identifier(alias);
        for column in &mut self.columns {
            column.qualifier = Some(alias.clone());
        }
        for (column, name) in self.columns.iter_mut().zip(names) {
            column.name = identifier(name);
        }
        Ok(self)
    }
}

impl TableName {
    pub(crate) fn of(name: &ObjectName) -> Result<Self, SqlError> {
        let location = name.span().start;
        let parts = name.0.iter().map(|part| part.as_ident().map(identifier));
        let parts = parts
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| SqlError::unsupported(name, "functions as tables"))?;
        match <[String; 3]>::try_from(parts) {
            Ok([catalog, schema, table]) => Ok(Self {
                catalog,
                schema,
                table,
            }),
            Err(parts) if parts.len() < 3 => Err(SqlError::at(
                location,
                "Schema must be specified when session schema is not set",
            )),
            Err(_) => Err(SqlError::at(location, "Too many parts in table name")),
        }
    }
}

/// Returns a name in lower case, unless it is quoted.
pub(crate) fn identifier(ident: &Ident) -> String {
    match ident.quote_style {
        Some(_) => ident.value.clone(),
        None => ident.value.to_lowercase(),
    }
}

/// Returns whether two names are the same in SQL.
pub(crate) fn is_same_name(left: &str, right: &str) -> bool {
    left == right || left.to_lowercase() == right.to_lowercase()
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            catalog,
            schema,
            table,
        } = self;
        write!(f, "{catalog}.{schema}.{table}")
    }
}
