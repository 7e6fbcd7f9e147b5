//! The JSON of a query's result.

use serde::de::IgnoredAny;
use serde_json::json;

use super::data_type::DataType;
use super::error::ServiceError;
use super::profile::{CellSpelling, TimestampSpelling};
use super::rules::Behavior;
use super::sql::{Relation, RelationColumn, Value, ValueType};
use super::success_body::{CATALOG, SCHEMA};

/// The shape of the rows in a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueryFormat {
    /// A row is an array of objects.
    CellTyped,
    /// A row is an object.
    Simple,
    /// A row is an array of values.
    Compact,
}

impl QueryFormat {
    /// Returns the format in the query string of a URL.
    pub(crate) fn from_query_string(query_string: Option<&str>) -> Result<Self, ServiceError> {
        let mut parameters = query_string.unwrap_or_default().split('&');
        match parameters.find_map(|parameter| parameter.strip_prefix("format=")) {
            None | Some("CELL_TYPED") => Ok(Self::CellTyped),
            Some("SIMPLE") => Ok(Self::Simple),
            Some("COMPACT") => Ok(Self::Compact),
            Some(other) => {
                let message = format!("unknown format '{other}'");
                Err(ServiceError::InvalidQuery(message))
            }
        }
    }
}

/// Returns the body of a response. It is not built with [`json!`], which could not hold all digits of a number.
pub(crate) fn result_body(format: QueryFormat, behavior: Behavior, result: &Relation) -> String {
    let Relation { columns, rows } = result;
    let metadata = columns.iter().map(|column| {
        let table = column.table.as_deref();
        let stored = |value| table.map(|_| value);
        json!({
            "catalogName": stored(CATALOG),
            "schemaName": stored(SCHEMA),
            "tableName": table,
            "columnName": column.name,
        })
    });
    let metadata = json!(metadata.collect::<Vec<_>>());
    let prefixes = columns.iter().enumerate();
    let prefixes: Vec<_> = prefixes
        .map(|(order, column)| cell_prefix(format, behavior, order, column))
        .collect();
    let suffix = match format {
        QueryFormat::CellTyped => "}",
        QueryFormat::Simple | QueryFormat::Compact => "",
    };
    let row = |values: &Vec<Value>| {
        let cells = prefixes.iter().zip(values);
        let cells =
            cells.map(|(prefix, value)| format!("{prefix}{}{suffix}", cell(value, behavior)));
        let cells = cells.collect::<Vec<_>>().join(",");
        match format {
            QueryFormat::Simple => format!("{{{cells}}}"),
            QueryFormat::CellTyped | QueryFormat::Compact => format!("[{cells}]"),
        }
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    format!(r#"{{"columns":{metadata},"data":[{}]}}"#, rows.join(","))
}

/// Returns the JSON before each value of a column.
fn cell_prefix(
    format: QueryFormat,
    behavior: Behavior,
    order: usize,
    column: &RelationColumn,
) -> String {
    let name = json!(column.name);
    match format {
        QueryFormat::Compact => String::new(),
        QueryFormat::Simple => format!("{name}:"),
        QueryFormat::CellTyped => {
            let data_type = json!(match column.value_type {
                Some(ValueType::Stored(data_type)) => (behavior.rules.type_name)(data_type),
                Some(ValueType::Double) => "double",
                None => "unknown",
            });
            format!(
                r#"{{"name":{name},"displayName":{name},"dataType":{data_type},"order":{order},"value":"#
            )
        }
    }
}

fn cell(value: &Value, behavior: Behavior) -> String {
    let Some(text) = &value.text else {
        return "null".to_owned();
    };
    let is_json = match value.value_type {
        Some(ValueType::BIGINT | ValueType::BOOLEAN) => true,
        Some(ValueType::DECIMAL) => is_json_number(text),
        Some(ValueType::Double) => text.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    };
    if is_json && behavior.cells == CellSpelling::Numbers {
        return text.clone();
    }
    let text = match behavior.timestamps {
        TimestampSpelling::Utc if is_timestamp(value) => format!("{text} UTC"),
        TimestampSpelling::Iso if is_timestamp(value) => format!("{}Z", text.replace(' ', "T")),
        _ => text.clone(),
    };
    json!(text).to_string()
}

fn is_timestamp(value: &Value) -> bool {
    value.value_type == Some(DataType::Timestamp.into())
}

/// Returns whether a decimal is written as JSON requires it: `.5`, `5.` and `007` are not.
fn is_json_number(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}
