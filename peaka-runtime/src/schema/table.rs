//! A live table.

use serde::{Deserialize, Serialize};

use super::column_detail::ColumnDetail;

/// A live table without its columns, as responses describe it.
///
/// Only the name is always present. All other fields may be null or missing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Table {
    /// The id of the catalog; observed as `1`.
    #[serde(default)]
    pub catalog_id: Option<String>,
    /// The name of the catalog; observed as `peaka`.
    #[serde(default)]
    pub catalog_name: Option<String>,
    /// The name of the schema; observed as `bitable`.
    #[serde(default)]
    pub schema_name: Option<String>,
    /// The stored name. Later requests should use it, not the name that was requested.
    pub table_name: String,
    /// Whether the table can be cached.
    #[serde(default)]
    pub is_cacheable: Option<bool>,
    /// `FULL_REFRESH`, `INCREMENTAL`, both or neither.
    #[serde(default)]
    pub supported_cache_types: Option<Vec<String>>,
    /// Whether the table has columns for which a query must provide values.
    #[serde(default)]
    pub is_dynamic_table: Option<bool>,
    /// Whether the table is cached.
    #[serde(default)]
    pub is_cached: Option<bool>,
}

/// A live table with its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// The stored name.
    pub name: String,
    /// The columns, including system columns.
    pub columns: Vec<ColumnDetail>,
}
