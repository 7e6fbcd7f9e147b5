//! Live metadata, parsed from JSON.

use std::collections::BTreeMap;
use std::fmt;

use peaka_runtime::stored_name;
use serde_json::Value;

/// One value of the metadata. Tables and columns have their normalized names, whatever the service stores.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Item {
    Description(String),
    AiUsage(String),
    Field {
        table: String,
        column: String,
        field: String,
    },
    /// The relation with this id.
    Relation(String),
    /// The golden SQL with this id.
    GoldenSql(String),
}

/// The content of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Value(Value),
    Relation(Relation),
    GoldenSql { question: String, sql: String },
}

/// A relation between two columns, each with its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) source: (String, String),
    pub(crate) target: (String, String),
    pub(crate) kind: String,
}

/// All values that are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LiveMetadata(pub(crate) BTreeMap<Item, Content>);

/// The fields of columns that the rules know. The others follow from the table.
const FIELDS: [&str; 7] = [
    "columnDescription",
    "categoricalValues",
    "sampleValues",
    "lineage",
    "isPrimary",
    "isUnique",
    "isNotNull",
];

impl LiveMetadata {
    /// Adds the metadata of a table, but not its relations. The body of an update has the same fields.
    pub(crate) fn add_table(&mut self, table: &str, metadata: &Value) {
        let table = stored_name(table).into_owned();
        self.add_value(
            Item::Description(table.clone()),
            &metadata["tableDescription"],
        );
        // The flag is never missing from the metadata of a table, and `false` is a value.
        if metadata["useWithAI"].is_boolean() {
            let flag = Content::Value(metadata["useWithAI"].clone());
            self.0.insert(Item::AiUsage(table.clone()), flag);
        }
        for column in metadata["columns"].as_array().into_iter().flatten() {
            let name = column["columnName"].as_str().unwrap_or_default();
            for field in FIELDS {
                let is_unknown = field == "categoricalValues" && column["isCategorical"] == false;
                if column[field].is_null() || is_unknown {
                    continue;
                }
                let item = Item::Field {
                    table: table.clone(),
                    column: stored_name(name).into_owned(),
                    field: field.to_owned(),
                };
                self.add_value(item, &column[field]);
            }
        }
    }

    fn add_value(&mut self, item: Item, value: &Value) {
        let is_unset = match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.trim().is_empty() || text == "null",
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        if !is_unset {
            self.0.insert(item, Content::Value(value.clone()));
        }
    }

    /// Adds relations, which are in an array or an object.
    pub(crate) fn add_relations(&mut self, relations: &Value) {
        for relation in elements(relations) {
            let text = |field: &str| relation[field].as_str().unwrap_or_default();
            let column = |side: &str| {
                let name = |part: &str| stored_name(text(&format!("{side}{part}"))).into_owned();
                (name("TableName"), name("ColumnName"))
            };
            let content = Content::Relation(Relation {
                source: column("source"),
                target: column("target"),
                kind: text("type").to_owned(),
            });
            self.0
                .insert(Item::Relation(text("id").to_owned()), content);
        }
    }

    /// Adds golden SQLs.
    pub(crate) fn add_golden_sqls(&mut self, golden_sqls: &Value) {
        for golden_sql in elements(golden_sqls) {
            let text = |field: &str| {
                let text = golden_sql["metadata"][field].as_str();
                text.unwrap_or_default().to_owned()
            };
            let id = golden_sql["id"].as_str().unwrap_or_default().to_owned();
            let content = Content::GoldenSql {
                question: text("prompt"),
                sql: text("sql"),
            };
            self.0.insert(Item::GoldenSql(id), content);
        }
    }

    pub(crate) fn get(&self, item: &Item) -> Option<&Content> {
        self.0.get(item)
    }

    /// Returns the items that differ between this and another version.
    pub(crate) fn changed_items(&self, other: &Self) -> Vec<Item> {
        let removed_or_changed = self
            .0
            .iter()
            .filter(|(item, content)| other.get(item) != Some(*content));
        let added = other.0.keys().filter(|item| self.get(item).is_none());
        let changed = removed_or_changed.map(|(item, _)| item).chain(added);
        changed.cloned().collect()
    }
}

fn elements(list: &Value) -> Vec<&Value> {
    match list {
        Value::Array(elements) => elements.iter().collect(),
        Value::Object(elements) => elements.values().collect(),
        _ => Vec::new(),
    }
}

impl Relation {
    /// Returns the type as seen from `source`, if the relation connects these columns in either direction.
    pub(crate) fn kind_between(
        &self,
        source: &(String, String),
        target: &(String, String),
    ) -> Option<&str> {
        if (&self.source, &self.target) == (source, target) {
            return Some(&self.kind);
        }
        let reversed = match self.kind.as_str() {
            "ONE_TO_MANY" => "MANY_TO_ONE",
            "MANY_TO_ONE" => "ONE_TO_MANY",
            kind => kind,
        };
        ((&self.source, &self.target) == (target, source)).then_some(reversed)
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Description(table) => write!(f, "{table} description"),
            Self::AiUsage(table) => write!(f, "{table} useWithAI"),
            Self::Field {
                table,
                column,
                field,
            } => write!(f, "{table}.{column} {field}"),
            Self::Relation(id) => write!(f, "relation {id}"),
            Self::GoldenSql(id) => write!(f, "golden SQL {id}"),
        }
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value}"),
            Self::Relation(Relation {
                source,
                target,
                kind,
            }) => write!(
                f,
                "{}.{} {kind} {}.{}",
                source.0, source.1, target.0, target.1
            ),
            Self::GoldenSql { question, sql } => write!(f, "{question:?} {sql:?}"),
        }
    }
}

impl fmt::Display for LiveMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (index, (item, content)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{item} {content}")?;
        }
        f.write_str("}")
    }
}
