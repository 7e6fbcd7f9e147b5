//! The operations of the API, as messages name them.

use std::fmt;

use crate::report::OperationKind;
use crate::text::{counted, quoted};

/// One operation of the API. Its `Display` completes the sentence "failed to …".
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation<'a> {
    FindProject,
    ListTables,
    CreateTable { table: &'a str },
    DeleteTable { table: &'a str },
    ListColumns { table: &'a str },
    AddColumns { table: &'a str, count: usize },
    UpdateColumn { table: &'a str, column: &'a str },
    DeleteColumn { table: &'a str, column: &'a str },
    ExecuteQuery,
    ListMetadata,
    UpdateMetadata { table: &'a str },
    RefreshMetadata,
    FindRefreshStatus,
    ListRelations,
    AddRelation { table: &'a str, column: &'a str },
    UpdateRelation { table: &'a str },
    DeleteRelation { table: &'a str },
    CollectValues { table: &'a str, column: &'a str },
    DeleteValues { table: &'a str, column: &'a str },
    ListGoldenSqls,
    AddGoldenSql,
    DeleteGoldenSql,
}

impl Operation<'_> {
    /// Returns what the operation does, without the names.
    pub(crate) fn kind(self) -> OperationKind {
        match self {
            Self::FindProject => OperationKind::FindProject,
            Self::ListTables => OperationKind::ListTables,
            Self::CreateTable { .. } => OperationKind::CreateTable,
            Self::DeleteTable { .. } => OperationKind::DeleteTable,
            Self::ListColumns { .. } => OperationKind::ListColumns,
            Self::AddColumns { .. } => OperationKind::AddColumns,
            Self::UpdateColumn { .. } => OperationKind::UpdateColumn,
            Self::DeleteColumn { .. } => OperationKind::DeleteColumn,
            Self::ExecuteQuery => OperationKind::ExecuteQuery,
            // A refresh can be repeated without harm.
            Self::ListMetadata
            | Self::RefreshMetadata
            | Self::FindRefreshStatus
            | Self::ListRelations
            | Self::ListGoldenSqls => OperationKind::ReadMetadata,
            Self::UpdateMetadata { .. }
            | Self::AddRelation { .. }
            | Self::UpdateRelation { .. }
            | Self::DeleteRelation { .. }
            | Self::CollectValues { .. }
            | Self::DeleteValues { .. }
            | Self::AddGoldenSql
            | Self::DeleteGoldenSql => OperationKind::WriteMetadata,
        }
    }

    /// Returns whether the response consists of tables or columns: names and short values that messages show.
    pub(crate) fn returns_names(self) -> bool {
        // What metadata says is sent back, so no part of it is redacted but the whole key.
        !matches!(
            self,
            Self::FindProject
                | Self::ExecuteQuery
                | Self::ListMetadata
                | Self::ListRelations
                | Self::ListGoldenSqls
        )
    }
}

impl fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::FindProject => f.write_str("check the API key"),
            Self::ListTables => f.write_str("list the BI tables"),
            Self::ExecuteQuery => f.write_str("run the query"),
            Self::ListMetadata => f.write_str("read the metadata of the BI tables"),
            Self::RefreshMetadata => f.write_str("refresh the metadata"),
            Self::FindRefreshStatus => f.write_str("read the status of the metadata's refresh"),
            Self::ListRelations => f.write_str("list the relations"),
            Self::ListGoldenSqls => f.write_str("list the golden SQLs"),
            Self::AddGoldenSql => f.write_str("add a golden SQL"),
            Self::DeleteGoldenSql => f.write_str("delete a golden SQL"),
            Self::UpdateMetadata { table } => {
                write!(f, "update the metadata of table {}", quoted(table))
            }
            Self::AddRelation { table, column } => write!(
                f,
                "add a relation of column {} of table {}",
                quoted(column),
                quoted(table)
            ),
            Self::UpdateRelation { table } => {
                write!(f, "update a relation of table {}", quoted(table))
            }
            Self::DeleteRelation { table } => {
                write!(f, "delete a relation of table {}", quoted(table))
            }
            Self::CollectValues { table, column } => write!(
                f,
                "collect the values of column {} of table {}",
                quoted(column),
                quoted(table)
            ),
            Self::DeleteValues { table, column } => write!(
                f,
                "delete the collected values of column {} of table {}",
                quoted(column),
                quoted(table)
            ),
            Self::CreateTable { table } => write!(f, "create table {}", quoted(table)),
            Self::DeleteTable { table } => write!(f, "delete table {}", quoted(table)),
            Self::ListColumns { table } => {
                write!(f, "list the columns of table {}", quoted(table))
            }
            Self::AddColumns { table, count } => {
                write!(
                    f,
                    "add {} to table {}",
                    counted(count, "column"),
                    quoted(table)
                )
            }
            Self::UpdateColumn { table, column } => {
                write!(
                    f,
                    "update column {} of table {}",
                    quoted(column),
                    quoted(table)
                )
            }
            Self::DeleteColumn { table, column } => {
                write!(
                    f,
                    "delete column {} of table {}",
                    quoted(column),
                    quoted(table)
                )
            }
        }
    }
}
