//! The fields of the struct, and the columns that no struct can declare.

use std::collections::HashMap;

use peaka_runtime::__private::{check_column_name, folded_name, quoted};
use peaka_runtime::{ColumnDetail, DataType, LiveTable, TableMetadata, is_system_column};

use super::default;
use super::doc_comment::doc_lines;
use super::field_type::{FieldType, FieldTypes};
use super::names::{FieldNames, escape_keyword};
use super::omitted::{OmittedColumn, same_stored_name};

/// The fields of the struct, and the columns that are omitted.
pub(crate) struct Fields {
    pub(crate) fields: Vec<Field>,
    pub(crate) omitted: Vec<OmittedColumn>,
}

/// A field of the struct.
pub(crate) struct Field {
    /// The stored name of the column.
    pub(crate) column: String,
    /// The data type that the struct declares.
    pub(crate) data_type: DataType,
    pub(crate) is_unique: bool,
    /// The lines of the doc comment.
    pub(crate) doc: Vec<String>,
    /// The attributes in `#[bitable(…)]`.
    pub(crate) attributes: Vec<String>,
    /// The identifier, with `r#` if it is a keyword.
    pub(crate) name: String,
    /// The Rust type.
    pub(crate) rust_type: String,
}

impl Fields {
    /// Returns the fields for the columns of a table, without system columns.
    ///
    /// A description in the metadata takes precedence over that of the column.
    pub(crate) fn of(
        live: &LiveTable,
        types: FieldTypes,
        metadata: Option<&TableMetadata>,
    ) -> Self {
        let described = metadata.and_then(|metadata| metadata.columns.as_deref());
        let description = |column: &ColumnDetail| {
            let mut described = described.unwrap_or_default().iter();
            let described = described.find(|described| described.name == column.name);
            let description = described.and_then(|described| described.description.clone());
            description.or_else(|| column.desc.clone())
        };
        let columns = || {
            live.columns
                .iter()
                .filter(|column| !is_system_column(&column.name))
        };
        let mut names = FieldNames::new(columns().map(|column| &*column.name));
        let mut taken = HashMap::<String, &str>::new();
        let mut fields = Vec::new();
        let mut omitted = Vec::new();
        for column in columns() {
            let field = match taken.get(&folded_name(&column.name)) {
                Some(other) => Err(same_stored_name(&column.name, other)),
                None => Field::of(column, description(column), types, &mut names),
            };
            match field {
                Ok(field) => {
                    taken.insert(folded_name(&column.name), &*column.name);
                    fields.push(field);
                }
                Err(reason) => omitted.push(OmittedColumn {
                    column: column.name.clone(),
                    reason,
                }),
            }
        }
        Self { fields, omitted }
    }
}

impl Field {
    /// Returns the field for a column, or why there is none.
    fn of(
        column: &ColumnDetail,
        description: Option<String>,
        types: FieldTypes,
        names: &mut FieldNames<'_>,
    ) -> Result<Self, String> {
        if let Err(error) = check_column_name(&column.name) {
            return Err(error.to_string());
        }
        let listed = column.data_type.as_deref().unwrap_or_default();
        let data_type = column
            .data_type()
            .map_err(|unknown| unknown.to_string())?
            .ok_or("its data type is not reported")?;
        let default = default_of(column, data_type)?;
        let display_name = column.display_name.as_ref();
        let display_name = display_name.filter(|name| **name != column.name);
        let is_not_null = column.is_not_null == Some(true);
        let is_unique = column.is_unique == Some(true);
        let live_type = data_type;
        let (rust_type, data_type) = match types.field_type(data_type, listed) {
            FieldType::Native(rust_type) => (rust_type, None),
            FieldType::StringOf(data_type) => ("String", Some(data_type)),
        };
        let name = names.of(&column.name);
        let attributes = [
            (name != column.name).then(|| format!("name = {:?}", column.name)),
            display_name.map(|name| format!("display_name = {name:?}")),
            default.map(|default| format!("default = {default}")),
            is_unique.then(|| "unique".to_owned()),
            is_not_null.then(|| "not_null".to_owned()),
            data_type.map(|data_type| format!("data_type = \"{data_type}\"")),
        ];
        Ok(Self {
            column: column.name.clone(),
            data_type: live_type,
            is_unique,
            doc: doc_lines(&description.unwrap_or_default()),
            attributes: attributes.into_iter().flatten().collect(),
            name: escape_keyword(&name),
            rust_type: if is_not_null {
                rust_type.to_owned()
            } else {
                format!("Option<{rust_type}>")
            },
        })
    }
}

/// Returns the default as a literal; an error if there is no such literal.
fn default_of(column: &ColumnDetail, data_type: DataType) -> Result<Option<String>, String> {
    let listed = column.default_value.as_deref();
    // Only a VARCHAR can have an empty default. A plan takes ASCII space alone as empty.
    let listed =
        listed.filter(|text| data_type == DataType::Varchar || !text.trim_ascii().is_empty());
    let literal = listed.map(|text| {
        default::literal(data_type, text).ok_or_else(|| {
            format!(
                "its default {} cannot be written as a {data_type} literal",
                quoted(text)
            )
        })
    });
    literal.transpose()
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn default_is_empty_where_a_plan_takes_it_as_empty() {
        let default = |data_type: DataType, live: &str| {
            let column = json!({"name": "a", "dataType": data_type.as_str(), "defaultValue": live});
            default_of(&from_value(column).unwrap(), data_type)
        };
        for empty in ["", " \t"] {
            assert_eq!(default(DataType::Decimal, empty), Ok(None));
        }
        assert!(default(DataType::Decimal, "\t\u{2028}").is_err());
        assert!(default(DataType::Decimal, "1\u{2028}").is_err());
        assert_eq!(
            default(DataType::Varchar, " "),
            Ok(Some("\" \"".to_owned()))
        );
    }
}
