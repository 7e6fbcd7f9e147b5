//! Executes queries over the stored rows.

use serde_json::Value as Json;

use super::data_type::DataType;
use super::error::ServiceError;
use super::query_result::{QueryFormat, result_body};
use super::rules::Behavior;
use super::sql::{SqlError, Value, evaluate, parse};
use super::success_body::{CATALOG, SCHEMA};
use super::table::Table;

/// Executes the query in a request, and returns the JSON of its result.
///
/// `query` is the query string of the request's URL.
pub(crate) fn execute_query(
    tables: &[Table],
    behavior: Behavior,
    query: Option<&str>,
    body: &Json,
) -> Result<String, ServiceError> {
    let format = QueryFormat::in_query(query)?;
    let (statement, bindings) = read_body(body)?;
    let invalid = |error: SqlError| ServiceError::InvalidStatement(error.to_string());
    let select = parse(statement, &bindings).map_err(invalid)?;
    let name = &select.table;
    let is_named = |table: &&Table| {
        name.catalog.eq_ignore_ascii_case(CATALOG)
            && name.schema.eq_ignore_ascii_case(SCHEMA)
            && table.name.to_lowercase() == name.table.to_lowercase()
    };
    let exact = |table: &&Table| is_named(table) && table.name == name.table;
    let table = tables.iter().find(exact);
    let Some(table) = table.or_else(|| tables.iter().find(is_named)) else {
        let message = format!("Table '{}' does not exist", select.table);
        return Err(ServiceError::InvalidStatement(message));
    };
    let columns: Vec<_> = table
        .columns()
        .iter()
        .map(|column| (column.name.as_str(), column.data_type))
        .collect();
    let rows = table.rows().map(|row| {
        let values = table.columns().iter().map(|column| {
            let text = row.get(&column.id).cloned();
            Value::new(column.data_type, text)
        });
        values.collect()
    });
    let (columns, rows) = evaluate(&select, &columns, rows.collect()).map_err(invalid)?;
    let is_too_large = rows.len() > behavior.max_result_rows;
    let mut result = result_body(format, behavior, &table.name, &columns, &rows);
    if is_too_large {
        // It was measured that the body cannot be read, but not what it contains.
        let half = result.floor_char_boundary(result.len() / 2);
        result.truncate(half);
    }
    Ok(result)
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
