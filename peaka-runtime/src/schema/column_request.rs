//! The request for one column, as the API spells it.

use serde::Serialize;

use super::data_type::DataType;
use super::default_value::DefaultValue;

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
