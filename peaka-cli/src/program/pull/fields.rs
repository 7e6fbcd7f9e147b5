//! What the struct says of each column, and which columns no struct can say.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use peaka_runtime::__private::{check_column_name, printable, quoted};
use peaka_runtime::{ColumnDetail, DataType, Error, LiveTable, fold, is_system_column};
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
            let field = match taken.get(&fold(&column.name)) {
                Some(other) => Err(format!(
                    "the service may take it for the same column as {}, which is declared",
                    quoted(other)
                )),
                None => Field::of(column, types, &mut names),
            };
            match field {
                Ok(field) => {
                    taken.insert(fold(&column.name), &*column.name);
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
        if let Err(Error::Name { why, .. }) = check_column_name(&column.name) {
            return Err(format!("no declaration can have its name: {why}"));
        }
        let listed = column.data_type.as_deref();
        let data_type = match column.data_type() {
            Ok(Some(data_type)) => data_type,
            Ok(None) => return Err("the list states no data type".to_owned()),
            Err(unknown) => return Err(unknown.to_string()),
        };
        let default = match column.default_value.as_deref() {
            // Only text can be empty.
            Some(text) if data_type == DataType::Varchar || !text.trim().is_empty() => {
                let literal = default::literal(data_type, text).map_err(|()| {
                    format!(
                        "its default {} is none that a declaration can have for {data_type}",
                        quoted(text)
                    )
                })?;
                Some(literal)
            }
            _ => None,
        };
        let field_type = types.field_type(data_type, listed.unwrap_or_default());
        let name = names.of(&column.name);

        let mut entries = Vec::new();
        if name != column.name {
            entries.push(format!("name = {:?}", column.name));
        }
        if let Some(shown) = column
            .display_name
            .as_ref()
            .filter(|shown| **shown != column.name)
        {
            entries.push(format!("display_name = {shown:?}"));
        }
        entries.extend(default.map(|default| format!("default = {default}")));
        if column.is_unique == Some(true) {
            entries.push("unique".to_owned());
        }
        let is_not_null = column.is_not_null == Some(true);
        if is_not_null {
            entries.push("not_null".to_owned());
        }
        let rust_type = match field_type {
            FieldType::Says(rust_type) => rust_type,
            FieldType::Text(data_type) => {
                entries.push(format!("data_type = \"{data_type}\""));
                "String"
            }
        };
        Ok(Self {
            doc: doc(column.desc.as_deref().unwrap_or_default()),
            entries,
            name: raw(&name),
            rust_type: if is_not_null {
                rust_type.to_owned()
            } else {
                format!("Option<{rust_type}>")
            },
        })
    }
}

/// A description as documentation: text, and nothing that is more than that in Markdown.
fn doc(description: &str) -> Vec<String> {
    description
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
