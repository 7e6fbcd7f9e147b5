//! The operations of the API.

/// One of the seven BI-table operations, a query, or the request for the project of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
}

impl Operation {
    pub(crate) const ALL: [Self; 9] = [
        Self::Info,
        Self::ListTables,
        Self::CreateTable,
        Self::DeleteTable,
        Self::ListColumns,
        Self::AddColumns,
        Self::UpdateColumn,
        Self::DeleteColumn,
        Self::ExecuteQuery,
    ];

    /// Returns whether the operation changes tables or columns.
    pub(crate) fn is_write(self) -> bool {
        match self {
            Self::CreateTable
            | Self::DeleteTable
            | Self::AddColumns
            | Self::UpdateColumn
            | Self::DeleteColumn => true,
            Self::Info | Self::ListTables | Self::ListColumns | Self::ExecuteQuery => false,
        }
    }
}
