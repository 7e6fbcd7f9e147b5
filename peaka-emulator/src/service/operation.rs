//! The operations of the API.

/// One of the seven BI-table operations, a query, the request for the project of a key, or a metadata operation.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Emulator, Operation};
///
/// let emulator = Emulator::builder().build_in_memory()?;
/// let authorization = format!("Bearer {}", emulator.api_key());
/// let path = "/api/v1/data/projects/emulator/bitable/events";
/// emulator.send("POST", path, [("authorization", &authorization)], b"");
///
/// let requests = emulator.requests();
/// assert_eq!(requests[0].operation, Some(Operation::CreateTable));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `GET /info`: returns the project and the user of a project key.
    Info,
    /// `GET /data/projects/{project}/bitable`
    ListTables,
    /// `POST /data/projects/{project}/bitable/{table}`
    CreateTable,
    /// `DELETE /data/projects/{project}/bitable/{table}`
    DeleteTable,
    /// `GET /data/projects/{project}/bitable/{table}/columns`
    ListColumns,
    /// `POST /data/projects/{project}/bitable/{table}/columns`
    AddColumns,
    /// `PUT /data/projects/{project}/bitable/{table}/columns/{column}`
    UpdateColumn,
    /// `DELETE /data/projects/{project}/bitable/{table}/columns/{column}`
    DeleteColumn,
    /// `POST /data/projects/{project}/queries/execute`: runs a SQL statement.
    ExecuteQuery,
    /// `GET /metadata/{project}`
    ListMetadata,
    /// `PUT /metadata/{project}/{catalog}/{schema}/{table}`
    UpdateMetadata,
    /// `GET /metadata/{project}/relations/{catalog}`
    ListRelations,
    /// `POST /metadata/{project}/relations/{catalog}/{schema}/{table}/{column}`
    AddRelation,
    /// `PUT /metadata/{project}/relations/{catalog}/{schema}/{table}/{relation}`
    UpdateRelation,
    /// `DELETE /metadata/{project}/relations/{catalog}/{schema}/{table}/{relation}`
    DeleteRelation,
    /// `POST /metadata/{project}/refresh`: starts to discover tables and columns.
    RefreshMetadata,
    /// `GET /metadata/{project}/refresh/{catalog}`
    GetRefreshStatus,
    /// `PUT /metadata/{project}/categorical/{catalog}/{schema}/{table}/{column}`: collects the values of a column.
    GenerateCategoricalValues,
    /// `DELETE /metadata/{project}/categorical/{catalog}/{schema}/{table}/{column}`
    DeleteCategoricalValues,
    /// `GET /metadata/{project}/golden-sqls`
    ListGoldenSqls,
    /// `POST /metadata/{project}/golden-sqls`
    AddGoldenSql,
    /// `DELETE /metadata/{project}/golden-sqls/{id}`
    DeleteGoldenSql,
}

impl Operation {
    pub(crate) const ALL: [Self; 22] = [
        Self::Info,
        Self::ListTables,
        Self::CreateTable,
        Self::DeleteTable,
        Self::ListColumns,
        Self::AddColumns,
        Self::UpdateColumn,
        Self::DeleteColumn,
        Self::ExecuteQuery,
        Self::ListMetadata,
        Self::UpdateMetadata,
        Self::ListRelations,
        Self::AddRelation,
        Self::UpdateRelation,
        Self::DeleteRelation,
        Self::RefreshMetadata,
        Self::GetRefreshStatus,
        Self::GenerateCategoricalValues,
        Self::DeleteCategoricalValues,
        Self::ListGoldenSqls,
        Self::AddGoldenSql,
        Self::DeleteGoldenSql,
    ];

    /// Returns whether the operation changes tables, columns or metadata.
    pub(crate) fn is_write(self) -> bool {
        match self {
            Self::CreateTable
            | Self::DeleteTable
            | Self::AddColumns
            | Self::UpdateColumn
            | Self::DeleteColumn
            | Self::UpdateMetadata
            | Self::AddRelation
            | Self::UpdateRelation
            | Self::DeleteRelation
            | Self::RefreshMetadata
            | Self::GenerateCategoricalValues
            | Self::DeleteCategoricalValues
            | Self::AddGoldenSql
            | Self::DeleteGoldenSql => true,
            Self::Info
            | Self::ListTables
            | Self::ListColumns
            | Self::ExecuteQuery
            | Self::ListMetadata
            | Self::ListRelations
            | Self::GetRefreshStatus
            | Self::ListGoldenSqls => false,
        }
    }

    /// Returns whether the request has a list of columns, of which some can be changed and others not.
    pub(crate) fn has_batch(self) -> bool {
        matches!(self, Self::AddColumns | Self::UpdateMetadata)
    }

    /// Returns whether the operation is one of the metadata operations.
    pub(crate) fn is_metadata(self) -> bool {
        match self {
            Self::Info
            | Self::ListTables
            | Self::CreateTable
            | Self::DeleteTable
            | Self::ListColumns
            | Self::AddColumns
            | Self::UpdateColumn
            | Self::DeleteColumn
            | Self::ExecuteQuery => false,
            Self::ListMetadata
            | Self::UpdateMetadata
            | Self::ListRelations
            | Self::AddRelation
            | Self::UpdateRelation
            | Self::DeleteRelation
            | Self::RefreshMetadata
            | Self::GetRefreshStatus
            | Self::GenerateCategoricalValues
            | Self::DeleteCategoricalValues
            | Self::ListGoldenSqls
            | Self::AddGoldenSql
            | Self::DeleteGoldenSql => true,
        }
    }
}
