//! A live table, as responses show it.

use serde::{Deserialize, Serialize};

use super::column_detail::ColumnDetail;

/// One table as an answer shows it.
///
/// Only the name is sure to be there: any other field may be null or missing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Table {
    /// The id of the catalog; measured: `1`.
    #[serde(default)]
    pub catalog_id: Option<String>,
    /// The name of the catalog; measured: `peaka`.
    #[serde(default)]
    pub catalog_name: Option<String>,
    /// The name of the schema; measured: `bitable`.
    #[serde(default)]
    pub schema_name: Option<String>,
    /// The stored name: go on with this one, not with the one that was asked for.
    pub table_name: String,
    /// Whether the table can be cached.
    #[serde(default)]
    pub is_cacheable: Option<bool>,
    /// `FULL_REFRESH`, `INCREMENTAL`, both or neither.
    #[serde(default)]
    pub supported_cache_types: Option<Vec<String>>,
    /// Whether the table has columns that a query must give values for.
    #[serde(default)]
    pub is_dynamic_table: Option<bool>,
    /// Whether the table is cached.
    #[serde(default)]
    pub is_cached: Option<bool>,
}

/// A table as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// The stored name.
    pub name: String,
    /// The columns, those of the service included.
    pub columns: Vec<ColumnDetail>,
}
