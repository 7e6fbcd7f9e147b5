//! Reading columns out of request bodies.

use serde_json::{Map, Value};

use crate::data_type::DataType;
use crate::refusal::Refusal;

/// A column as somebody asks for it, found sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnRequest {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) display_name: Option<String>,
    /// As text, whichever JSON type it was sent as: that is how every answer spells it.
    pub(crate) default: Option<String>,
    pub(crate) not_null: bool,
    pub(crate) unique: bool,
}

impl ColumnRequest {
    /// Reads the body of an Add. The description types it as one column and its example is a list, so both are read.
    pub(crate) fn read_all(body: &Value) -> Result<Vec<Self>, Refusal> {
        match body {
            Value::Array(columns) => columns.iter().map(Self::read).collect(),
            column => Self::read(column).map(|column| vec![column]),
        }
    }

    /// Reads one column. Unknown fields are ignored.
    pub(crate) fn read(body: &Value) -> Result<Self, Refusal> {
        let Value::Object(fields) = body else {
            return Err(Refusal::NotAColumn("a column must be a JSON object".into()));
        };
        let data_type = text(fields, "dataType")?.ok_or(Refusal::NoDataType)?;
        let data_type =
            DataType::named(data_type).ok_or_else(|| Refusal::UnknownDataType(data_type.into()))?;
        let name = text(fields, "name")?.ok_or_else(|| missing("name"))?;
        let default = default(fields)?;
        if let Some(text) = default.as_ref().filter(|text| !data_type.holds(text)) {
            let text = text.clone();
            return Err(Refusal::UnfitDefault { data_type, text });
        }
        Ok(Self {
            name: name.to_owned(),
            data_type,
            display_name: text(fields, "displayName")?.map(str::to_owned),
            default,
            not_null: flag(fields, "isNotNull")?,
            unique: flag(fields, "isUnique")?,
        })
    }
}

fn text<'a>(fields: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, Refusal> {
    match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(mistyped(field, "a string")),
    }
}

fn flag(fields: &Map<String, Value>, field: &str) -> Result<bool, Refusal> {
    match fields.get(field) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(mistyped(field, "a boolean")),
    }
}

fn default(fields: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    match fields.get("defaultValue") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::Bool(flag)) => Ok(Some(flag.to_string())),
        Some(_) => Err(mistyped("defaultValue", "a string, a number or a boolean")),
    }
}

fn missing(field: &str) -> Refusal {
    Refusal::NotAColumn(format!("{field} is missing"))
}

fn mistyped(field: &str, wanted: &str) -> Refusal {
    Refusal::NotAColumn(format!("{field} must be {wanted}"))
}
