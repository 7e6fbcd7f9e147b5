//! The live metadata of a column.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::raw::RawObject;
use crate::client::ReadError;

/// The metadata of a column, as the service has it.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{Client, Error};
///
/// async fn print_values(peaka: &Client) -> Result<(), Error> {
///     for table in peaka.list_metadata().await? {
///         for column in table.columns.iter().flatten() {
///             if let Some(values) = &column.categorical_values {
///                 println!("{}.{}: {}", table.name, column.name, values.join(", "));
///             }
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnMetadata {
    /// The stored name.
    pub name: String,
    /// The description.
    pub description: Option<String>,
    /// The data type, in the service's spelling.
    pub data_type: Option<String>,
    /// Whether the column has a fixed set of values.
    pub is_categorical: Option<bool>,
    /// The values of a column that has a fixed set of them.
    pub categorical_values: Option<Vec<String>>,
    /// Whether every BI table has the column.
    pub is_system: Option<bool>,
    /// All fields, as they were read.
    pub(crate) raw: RawObject,
}

impl ColumnMetadata {
    pub(crate) fn from_raw(raw: RawObject) -> Result<Self, ReadError> {
        Ok(Self {
            name: raw.required("columnName")?,
            description: raw.text("columnDescription")?,
            data_type: raw.get("dataType")?,
            is_categorical: raw.get("isCategorical")?,
            categorical_values: values(&raw)?,
            is_system: raw.get("isSystem")?,
            raw,
        })
    }

    pub(crate) fn set_description(&mut self, description: &str) {
        self.raw.set("columnDescription", description);
        self.description = Some(description.to_owned());
    }

    pub(crate) fn set_categorical_values(&mut self, values: Vec<String>) {
        self.raw.set("isCategorical", &true);
        self.raw.set("categoricalValues", &values);
        self.is_categorical = Some(true);
        self.categorical_values = Some(values);
    }

    /// Returns the values, if the column has a fixed set of them. Values of a column that is marked as not categorical
    /// are a leftover.
    pub(crate) fn known_values(&self) -> Option<&[String]> {
        let values = self.categorical_values.as_deref()?;
        (self.is_categorical != Some(false) && !values.is_empty()).then_some(values)
    }
}

/// Returns the categorical values as texts, whatever their JSON type.
fn values(raw: &RawObject) -> Result<Option<Vec<String>>, ReadError> {
    let values: Option<Vec<AnyText>> = raw.get("categoricalValues")?;
    Ok(values.map(|values| values.into_iter().map(|AnyText(text)| text).collect()))
}

/// A text, or the JSON of another value. A list of them takes up less memory than one of JSON values.
struct AnyText(String);

impl<'de> Deserialize<'de> for AnyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| match value {
            Value::String(text) => Self(text),
            other => Self(other.to_string()),
        })
    }
}
