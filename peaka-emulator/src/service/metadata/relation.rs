//! Relations between columns.

use serde_json::{Value as Json, json};

use super::fields::{invalid, object, required_text};
use crate::service::error::ServiceError;
use crate::service::success_body::{CATALOG_ID, SCHEMA};

/// A relation between two columns of BI tables.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) source: ColumnName,
    pub(super) target: ColumnName,
    pub(super) kind: RelationType,
}

/// The stored names of a table and its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ColumnName {
    pub(super) table: String,
    pub(super) column: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RelationType {
    OneToOne,
    OneToMany,
    ManyToOne,
}

/// A request to add a relation. Its target may not exist.
#[derive(Debug)]
pub(super) struct RelationRequest {
    pub(super) target_catalog: String,
    pub(super) target_schema: String,
    pub(super) target_table: String,
    pub(super) target_column: String,
    pub(super) kind: RelationType,
}

impl Relation {
    pub(super) fn json(&self, project: &str) -> Json {
        json!({
            "id": self.id,
            "projectId": project,
            "sourceCatalogId": CATALOG_ID,
            "sourceSchemaName": SCHEMA,
            "sourceTableName": self.source.table,
            "sourceColumnName": self.source.column,
            "targetCatalogId": CATALOG_ID,
            "targetSchemaName": SCHEMA,
            "targetTableName": self.target.table,
            "targetColumnName": self.target.column,
            "type": self.kind.name(),
        })
    }
}

impl RelationType {
    const ALL: [Self; 3] = [Self::OneToOne, Self::OneToMany, Self::ManyToOne];

    fn name(self) -> &'static str {
        match self {
            Self::OneToOne => "ONE_TO_ONE",
            Self::OneToMany => "ONE_TO_MANY",
            Self::ManyToOne => "MANY_TO_ONE",
        }
    }

    pub(super) fn from_name(name: &str) -> Result<Self, ServiceError> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| {
            let expected = Self::ALL.map(Self::name).join(", ");
            invalid(format!("type must be one of {expected}"))
        })
    }

    /// Reads the body of a request to update a relation.
    pub(super) fn read(body: &Json) -> Result<Self, ServiceError> {
        let fields = object(body, "the body")?;
        Self::from_name(&required_text(fields, "type")?)
    }
}

impl RelationRequest {
    pub(super) fn read(body: &Json) -> Result<Self, ServiceError> {
        let fields = object(body, "the body")?;
        Ok(Self {
            target_catalog: required_text(fields, "targetCatalogId")?,
            target_schema: required_text(fields, "targetSchemaName")?,
            target_table: required_text(fields, "targetTableName")?,
            target_column: required_text(fields, "targetColumnName")?,
            kind: RelationType::read(body)?,
        })
    }
}
