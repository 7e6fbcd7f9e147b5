//! The metadata of a column.

use serde_json::{Map, Value as Json, json};

use super::options::{MissingDescription, OmittedMetadata};
use super::update::ColumnUpdate;
use crate::service::rules::Rules;
use crate::service::table::Column;

/// The fields that a refresh reads from the table again. All others stay as they were sent.
const REFRESHED: [&str; 3] = ["dataType", "isSystem", "order"];

/// The columns that are read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    /// Those that have changed. The others keep what was sent for them.
    Changes,
}

/// The metadata of a column.
#[derive(Clone, Debug)]
pub(super) struct ColumnMetadata {
    pub(super) name: String,
    pub(super) description: Option<String>,
    /// All other fields, as they were discovered or sent.
    fields: Map<String, Json>,
    /// The other fields as the last refresh discovered them.
    discovered: Map<String, Json>,
}

impl ColumnMetadata {
    /// Returns the metadata of a column that was not there before. `order` is its position.
    pub(super) fn new(column: &Column, order: usize, rules: &Rules) -> Self {
        let discovered = discovered_fields(column, order, rules);
        Self {
            name: column.name.clone(),
            description: None,
            fields: discovered.clone(),
            discovered,
        }
    }

    /// Reads the column again, if it has changed or if all columns are to be read.
    pub(super) fn refresh(&mut self, column: &Column, order: usize, rules: &Rules, scope: Scope) {
        let discovered = discovered_fields(column, order, rules);
        if scope == Scope::Changes && discovered == self.discovered {
            return;
        }
        self.discovered = discovered;
        for name in REFRESHED {
            self.fields
                .insert(name.to_owned(), self.discovered[name].clone());
        }
    }

    /// Forgets everything that was not discovered.
    pub(super) fn reset(&mut self) {
        self.description = None;
        self.fields.clone_from(&self.discovered);
    }

    pub(super) fn update(&mut self, update: ColumnUpdate, omitted: OmittedMetadata) {
        self.description = update
            .description
            .or_current(self.description.take(), omitted);
        if omitted == OmittedMetadata::Reset {
            self.fields.clone_from(&self.discovered);
            self.fields
                .retain(|name, _| REFRESHED.contains(&name.as_str()));
        }
        for (name, value) in update.fields {
            self.set(&name, value);
        }
    }

    /// Sets any field but the name. A field that is set to null is removed.
    pub(super) fn set(&mut self, name: &str, value: Json) {
        if name == "columnDescription" {
            self.description = value.as_str().map(str::to_owned);
        } else if name != "columnName" {
            if value.is_null() && !REFRESHED.contains(&name) {
                self.fields.remove(name);
            } else if !value.is_null() {
                self.fields.insert(name.to_owned(), value);
            }
        }
    }

    pub(super) fn json(&self, missing: MissingDescription) -> Json {
        let mut json = self.fields.clone();
        json.insert("columnName".to_owned(), self.name.clone().into());
        insert_description(
            &mut json,
            "columnDescription",
            self.description.as_deref(),
            missing,
        );
        json.into()
    }
}

/// Inserts a description, or what stands for a missing one.
pub(super) fn insert_description(
    json: &mut Map<String, Json>,
    name: &str,
    description: Option<&str>,
    missing: MissingDescription,
) {
    let text = match (description, missing) {
        (Some(text), _) => text,
        (None, MissingDescription::NullText) => "null",
        (None, MissingDescription::Absent) => return,
    };
    json.insert(name.to_owned(), text.into());
}

/// Returns what a refresh discovers of a column.
fn discovered_fields(column: &Column, order: usize, rules: &Rules) -> Map<String, Json> {
    let listed_type = column.listed_type.as_deref();
    let fields = [
        (
            "dataType",
            json!(listed_type.unwrap_or_else(|| (rules.type_name)(column.data_type))),
        ),
        ("order", json!(order)),
        ("isNotNull", json!(column.is_not_null)),
        ("isUnique", json!(column.is_unique)),
        ("isSystem", json!(column.is_system)),
        ("isPrimary", json!(false)),
        ("isCategorical", json!(false)),
    ];
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
