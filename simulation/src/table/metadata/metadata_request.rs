//! Requests for metadata, parsed from their method, path and body.

use std::fmt;

use peaka_emulator::Operation;
use peaka_runtime::{DriftKind, stored_name};
use serde_json::Value;

use super::live_metadata::{LiveMetadata, Relation};

/// A request of a sync of metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MetadataRequest {
    ListTables,
    ListRelations,
    ListGoldenSqls,
    Refresh,
    FindRefreshStatus,
    /// Replaces the metadata of a table with these values.
    UpdateTable(LiveMetadata),
    AddRelation(Relation),
    UpdateRelation {
        id: String,
        kind: String,
    },
    DeleteRelation(String),
    AddGoldenSql {
        question: String,
        sql: String,
    },
    DeleteGoldenSql(String),
}

impl MetadataRequest {
    /// Parses a request. `parts` is what follows the project in the path.
    pub(crate) fn parse(method: &str, parts: &[&str], body: &Value) -> Option<Self> {
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        Some(match (method, parts) {
            ("GET", []) => Self::ListTables,
            ("GET", ["relations", _]) => Self::ListRelations,
            ("GET", ["golden-sqls"]) => Self::ListGoldenSqls,
            ("POST", ["refresh"]) => Self::Refresh,
            ("GET", ["refresh", _]) => Self::FindRefreshStatus,
            ("PUT", [_, _, table]) => {
                let mut values = LiveMetadata::default();
                values.add_table(table, body);
                Self::UpdateTable(values)
            }
            ("POST", ["relations", _, _, table, column]) => {
                let name = |name: &str| stored_name(name).into_owned();
                Self::AddRelation(Relation {
                    source: (name(table), name(column)),
                    target: (
                        name(&text("targetTableName")),
                        name(&text("targetColumnName")),
                    ),
                    kind: text("type"),
                })
            }
            ("PUT", ["relations", _, _, _, id]) => Self::UpdateRelation {
                id: (*id).to_owned(),
                kind: text("type"),
            },
            ("DELETE", ["relations", _, _, _, id]) => Self::DeleteRelation((*id).to_owned()),
            ("POST", ["golden-sqls"]) => Self::AddGoldenSql {
                question: text("prompt"),
                sql: text("sql"),
            },
            ("DELETE", ["golden-sqls", id]) => Self::DeleteGoldenSql((*id).to_owned()),
            _ => return None,
        })
    }

    pub(crate) fn is_write(&self) -> bool {
        !matches!(
            self,
            Self::ListTables | Self::ListRelations | Self::ListGoldenSqls | Self::FindRefreshStatus
        )
    }

    /// Returns whether the request writes values of a kind.
    pub(crate) fn is_write_of(&self, kind: DriftKind) -> bool {
        match self {
            Self::AddRelation(_) | Self::UpdateRelation { .. } | Self::DeleteRelation(_) => {
                kind == DriftKind::Relation
            }
            Self::AddGoldenSql { .. } | Self::DeleteGoldenSql(_) => kind == DriftKind::GoldenSql,
            Self::UpdateTable(_) => !matches!(kind, DriftKind::Relation | DriftKind::GoldenSql),
            _ => false,
        }
    }

    /// Returns whether the request adds a relation or a golden SQL.
    pub(crate) fn is_add(&self) -> bool {
        matches!(self, Self::AddRelation(_) | Self::AddGoldenSql { .. })
    }

    /// Returns the operation for which the emulator injects a fault into this request.
    pub(crate) fn operation(&self) -> Operation {
        match self {
            Self::ListTables => Operation::ListMetadata,
            Self::ListRelations => Operation::ListRelations,
            Self::ListGoldenSqls => Operation::ListGoldenSqls,
            Self::Refresh => Operation::RefreshMetadata,
            Self::FindRefreshStatus => Operation::GetRefreshStatus,
            Self::UpdateTable(_) => Operation::UpdateMetadata,
            Self::AddRelation(_) => Operation::AddRelation,
            Self::UpdateRelation { .. } => Operation::UpdateRelation,
            Self::DeleteRelation(_) => Operation::DeleteRelation,
            Self::AddGoldenSql { .. } => Operation::AddGoldenSql,
            Self::DeleteGoldenSql(_) => Operation::DeleteGoldenSql,
        }
    }
}

impl fmt::Display for MetadataRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ListTables => f.write_str("GET metadata"),
            Self::ListRelations => f.write_str("GET relations"),
            Self::ListGoldenSqls => f.write_str("GET golden SQLs"),
            Self::Refresh => f.write_str("POST refresh"),
            Self::FindRefreshStatus => f.write_str("GET refresh"),
            Self::UpdateTable(values) => write!(f, "PUT metadata {values}"),
            Self::AddRelation(relation) => write!(
                f,
                "POST relation {}.{} {} {}.{}",
                relation.source.0,
                relation.source.1,
                relation.kind,
                relation.target.0,
                relation.target.1
            ),
            Self::UpdateRelation { id, kind } => write!(f, "PUT relation {id} {kind}"),
            Self::DeleteRelation(id) => write!(f, "DELETE relation {id}"),
            Self::AddGoldenSql { question, sql } => {
                write!(f, "POST golden SQL {question:?} {sql:?}")
            }
            Self::DeleteGoldenSql(id) => write!(f, "DELETE golden SQL {id}"),
        }
    }
}
