//! Live relations between columns.

use std::fmt;

use serde::{Serialize, Serializer};

use super::catalog::{CATALOG_ID, SCHEMA};
use super::raw::RawObject;
use crate::client::ReadError;

/// How many rows of one table belong to how many of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RelationType {
    /// One row of the source belongs to one row of the target.
    OneToOne,
    /// One row of the source belongs to many rows of the target.
    OneToMany,
    /// Many rows of the source belong to one row of the target.
    ManyToOne,
}

impl RelationType {
    /// Returns the name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneToOne => "ONE_TO_ONE",
            Self::OneToMany => "ONE_TO_MANY",
            Self::ManyToOne => "MANY_TO_ONE",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::OneToOne, Self::OneToMany, Self::ManyToOne]
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(name))
    }

    /// Returns the type of the same relation, seen from the target.
    const fn reversed(self) -> Self {
        match self {
            Self::OneToOne => Self::OneToOne,
            Self::OneToMany => Self::ManyToOne,
            Self::ManyToOne => Self::OneToMany,
        }
    }
}

impl fmt::Display for RelationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for RelationType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A column of a BI table, by its stored name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ColumnKey {
    pub(crate) table: String,
    pub(crate) column: String,
}

/// A relation between columns of BI tables, as the service has it.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{Client, Error, Relation};
///
/// async fn print(peaka: &Client) -> Result<(), Error> {
///     for relation in peaka.list_relations().await? {
///         let Relation { source_table, source_column, target_table, target_column, .. } = relation;
///         println!("{source_table}.{source_column} refers to {target_table}.{target_column}");
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Relation {
    /// The id.
    pub id: String,
    /// The stored name of the table that refers to another one.
    pub source_table: String,
    /// The stored name of its column.
    pub source_column: String,
    /// The stored name of the other table.
    pub target_table: String,
    /// The stored name of its column.
    pub target_column: String,
    /// The type; `None` for one that is unknown.
    pub relation_type: Option<RelationType>,
}

impl Relation {
    /// Returns a relation; `None` if one of its tables is in another catalog.
    pub(crate) fn from_raw(raw: RawObject) -> Result<Option<Self>, ReadError> {
        let mut is_in_bi_tables = true;
        for side in ["source", "target"] {
            let catalog = raw.id(&format!("{side}CatalogId"))?;
            let schema: Option<String> = raw.get(&format!("{side}SchemaName"))?;
            is_in_bi_tables &= catalog.is_none_or(|id| id == CATALOG_ID)
                && schema.is_none_or(|name| name == SCHEMA);
        }
        if !is_in_bi_tables {
            return Ok(None);
        }
        let relation_type: Option<String> = raw.get("type")?;
        Ok(Some(Self {
            id: raw.required_id("id")?,
            source_table: raw.required("sourceTableName")?,
            source_column: raw.required("sourceColumnName")?,
            target_table: raw.required("targetTableName")?,
            target_column: raw.required("targetColumnName")?,
            relation_type: relation_type.and_then(|name| RelationType::from_name(&name)),
        }))
    }

    /// Returns the type that this relation must have, to have the type `relation_type` as seen from `source`.
    pub(crate) fn type_seen_from(
        &self,
        source: &ColumnKey,
        relation_type: RelationType,
    ) -> RelationType {
        if self.source_table == source.table && self.source_column == source.column {
            relation_type
        } else {
            relation_type.reversed()
        }
    }

    /// Returns whether this relation differs from another one only in its id.
    pub(crate) fn is_duplicate_of(&self, other: &Self) -> bool {
        Self {
            id: other.id.clone(),
            ..self.clone()
        } == *other
    }

    /// Returns the type of the relation as seen from `source`, if it connects these two columns. Its own source may be
    /// either of them.
    pub(crate) fn type_between(
        &self,
        source: &ColumnKey,
        target: &ColumnKey,
    ) -> Option<Option<RelationType>> {
        let is =
            |table: &str, column: &str, key: &ColumnKey| table == key.table && column == key.column;
        if is(&self.source_table, &self.source_column, source)
            && is(&self.target_table, &self.target_column, target)
        {
            return Some(self.relation_type);
        }
        if is(&self.source_table, &self.source_column, target)
            && is(&self.target_table, &self.target_column, source)
        {
            return Some(self.relation_type.map(RelationType::reversed));
        }
        None
    }
}

/// The body of *Add Relation*.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewRelation<'a> {
    target_catalog_id: &'static str,
    target_schema_name: &'static str,
    target_table_name: &'a str,
    target_column_name: &'a str,
    r#type: RelationType,
}

impl<'a> NewRelation<'a> {
    pub(crate) fn new(target_table: &'a str, target_column: &'a str, r#type: RelationType) -> Self {
        Self {
            target_catalog_id: CATALOG_ID,
            target_schema_name: SCHEMA,
            target_table_name: target_table,
            target_column_name: target_column,
            r#type,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, json};

    use super::*;

    fn key(table: &str, column: &str) -> ColumnKey {
        ColumnKey {
            table: table.to_owned(),
            column: column.to_owned(),
        }
    }

    fn relation(source_catalog: &str, kind: &str) -> Option<Relation> {
        let raw = json!({
            "id": 7, "sourceCatalogId": source_catalog, "sourceSchemaName": "bitable",
            "sourceTableName": "customers", "sourceColumnName": "id",
            "targetTableName": "orders", "targetColumnName": "customer", "type": kind,
        });
        Relation::from_raw(from_str(&raw.to_string()).unwrap())
            .ok()
            .unwrap()
    }

    #[test]
    fn relation_counts_from_either_side() {
        let [customers, orders] = [key("customers", "id"), key("orders", "customer")];
        let made_by_hand = relation("1", "ONE_TO_MANY").unwrap();
        assert_eq!(made_by_hand.id, "7");
        assert_eq!(
            made_by_hand.type_between(&customers, &orders),
            Some(Some(RelationType::OneToMany))
        );
        assert_eq!(
            made_by_hand.type_between(&orders, &customers),
            Some(Some(RelationType::ManyToOne))
        );
        assert_eq!(
            made_by_hand.type_between(&orders, &key("customers", "email")),
            None
        );
        assert_eq!(relation("2", "ONE_TO_MANY"), None);
        assert_eq!(
            relation("1", "MANY_TO_MANY")
                .unwrap()
                .type_between(&orders, &customers),
            Some(None)
        );
    }
}
