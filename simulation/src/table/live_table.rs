//! The live table, parsed from a column list.

use std::fmt;

use serde_json::Value;

/// The columns of a table, without system columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LiveTable(pub(crate) Vec<LiveColumn>);

/// A live column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiveColumn {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The type in upper case and without parameters.
    pub(crate) data_type: String,
    pub(crate) display_name: Option<String>,
    pub(crate) default_value: Option<String>,
    pub(crate) is_not_null: bool,
    pub(crate) is_unique: bool,
}

impl LiveTable {
    /// Parses a column list. Returns `None` if the JSON is not a column list.
    pub(crate) fn parse(list: &Value) -> Option<Self> {
        let columns = list.as_array()?.iter().map(LiveColumn::parse);
        let columns: Option<Vec<_>> = columns.collect();
        let mut columns = columns?;
        columns.retain(|column| !column.name.starts_with('_') && column.name != "text");
        Some(Self(columns))
    }

    /// Returns the column with this exact name.
    pub(crate) fn named(&self, name: &str) -> Option<&LiveColumn> {
        self.0.iter().find(|column| column.name == name)
    }

    /// Returns the column with this id.
    pub(crate) fn with_id(&self, id: &str) -> Option<&LiveColumn> {
        self.0.iter().find(|column| column.id == id)
    }
}

impl LiveColumn {
    fn parse(column: &Value) -> Option<Self> {
        let text = |field: &str| column[field].as_str().map(str::to_owned);
        let data_type = text("dataType")?.to_uppercase();
        let data_type = data_type.split('(').next().unwrap_or_default();
        Some(Self {
            id: text("id").unwrap_or_default(),
            name: text("name")?,
            data_type: data_type.trim().to_owned(),
            display_name: text("displayName"),
            default_value: text("defaultValue"),
            is_not_null: column["isNotNull"] == true,
            is_unique: column["isUnique"] == true,
        })
    }
}

impl fmt::Display for LiveTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, column) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{} {}", column.name, column.data_type)?;
            let display_name = column.display_name.as_deref();
            write_attributes(
                f,
                column.default_value.as_deref(),
                [column.is_not_null, column.is_unique],
                display_name.filter(|name| *name != column.name),
            )?;
        }
        f.write_str("]")
    }
}

/// Writes the attributes of a column that are set. The flags are NOT NULL and UNIQUE.
pub(crate) fn write_attributes(
    f: &mut fmt::Formatter<'_>,
    default: Option<&str>,
    [is_not_null, is_unique]: [bool; 2],
    display_name: Option<&str>,
) -> fmt::Result {
    if let Some(default) = default {
        write!(f, " default {default:?}")?;
    }
    f.write_str(if is_not_null { " not null" } else { "" })?;
    f.write_str(if is_unique { " unique" } else { "" })?;
    match display_name {
        Some(name) => write!(f, " display name {name:?}"),
        None => Ok(()),
    }
}
