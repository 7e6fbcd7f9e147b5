//! The writes of a plan of metadata.

use super::relation::{ColumnKey, Relation, RelationType};
use super::table::TableMetadata;
use crate::plan::MetadataDrift;
use crate::write_tracker::TrackedWrite;

/// How many more lists are read if they do not show a confirmed write. None of these writes was observed, so what is
/// not shown by then counts as not persisted. With the waits between the lists, this takes 5.1 s.
const LISTS_AFTER_WRITE: u32 = 6;

/// One write, as it is tracked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum MetadataWrite {
    /// Updates descriptions, values and flags of the table, all at once. Another content is another write.
    UpdateTable(Vec<MetadataDrift>),
    /// Adds the relation of this declared column.
    AddRelation(String),
    /// Changes the type of the relation of this declared column.
    UpdateRelation(String),
    /// Deletes the relation with this id, which is a duplicate.
    DeleteRelation(String),
    /// Adds the golden SQL of this question.
    AddGoldenSql(String),
    /// Deletes the golden SQL with this id.
    DeleteGoldenSql(String),
}

impl MetadataWrite {
    /// Returns the id of the relation or golden SQL that the write deletes.
    pub(crate) fn deleted_id(&self) -> Option<&str> {
        match self {
            Self::DeleteRelation(id) | Self::DeleteGoldenSql(id) => Some(id),
            _ => None,
        }
    }
}

impl TrackedWrite for MetadataWrite {
    fn lists_until_not_persisted(&self) -> Option<u32> {
        Some(LISTS_AFTER_WRITE)
    }

    fn is_last(&self) -> bool {
        // What is to replace it must be there first.
        matches!(self, Self::DeleteRelation(_) | Self::DeleteGoldenSql(_))
    }
}

/// A write, and what it changes.
#[derive(Clone, Debug)]
pub(crate) struct PlannedWrite {
    pub(crate) write: MetadataWrite,
    pub(crate) request: MetadataRequest,
    /// The differences that it removes. There are none for a duplicate.
    pub(crate) changes: Vec<MetadataDrift>,
}

/// The content of a write.
#[derive(Clone, Debug)]
pub(crate) enum MetadataRequest {
    UpdateTable(Box<TableMetadata>),
    AddRelation {
        source: ColumnKey,
        target: ColumnKey,
        relation_type: RelationType,
    },
    UpdateRelation(Relation, RelationType),
    DeleteRelation(Relation),
    AddGoldenSql {
        question: String,
        sql: String,
    },
    DeleteGoldenSql(String),
}
