//! Executes SHOW and DESCRIBE.

use std::collections::BTreeSet;

use sqlparser::ast::{ObjectName, ShowStatementOptions, Spanned, Statement};

use super::error::SqlError;
use super::relation::{Relation, RelationColumn, Tables, find_table, is_same_name, name_parts};
use super::value::Value;
use super::value_type::{ValueType, type_name};

pub(crate) fn show(statement: &Statement, tables: &dyn Tables) -> Result<Relation, SqlError> {
    let names = tables.names();
    match statement {
        Statement::ShowCatalogs { show_options, .. } if parent(show_options)?.is_none() => {
            let catalogs = names.into_iter().map(|name| name.catalog);
            Ok(list("Catalog", catalogs.collect()))
        }
        Statement::ShowSchemas { show_options, .. } => {
            let path = path(show_options)?;
            let [catalog] = path.as_slice() else {
                return Err(SqlError::new(
                    "Catalog must be specified when session catalog is not set",
                ));
            };
            let schemas = names
                .into_iter()
                .filter(|name| is_same_name(&name.catalog, catalog));
            Ok(list("Schema", schemas.map(|name| name.schema).collect()))
        }
        Statement::ShowTables { show_options, .. } => {
            let path = path(show_options)?;
            let [catalog, schema] = path.as_slice() else {
                return Err(SqlError::new(
                    "Schema must be specified when session schema is not set",
                ));
            };
            let tables = names.into_iter().filter(|name| {
                is_same_name(&name.catalog, catalog) && is_same_name(&name.schema, schema)
            });
            Ok(list("Table", tables.map(|name| name.table).collect()))
        }
        Statement::ShowColumns { show_options, .. } => match parent(show_options)? {
            Some(table) => columns(table, tables),
            None => Err(SqlError::new(
                "mismatched input '<EOF>'. Expecting: 'FROM', 'IN'",
            )),
        },
        Statement::ExplainTable { table_name, .. } => columns(table_name, tables),
        other => {
            let text = other.to_string();
            let words: Vec<_> = text.split(' ').take(2).collect();
            Err(SqlError::unsupported_feature(words.join(" ")))
        }
    }
}

/// Returns what a statement shows the content of, if it has no other clause.
fn parent(options: &ShowStatementOptions) -> Result<Option<&ObjectName>, SqlError> {
    let has_other = options.starts_with.is_some()
        || options.limit.is_some()
        || options.limit_from.is_some()
        || options.filter_position.is_some();
    if has_other {
        return Err(SqlError::unsupported_feature("SHOW with LIKE"));
    }
    let shown = options.show_in.as_ref();
    Ok(shown.and_then(|shown| shown.parent_name.as_ref()))
}

fn path(options: &ShowStatementOptions) -> Result<Vec<String>, SqlError> {
    let Some(name) = parent(options)? else {
        return Ok(Vec::new());
    };
    name_parts(name).ok_or_else(|| SqlError::at(name.span().start, "mismatched input '('"))
}

fn list(column: &str, names: BTreeSet<String>) -> Relation {
    table(&[column], names.into_iter().map(|name| vec![name]))
}

fn columns(name: &ObjectName, tables: &dyn Tables) -> Result<Relation, SqlError> {
    let columns = find_table(tables, name)?.columns.into_iter();
    let rows = columns.map(|column| {
        let value_type = type_name(column.value_type).to_owned();
        vec![column.name, value_type, String::new(), String::new()]
    });
    Ok(table(&["Column", "Type", "Extra", "Comment"], rows))
}

fn table(names: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Relation {
    let column = |name: &&str| RelationColumn::computed(*name, Some(ValueType::VARCHAR));
    let value = |text| Value::new(ValueType::VARCHAR, Some(text));
    Relation {
        columns: names.iter().map(column).collect(),
        rows: rows
            .map(|row| row.into_iter().map(value).collect())
            .collect(),
    }
}
