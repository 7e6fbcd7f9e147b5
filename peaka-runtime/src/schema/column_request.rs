//! Tables and columns as the API spells them.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::schema::data_type::{DataType, UnknownDataType};

/// One column as it is asked for: the body of *Add BI Column* is an array of these, that of
/// *Update BI Column* is one.
///
/// It is constant data: [`BiTable::COLUMNS`](crate::BiTable::COLUMNS) holds one for each column,
/// and the methods can be called in a `const`.
///
/// ```
/// use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
///
/// const NUM18: ColumnRequest<'static> = ColumnRequest::new("num18", DataType::Bigint)
///     .default_value(DefaultValue::Bigint(3))
///     .unique();
/// # assert!(NUM18.is_unique);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ColumnRequest<'a> {
    /// The name that is asked for. The service may store another one: see [`fold`](crate::fold).
    pub name: &'a str,
    /// The data type.
    pub data_type: DataType,
    /// The name that Peaka Studio shows.
    pub display_name: &'a str,
    /// The value of a row that gives none; `None` is sent as `null`.
    pub default_value: Option<DefaultValue<'a>>,
    /// Whether every row must have a value.
    pub is_not_null: bool,
    /// Whether no two rows may have the same value.
    pub is_unique: bool,
    /// The name that the column had before, from which a sync renames it. It is not part of a
    /// request.
    #[serde(skip)]
    pub renamed_from: Option<&'a str>,
    /// What the column means, for people. It is not part of a request: the API has no place for it.
    #[serde(skip)]
    pub description: Option<&'a str>,
}

impl<'a> ColumnRequest<'a> {
    /// A nullable column without default that is shown under its own name.
    #[must_use]
    pub const fn new(name: &'a str, data_type: DataType) -> Self {
        Self {
            name,
            data_type,
            display_name: name,
            default_value: None,
            is_not_null: false,
            is_unique: false,
            renamed_from: None,
            description: None,
        }
    }

    /// Sets the name that Peaka Studio shows.
    #[must_use]
    pub const fn display_name(mut self, display_name: &'a str) -> Self {
        self.display_name = display_name;
        self
    }

    /// Sets the value of a row that gives none.
    #[must_use]
    pub const fn default_value(mut self, default_value: DefaultValue<'a>) -> Self {
        self.default_value = Some(default_value);
        self
    }

    /// Asks that every row has a value.
    #[must_use]
    pub const fn not_null(mut self) -> Self {
        self.is_not_null = true;
        self
    }

    /// Says which name the column had before.
    #[must_use]
    pub const fn renamed_from(mut self, name: &'a str) -> Self {
        self.renamed_from = Some(name);
        self
    }

    /// Says what the column means.
    #[must_use]
    pub const fn description(mut self, description: &'a str) -> Self {
        self.description = Some(description);
        self
    }

    /// Asks that no two rows have the same value.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.is_unique = true;
        self
    }
}

/// The default of a column, as a request spells it.
///
/// Peaka's documented exchange sends a BIGINT default as a number, while its description of the
/// API types every default as a string. So a BIGINT goes out as a number and all else as a string.
/// Answers always carry strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DefaultValue<'a> {
    /// The default of a BIGINT column.
    Bigint(i64),
    /// The default of a BOOLEAN column.
    Boolean(bool),
    /// The default of any other column, spelled as Trino spells it: `1.50`, `2024-01-31`,
    /// `2024-01-31 08:30:00`.
    Text(&'a str),
}

impl fmt::Display for DefaultValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bigint(number) => number.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl Serialize for DefaultValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bigint(number) => serializer.serialize_i64(*number),
            Self::Boolean(truth) => serializer.collect_str(truth),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// One column as an answer shows it.
///
/// Only the name is sure to be there: any other field of an answer may be null or missing, and
/// fields that are not known here are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ColumnDetail {
    /// The service's own key of the column; the answer to an add has none.
    #[serde(default)]
    pub id: Option<String>,
    /// The name, in a list the stored one.
    pub name: String,
    /// The data type in the service's spelling, such as `bigint` or `timestamp(6)`.
    #[serde(default)]
    pub data_type: Option<String>,
    /// The name that Peaka Studio shows.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The default as text, whatever the column's type.
    #[serde(default, deserialize_with = "default_as_text")]
    pub default_value: Option<String>,
    /// Whether every row must have a value.
    #[serde(default)]
    pub is_not_null: Option<bool>,
    /// Whether no two rows may have the same value.
    #[serde(default)]
    pub is_unique: Option<bool>,
    /// A description.
    #[serde(default)]
    pub desc: Option<String>,
}

impl ColumnDetail {
    /// The data type, read from the service's spelling; `None` if the answer does not state it.
    ///
    /// # Errors
    /// [`UnknownDataType`] if the spelling is none of Peaka's types.
    pub fn data_type(&self) -> Result<Option<DataType>, UnknownDataType> {
        self.data_type.as_deref().map(str::parse).transpose()
    }
}

/// An answer may repeat the default of a request, which is a number for BIGINT.
fn default_as_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    struct Text;

    impl<'de> Visitor<'de> for Text {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a default value: a string, a number, true, false or null")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Self::Value, E> {
            Ok(Some(truth.to_string()))
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Some(text.to_owned()))
        }

        fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
            Ok(Some(text))
        }
    }

    deserializer.deserialize_any(Text)
}

/// One table as an answer shows it.
///
/// Only the name is sure to be there: any other field may be null or missing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Table {
    /// The id of the catalog; measured: `1`.
    #[serde(default)]
    pub catalog_id: Option<String>,
    /// The name of the catalog; measured: `peaka`.
    #[serde(default)]
    pub catalog_name: Option<String>,
    /// The name of the schema; measured: `bitable`.
    #[serde(default)]
    pub schema_name: Option<String>,
    /// The stored name: go on with this one, not with the one that was asked for.
    pub table_name: String,
    /// Whether the table can be cached.
    #[serde(default)]
    pub is_cacheable: Option<bool>,
    /// `FULL_REFRESH`, `INCREMENTAL`, both or neither.
    #[serde(default)]
    pub supported_cache_types: Option<Vec<String>>,
    /// Whether the table has columns that a query must give values for.
    #[serde(default)]
    pub is_dynamic_table: Option<bool>,
    /// Whether the table is cached.
    #[serde(default)]
    pub is_cached: Option<bool>,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn any_field_but_the_name_may_be_null_or_missing() {
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
    fn a_default_is_text_however_the_answer_spells_it() {
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
        let nested = json!({"name": "a", "defaultValue": {"value": 3}});
        let fault = from_value::<ColumnDetail>(nested).unwrap_err().to_string();
        assert!(fault.contains("expected a default value"), "{fault}");
    }

    #[test]
    fn a_request_has_all_six_fields() {
        let request = ColumnRequest::new("day", DataType::Date)
            .display_name("Day")
            .default_value(DefaultValue::Text("2024-01-31"))
            .not_null();
        assert_eq!(
            serde_json::to_string(&request).unwrap(),
            r#"{"name":"day","dataType":"DATE","displayName":"Day","defaultValue":"2024-01-31","isNotNull":true,"isUnique":false}"#
        );
        let flag =
            ColumnRequest::new("ok", DataType::Boolean).default_value(DefaultValue::Boolean(true));
        assert_eq!(
            serde_json::to_value(flag).unwrap()["defaultValue"],
            json!("true")
        );
    }
}
