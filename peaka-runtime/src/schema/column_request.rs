//! The request for one column, as the API spells it.

use serde::Serialize;

use super::data_type::DataType;
use super::default_value::DefaultValue;
use super::reference::Reference;
use super::variant::Variant;

/// A declared column, as a request sends it.
///
/// The body of *Add BI Column* is an array of column requests, and that of *Update BI Column* is one of them.
/// [`BiTable::COLUMNS`](crate::BiTable::COLUMNS) has one for each column. All methods can be called in a
/// constant.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{ColumnRequest, DataType, DefaultValue};
///
/// const NUM18: ColumnRequest<'static> = ColumnRequest::new("num18", DataType::Bigint)
///     .default_value(DefaultValue::Bigint(3))
///     .unique();
///
/// assert!(NUM18.is_unique);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ColumnRequest<'a> {
    /// The declared name. The service may store another one: see [`stored_name`](crate::stored_name).
    pub name: &'a str,
    /// The data type.
    pub data_type: DataType,
    /// The name shown in Peaka Studio.
    pub display_name: &'a str,
    /// The default; `None` is sent as `null`.
    pub default_value: Option<DefaultValue<'a>>,
    /// Whether the column is NOT NULL.
    pub is_not_null: bool,
    /// Whether the column is UNIQUE.
    pub is_unique: bool,
    /// The old names of the column, newest first. A sync renames the live column of one of these names. They are not
    /// part of a request.
    #[serde(skip)]
    pub renamed_from: &'a [&'a str],
    /// The variants, if the field's type is an enum that derives [`ColumnType`](macro@crate::ColumnType). They are
    /// not part of a request.
    #[serde(skip)]
    pub variants: &'a [Variant<'a>],
    /// The column that this column refers to. It is not part of a request.
    #[serde(skip)]
    pub references: Option<Reference>,
    /// The description of the column. It is not part of a request: the API has no field for it.
    #[serde(skip)]
    pub description: Option<&'a str>,
    /// Whether a snapshot may lack the column, because it is not live yet. It is not part of a request.
    #[serde(skip)]
    pub is_pending: bool,
}

impl<'a> ColumnRequest<'a> {
    /// Creates a nullable column without a default, whose display name is its name.
    #[must_use]
    pub const fn new(name: &'a str, data_type: DataType) -> Self {
        Self {
            name,
            data_type,
            display_name: name,
            default_value: None,
            is_not_null: false,
            is_unique: false,
            renamed_from: &[],
            variants: &[],
            references: None,
            description: None,
            is_pending: false,
        }
    }

    /// Sets the name shown in Peaka Studio.
    #[must_use]
    pub const fn display_name(mut self, display_name: &'a str) -> Self {
        self.display_name = display_name;
        self
    }

    /// Sets the default.
    #[must_use]
    pub const fn default_value(mut self, default_value: DefaultValue<'a>) -> Self {
        self.default_value = Some(default_value);
        self
    }

    /// Declares the column NOT NULL.
    #[must_use]
    pub const fn not_null(mut self) -> Self {
        self.is_not_null = true;
        self
    }

    /// Sets the old names of the column, newest first.
    #[must_use]
    pub const fn renamed_from(mut self, names: &'a [&'a str]) -> Self {
        self.renamed_from = names;
        self
    }

    /// Sets the column that this column refers to.
    #[must_use]
    pub const fn references(mut self, target: Reference) -> Self {
        self.references = Some(target);
        self
    }

    /// Sets the description.
    #[must_use]
    pub const fn description(mut self, description: &'a str) -> Self {
        self.description = Some(description);
        self
    }

    /// Marks the column as not live yet, so that a snapshot may lack it.
    #[must_use]
    pub const fn pending(mut self) -> Self {
        self.is_pending = true;
        self
    }

    /// Declares the column UNIQUE.
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
    fn request_has_all_six_fields() {
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
