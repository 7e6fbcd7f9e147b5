//! A live column.

use serde::{Deserialize, Serialize};

use super::data_type::{DataType, UnknownDataType};
use super::reported_default::default_as_text;

/// A live column as a response describes it.
///
/// Only the name is always present. All other fields may be null or missing, and unknown fields are
/// ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ColumnDetail {
    /// The column's id in the service. The response to *Add BI Column* does not contain it.
    #[serde(default)]
    pub id: Option<String>,
    /// The name; in a column list, the stored one.
    pub name: String,
    /// The data type, in the service's spelling, such as `bigint` or `timestamp(6)`.
    #[serde(default)]
    pub data_type: Option<String>,
    /// The name shown in Peaka Studio.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The default, as text whatever the data type.
    #[serde(default, deserialize_with = "default_as_text")]
    pub default_value: Option<String>,
    /// Whether the column is NOT NULL.
    #[serde(default)]
    pub is_not_null: Option<bool>,
    /// Whether the column is UNIQUE.
    #[serde(default)]
    pub is_unique: Option<bool>,
    /// The description.
    #[serde(default)]
    pub desc: Option<String>,
}

impl ColumnDetail {
    /// Parses the data type. Returns `None` if the response does not report it.
    ///
    /// # Errors
    ///
    /// [`UnknownDataType`] if it is not a data type of a BI table.
    pub fn data_type(&self) -> Result<Option<DataType>, UnknownDataType> {
        self.data_type.as_deref().map(str::parse).transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::schema::Table;

    #[test]
    fn all_fields_but_the_name_may_be_null_or_missing() {
        let bare: ColumnDetail = from_value(json!({"name": "a"})).unwrap();
        let nulls: ColumnDetail = from_value(json!({
            "id": null, "name": "a", "dataType": null, "displayName": null,
            "defaultValue": null, "isNotNull": null, "isUnique": null, "desc": null, "new": [1],
        }))
        .unwrap();
        assert_eq!(bare, nulls);
        assert_eq!(bare.data_type(), Ok(None));
        for nameless in [json!({}), json!({"name": null}), json!({"name": 3})] {
            assert!(from_value::<ColumnDetail>(nameless).is_err());
        }
        assert!(from_value::<Table>(json!({"tableName": "t", "isCached": null})).is_ok());
    }

    #[test]
    fn default_of_any_json_type_becomes_text() {
        for (json, text) in [
            (json!("3"), Some("3")),
            (json!(3), Some("3")),
            (json!(-3), Some("-3")),
            (json!(1.5), Some("1.5")),
            (json!(true), Some("true")),
            (json!(null), None),
        ] {
            let column: ColumnDetail =
                from_value(json!({"name": "a", "defaultValue": json})).unwrap();
            assert_eq!(column.default_value.as_deref(), text);
        }
        for nested in [json!({"value": 3}), json!([3])] {
            let nested = json!({"name": "a", "defaultValue": nested});
            let error = from_value::<ColumnDetail>(nested).unwrap_err().to_string();
            assert!(error.contains("expected a default value"), "{error}");
        }
    }
    #[cfg(feature = "client")]
    #[test]
    fn default_keeps_every_digit_of_a_number() {
        let read = |number: &str| {
            let json = format!("{{\"name\": \"a\", \"defaultValue\": {number}}}");
            let column = serde_json::from_str::<ColumnDetail>(&json);
            column.map(|column| column.default_value.unwrap_or_default())
        };
        for number in [
            "0.12345678901234567890",
            "1.50",
            "-3",
            "1E+2",
            "18446744073709551616",
        ] {
            assert_eq!(read(number).unwrap(), number);
        }
        assert_eq!(read("\"\\u0031.5\"").unwrap(), "1.5");
        for number in ["1e400", "-1e400"] {
            let error = read(number).unwrap_err().to_string();
            assert!(error.starts_with("number out of range"), "{error}");
        }
    }
}
