//! Columns with rows: tables, and the results of queries.

use std::fmt;

use sqlparser::ast::{Ident, ObjectName, Spanned, TableAlias};

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

    /// Returns whether the table of the column has this name or alias.
    pub(crate) fn is_of(&self, table: &str) -> bool {
        let qualifier = self.qualifier.as_ref();
        qualifier.is_some_and(|qualifier| is_same_name(qualifier, table))
    }
}

impl Relation {
    /// Returns the relation under an alias, which may have other names for its columns.
    pub(crate) fn aliased(self, alias: &TableAlias) -> Result<Self, SqlError> {
        let names = alias.columns.iter().map(|column| column.name.clone());
        self.named(&alias.name, &names.collect::<Vec<_>>())
    }

    /// Returns the relation under a name, and with other names for its columns if there are any.
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
    fn of(name: &ObjectName) -> Result<Self, SqlError> {
        let location = name.span().start;
        let parts =
            name_parts(name).ok_or_else(|| SqlError::unsupported(name, "functions as tables"))?;
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

/// Returns the table with this name.
pub(crate) fn find_table(tables: &dyn Tables, name: &ObjectName) -> Result<Relation, SqlError> {
    let name = TableName::of(name)?;
    let missing = || SqlError::new(format!("Table '{name}' does not exist"));
    tables.table(&name).ok_or_else(missing)
}

/// Returns the parts of a name, or `None` if one of them is a function.
pub(crate) fn name_parts(name: &ObjectName) -> Option<Vec<String>> {
    let parts = name.0.iter();
    parts.map(|part| part.as_ident().map(identifier)).collect()
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
