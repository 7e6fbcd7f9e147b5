//! The names of operations in `--fault`.

use crate::service::Operation;

/// Every operation by its name.
pub(super) const OPERATIONS: &[(&str, Operation)] = &[
    ("info", Operation::Info),
    ("list-tables", Operation::ListTables),
    ("create-table", Operation::CreateTable),
    ("delete-table", Operation::DeleteTable),
    ("list", Operation::ListColumns),
    ("add", Operation::AddColumns),
    ("update", Operation::UpdateColumn),
    ("delete", Operation::DeleteColumn),
    ("query", Operation::ExecuteQuery),
    ("list-metadata", Operation::ListMetadata),
    ("update-metadata", Operation::UpdateMetadata),
    ("list-relations", Operation::ListRelations),
    ("add-relation", Operation::AddRelation),
    ("update-relation", Operation::UpdateRelation),
    ("delete-relation", Operation::DeleteRelation),
    ("refresh-metadata", Operation::RefreshMetadata),
    ("get-refresh-status", Operation::GetRefreshStatus),
    (
        "generate-categorical-values",
        Operation::GenerateCategoricalValues,
    ),
    (
        "delete-categorical-values",
        Operation::DeleteCategoricalValues,
    ),
    ("list-golden-sqls", Operation::ListGoldenSqls),
    ("add-golden-sql", Operation::AddGoldenSql),
    ("delete-golden-sql", Operation::DeleteGoldenSql),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_name() {
        assert_eq!(
            OPERATIONS
                .iter()
                .map(|(_, operation)| *operation)
                .collect::<Vec<_>>(),
            Operation::ALL
        );
    }
}
