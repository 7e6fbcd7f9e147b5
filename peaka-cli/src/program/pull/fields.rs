//! What the struct says of each column, and which columns no struct can say.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use peaka_runtime::__private::{check_column_name, printable, quoted};
use peaka_runtime::{ColumnDetail, DataType, LiveTable, is_system_column, stored_name};
use serde::Serialize;

use super::default;
use super::field_type::{FieldType, Types};
use super::names::{FieldNames, raw};

/// The fields of the struct, and the columns for which it has none.
pub(super) struct Fields {
    pub(super) fields: Vec<Field>,
    pub(super) left_out: Vec<LeftOut>,
}

/// A field of the struct.
pub(super) struct Field {
    /// The lines of its documentation.
    pub(super) doc: Vec<String>,
    /// The entries of its attribute, each as it is written.
    pub(super) entries: Vec<String>,
    /// The identifier, with `r#` if it needs that.
    pub(super) name: String,
    /// The type as it is written.
    pub(super) rust_type: String,
}

/// A column that the struct does not declare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct LeftOut {
    column: String,
    reason: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", quoted(&self.column), self.reason)
    }
}

impl Fields {
    /// The fields for the columns of a table, without the service's own.
    pub(super) fn of(live: &LiveTable, types: Types) -> Self {
        let columns = || {
            live.columns
                .iter()
                .filter(|column| !is_system_column(&column.name))
        };
        let mut names = FieldNames::new(columns().map(|column| &*column.name));
        let mut taken = HashMap::<Cow<'_, str>, &str>::new();
        let mut fields = Vec::new();
        let mut left_out = Vec::new();
        for column in columns() {
            let field = match taken.get(&stored_name(&column.name)) {
                Some(other) => Err(format!(
                    "the service may take it for the same column as {}, which is declared",
                    quoted(other)
                )),
                None => Field::of(column, types, &mut names),
            };
            match field {
                Ok(field) => {
                    taken.insert(stored_name(&column.name), &*column.name);
                    fields.push(field);
                }
                Err(reason) => left_out.push(LeftOut {
                    column: column.name.clone(),
                    reason,
                }),
            }
        }
        Self { fields, left_out }
    }
}

impl Field {
    /// The field for a column, or why there can be none.
    fn of(column: &ColumnDetail, types: Types, names: &mut FieldNames<'_>) -> Result<Self, String> {
        if let Err(error) = check_column_name(&column.name) {
            return Err(error.to_string());
        }
        let listed = column.data_type.as_deref().unwrap_or_default();
        let data_type = column
            .data_type()
            .map_err(|unknown| unknown.to_string())?
            .ok_or("the list states no data type")?;
        let default = default_of(column, data_type)?;
        let shown = column.display_name.as_ref();
        let shown = shown.filter(|shown| **shown != column.name);
        let is_not_null = column.is_not_null == Some(true);
        let (rust_type, said) = match types.field_type(data_type, listed) {
            FieldType::Says(rust_type) => (rust_type, None),
            FieldType::Text(data_type) => ("String", Some(data_type)),
        };
        let name = names.of(&column.name);
        let entries = [
            (name != column.name).then(|| format!("name = {:?}", column.name)),
            shown.map(|shown| format!("display_name = {shown:?}")),
            default.map(|default| format!("default = {default}")),
            (column.is_unique == Some(true)).then(|| "unique".to_owned()),
            is_not_null.then(|| "not_null".to_owned()),
            said.map(|data_type| format!("data_type = \"{data_type}\"")),
        ];
        Ok(Self {
            doc: doc(column.desc.as_deref().unwrap_or_default()),
            entries: entries.into_iter().flatten().collect(),
            name: raw(&name),
            rust_type: if is_not_null {
                rust_type.to_owned()
            } else {
                format!("Option<{rust_type}>")
            },
        })
    }
}

/// The default as a literal; an error if there is one that no literal says.
fn default_of(column: &ColumnDetail, data_type: DataType) -> Result<Option<String>, String> {
    let listed = column.default_value.as_deref();
    // Only text can be empty; in any other column an empty default is none.
    let listed = listed.filter(|text| data_type == DataType::Varchar || !text.trim().is_empty());
    let literal = listed.map(|text| {
        default::literal(data_type, text).ok_or_else(|| {
            format!(
                "its default {} is none that a declaration can have for {data_type}",
                quoted(text)
            )
        })
    });
    literal.transpose()
}

/// A description as documentation: text, and nothing that is more than that in Markdown.
fn doc(description: &str) -> Vec<String> {
    description
        .trim()
        .lines()
        .map(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            let line = printable(&words.join(" "));
            let mut escaped = String::with_capacity(line.len());
            for c in line.chars() {
                if matches!(c, '\\' | '`' | '[' | ']' | '<' | '~' | '*' | '#') {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
            escaped
        })
        .collect()
}
