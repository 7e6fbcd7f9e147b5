//! Where the metadata of BI tables is: the catalog and the schema.

pub(crate) use crate::schema::BI_SCHEMA as SCHEMA;

/// The id of the catalog of BI tables, as observed. Its name is not unique.
pub(crate) const CATALOG_ID: &str = "1";

/// The query string that selects the metadata of BI tables.
pub(crate) const URL_QUERY: &str = "?catalogId=1&schemaName=bitable";
