//! Executes queries over the stored rows.

use serde_json::Value as Json;

use super::data_type::DataType;
use super::error::ServiceError;
use super::query_result::{QueryFormat, result_body};
use super::rules::Behavior;
use super::sql::{Relation, RelationColumn, TableName, Tables, Value, execute, is_same_name};
use super::success_body::{CATALOG, SCHEMA};
use super::table::Table;

/// Executes the query in a request, and returns the JSON of its result.
///
/// `query_string` is that of the request's URL.
pub(crate) fn execute_query(
    tables: &[Table],
    behavior: Behavior,
    query_string: Option<&str>,
    body: &Json,
) -> Result<String, ServiceError> {
    let format = QueryFormat::from_query_string(query_string)?;
    let (statement, bindings) = read_body(body)?;
    let tables = StoredTables(tables);
    let result = execute(statement, &bindings, &tables)
        .map_err(|error| ServiceError::InvalidStatement(error.to_string()))?;
    let is_too_large = result.rows.len() > behavior.max_result_rows;
    let mut result = result_body(format, behavior, &result);
    if is_too_large {
        // Such a body was observed to be unreadable, but what it contains was not observed. It is cut in half.
        let mut half = result.len() / 2;
        while !result.is_char_boundary(half) {
            half -= 1;
        }
        result.truncate(half);
    }
    Ok(result)
}

/// The tables of a project, as queries see them.
struct StoredTables<'a>(&'a [Table]);

impl Tables for StoredTables<'_> {
    fn table(&self, name: &TableName) -> Option<Relation> {
        let is_named = |table: &&Table| {
            name.catalog.eq_ignore_ascii_case(CATALOG)
                && name.schema.eq_ignore_ascii_case(SCHEMA)
                && is_same_name(&table.name, &name.table)
        };
        let exact = |table: &&Table| is_named(table) && table.name == name.table;
        let tables = self.0.iter();
        let table = tables
            .clone()
            .find(exact)
            .or_else(|| tables.clone().find(is_named))?;
        let columns = table.columns().iter().map(|column| RelationColumn {
            qualifier: Some(table.name.clone()),
            name: column.name.clone(),
            value_type: Some(column.data_type.into()),
            table: Some(table.name.clone()),
        });
        let rows = table.rows().map(|row| {
            let values = table.columns().iter().map(|column| {
                let text = row.get(&column.id).cloned();
                Value::new(column.data_type, text)
            });
            values.collect()
        });
        Some(Relation {
            columns: columns.collect(),
            rows: rows.collect(),
        })
    }

    fn names(&self) -> Vec<TableName> {
        let names = self.0.iter().map(|table| TableName {
            catalog: CATALOG.to_owned(),
            schema: SCHEMA.to_owned(),
            table: table.name.clone(),
        });
        names.collect()
    }
}

/// Returns the statement and the bindings in a body.
fn read_body(body: &Json) -> Result<(&str, Vec<Value>), ServiceError> {
    let invalid = |message: &str| ServiceError::InvalidQuery(message.to_owned());
    let statement = body["statement"]
        .as_str()
        .ok_or_else(|| invalid("the emulator executes only a statement, not a saved query"))?;
    // The documented schema has `bindings`, and the documented example `bindArgs`.
    let bindings = match (&body["bindings"], &body["bindArgs"]) {
        (Json::Null, Json::Null) => return Ok((statement, Vec::new())),
        (Json::Array(bindings), _) | (Json::Null, Json::Array(bindings)) => bindings,
        _ => return Err(invalid("bindings must be an array of strings")),
    };
    let bindings = bindings.iter().map(|binding| match binding {
        Json::Null => Ok(Value::new(DataType::Varchar, None)),
        Json::String(text) => Ok(Value::new(DataType::Varchar, Some(text.clone()))),
        _ => Err(invalid("bindings must be an array of strings")),
    });
    Ok((statement, bindings.collect::<Result<_, _>>()?))
}
