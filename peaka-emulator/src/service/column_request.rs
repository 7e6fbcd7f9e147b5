//! Reads columns from request bodies.

use serde_json::{Map, Value};

use super::data_type::DataType;
use super::error::ServiceError;
use super::json_number::number_text;
use super::rounding::is_too_large;

/// A validated request for a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnRequest {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) display_name: Option<String>,
    /// The default as text, whatever JSON type it was sent as. Every response contains it as text.
    pub(crate) default: Option<String>,
    pub(crate) is_not_null: bool,
    pub(crate) is_unique: bool,
}

impl ColumnRequest {
    /// Reads the body of a request to add columns.
    ///
    /// The API reference declares the body as one column, but shows a list in its example. Both are accepted.
    pub(crate) fn read_all(body: &Value) -> Result<Vec<Self>, ServiceError> {
        match body {
            Value::Array(columns) => columns.iter().map(Self::read).collect(),
            column => Self::read(column).map(|column| vec![column]),
        }
    }

    /// Reads one column. Unknown fields are ignored.
    pub(crate) fn read(body: &Value) -> Result<Self, ServiceError> {
        let Value::Object(fields) = body else {
            return Err(ServiceError::InvalidColumn(
                "a column must be a JSON object".into(),
            ));
        };
        let data_type = text(fields, "dataType")?.ok_or(ServiceError::MissingDataType)?;
        let data_type = DataType::from_name(data_type)
            .ok_or_else(|| ServiceError::UnknownDataType(data_type.into()))?;
        let name = text(fields, "name")?.ok_or_else(|| missing("name"))?;
        let default = default(fields)?;
        let is_invalid = |text: &&String| !data_type.accepts(text) || is_too_large(data_type, text);
        if let Some(text) = default.as_ref().filter(is_invalid) {
            let text = text.clone();
            return Err(ServiceError::InvalidDefault { data_type, text });
        }
        Ok(Self {
            name: name.to_owned(),
            data_type,
            display_name: text(fields, "displayName")?.map(str::to_owned),
            default,
            is_not_null: flag(fields, "isNotNull")?,
            is_unique: flag(fields, "isUnique")?,
        })
    }
}

fn text<'a>(fields: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, ServiceError> {
    match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong_type(field, "a string")),
    }
}

fn flag(fields: &Map<String, Value>, field: &str) -> Result<bool, ServiceError> {
    match fields.get(field) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(wrong_type(field, "a boolean")),
    }
}

fn default(fields: &Map<String, Value>) -> Result<Option<String>, ServiceError> {
    match fields.get("defaultValue") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => match number_text(number) {
            Some(text) => Ok(Some(text)),
            None => Err(wrong_type(
                "defaultValue",
                "a number in the range of a double",
            )),
        },
        Some(Value::Bool(flag)) => Ok(Some(flag.to_string())),
        Some(_) => Err(wrong_type(
            "defaultValue",
            "a string, a number or a boolean",
        )),
    }
}

fn missing(field: &str) -> ServiceError {
    ServiceError::InvalidColumn(format!("{field} is missing"))
}

fn wrong_type(field: &str, expected: &str) -> ServiceError {
    ServiceError::InvalidColumn(format!("{field} must be {expected}"))
}
