//! Where the metadata of BI tables is: the catalog and the schema.

/// The id of the catalog of BI tables, as measured. Its name is not unique.
pub(crate) const CATALOG_ID: &str = "1";

/// The schema of BI tables.
pub(crate) const SCHEMA: &str = "bitable";

/// The query string that selects the metadata of BI tables.
pub(crate) const URL_QUERY: &str = "?catalogId=1&schemaName=bitable";
