//! What a request does, as the help of an error depends on it.

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    FindProject,
    ListTables,
    CreateTable,
    DeleteTable,
    ListColumns,
    AddColumns,
    UpdateColumn,
    DeleteColumn,
    ExecuteQuery,
    ReadMetadata,
    WriteMetadata,
}

impl OperationKind {
    /// Returns whether the request writes.
    pub(crate) fn is_write(self) -> bool {
        match self {
            Self::CreateTable
            | Self::DeleteTable
            | Self::AddColumns
            | Self::UpdateColumn
            | Self::DeleteColumn
            | Self::WriteMetadata => true,
            Self::FindProject
            | Self::ListTables
            | Self::ListColumns
            | Self::ExecuteQuery
            | Self::ReadMetadata => false,
        }
    }
}
