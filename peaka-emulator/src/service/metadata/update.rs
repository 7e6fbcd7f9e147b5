//! Reads the body of a request to update the metadata of a table.

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use super::fields::{Sent, flag, integer, invalid, list, object, required_text, text, texts};
use crate::service::error::ServiceError;

/// A validated request to update the metadata of a table.
pub(super) struct UpdateRequest {
    pub(super) description: Sent<String>,
    pub(super) use_with_ai: Sent<bool>,
    /// The columns in the order of the request. Their names are unique.
    pub(super) columns: Vec<ColumnUpdate>,
}

/// A column in a request.
pub(super) struct ColumnUpdate {
    pub(super) name: String,
    pub(super) description: Sent<String>,
    /// All other fields, also those that are not documented.
    pub(super) fields: Map<String, Json>,
}

impl UpdateRequest {
    pub(super) fn read(body: &Json) -> Result<Self, ServiceError> {
        let fields = object(body, "the body")?;
        let columns = list(fields, "columns")?.value();
        let mut names = HashSet::new();
        let mut updates = Vec::new();
        for column in columns.into_iter().flatten() {
            let update = ColumnUpdate::read(column)?;
            if !names.insert(update.name.clone()) {
                let message = format!("column '{}' is there twice", update.name);
                return Err(invalid(message));
            }
            updates.push(update);
        }
        Ok(Self {
            description: text(fields, "tableDescription")?,
            use_with_ai: flag(fields, "useWithAI")?,
            columns: updates,
        })
    }
}

impl ColumnUpdate {
    /// Reads a column, and checks the types of its documented fields.
    fn read(column: &Json) -> Result<Self, ServiceError> {
        let fields = object(column, "a column")?;
        text(fields, "dataType")?;
        integer(fields, "order")?;
        for name in [
            "isNotNull",
            "isSystem",
            "isUnique",
            "isPrimary",
            "isCategorical",
        ] {
            flag(fields, name)?;
        }
        texts(fields, "categoricalValues")?;
        for lineage in list(fields, "lineage")?.value().into_iter().flatten() {
            let lineage = object(lineage, "an item of lineage")?;
            texts(lineage, "tables")?;
            text(lineage, "column")?;
            text(lineage, "expression")?;
        }
        let mut others = fields.clone();
        others.retain(|name, _| !["columnName", "columnDescription"].contains(&name.as_str()));
        Ok(Self {
            name: required_text(fields, "columnName")?,
            description: text(fields, "columnDescription")?,
            fields: others,
        })
    }
}
