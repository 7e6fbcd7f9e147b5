//! The live metadata that a plan compares with a declaration.

use std::sync::Arc;

use super::golden_sql::StoredGoldenSql;
use super::relation::{ColumnKey, Relation};
use super::spec::MetadataSpec;
use super::table::TableMetadata;
use crate::schema::stored_name;
use crate::text::may_be_stored_as;

/// The metadata of the project's BI tables, as one or more reads returned it.
#[derive(Debug, Default)]
pub(crate) struct LiveMetadata {
    pub(crate) tables: Arc<[TableMetadata]>,
    /// The flag for AI of the table that is synced, in the first list of the tables that was read. It may have changed since.
    pub(crate) first_use_with_ai: Option<bool>,
    /// The relations; empty if no relation is declared.
    pub(crate) relations: Arc<[Relation]>,
    /// The golden SQLs; empty if none is declared.
    pub(crate) golden_sqls: Arc<[StoredGoldenSql]>,
}

impl LiveMetadata {
    /// Returns the metadata of the table that is synced: by its stored name, if that is known.
    pub(crate) fn own_table(&self, spec: &MetadataSpec<'_>) -> Option<&TableMetadata> {
        match &spec.stored_table {
            Some(stored) => self.tables.iter().find(|table| table.name == *stored),
            None => self.table(spec.table),
        }
    }

    /// Returns the metadata of a table that a declaration names.
    pub(crate) fn named_table(
        &self,
        spec: &MetadataSpec<'_>,
        declared: &str,
    ) -> Option<&TableMetadata> {
        if declared == spec.declared_table {
            self.own_table(spec)
        } else {
            self.table(declared)
        }
    }

    /// Returns the metadata of the table with this declared name. A table whose name only looks like it is another one:
    /// the right one may not be discovered yet.
    fn table(&self, declared: &str) -> Option<&TableMetadata> {
        let is = |name: &str| self.tables.iter().find(|table| table.name == name);
        is(declared).or_else(|| is(&stored_name(declared)))
    }
}

/// Returns the item whose stored name belongs to a declared one: the same name, the normalized one, or the only one that
/// looks like it.
pub(crate) fn find_stored<'l, T>(
    declared: &str,
    items: &'l [T],
    name: impl Fn(&T) -> &str,
) -> Option<&'l T> {
    let is = |wanted: &str| items.iter().find(|item| name(item) == wanted);
    if let Some(item) = is(declared).or_else(|| is(&stored_name(declared))) {
        return Some(item);
    }
    let mut look_alikes = items
        .iter()
        .filter(|item| may_be_stored_as(declared, name(item)));
    match (look_alikes.next(), look_alikes.next()) {
        (Some(item), None) => Some(item),
        _ => None,
    }
}

/// Returns a column by its stored name: as the metadata has it, or as the service is known to store it.
pub(crate) fn column_key(table: &TableMetadata, column: &str) -> ColumnKey {
    let columns = table.columns.as_deref().unwrap_or_default();
    let found = find_stored(column, columns, |column| &column.name);
    ColumnKey {
        table: table.name.clone(),
        column: found.map_or_else(
            || stored_name(column).into_owned(),
            |found| found.name.clone(),
        ),
    }
}

/// Returns whether the metadata has the column with this declared name, or does not report columns.
pub(crate) fn may_have_column(table: &TableMetadata, declared: &str) -> bool {
    let columns = table.columns.as_deref();
    columns.is_none_or(|columns| find_stored(declared, columns, |column| &column.name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_names_are_found_like_those_of_columns() {
        let find =
            |declared, items: &[&'static str]| find_stored(declared, items, |name| name).copied();
        assert_eq!(find("user_id", &["userid", "user_id"]), Some("user_id"));
        assert_eq!(find("user_id", &["USERID", "userid"]), Some("userid"));
        assert_eq!(find("user_id", &["USERID"]), Some("USERID"));
        assert_eq!(find("user_id", &["USERID", "UserId"]), None);
        assert_eq!(find("user_id", &["user"]), None);
    }
}
