//! The bodies of successful responses.

use serde::Serialize;

use super::data_type::DataType;
use super::table::Column;

/// The catalog and the schema of every BI table.
pub(crate) const CATALOG_ID: &str = "1";
pub(crate) const CATALOG: &str = "peaka";
pub(crate) const SCHEMA: &str = "bitable";

/// A table. All BI tables are in the same catalog and schema, and none is cached.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableBody<'a> {
    catalog_id: &'static str,
    catalog_name: &'static str,
    is_cacheable: bool,
    is_cached: bool,
    is_dynamic_table: bool,
    schema_name: &'static str,
    supported_cache_types: [&'static str; 0],
    table_name: &'a str,
}

/// A column in the response to a request to add columns.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AddedColumnBody<'a> {
    data_type: &'static str,
    default_value: Option<&'a str>,
    display_name: &'a str,
    is_not_null: bool,
    is_unique: bool,
    name: &'a str,
}

/// A column in the response to a list or an update, which has an id and a description as well.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ColumnBody<'a> {
    data_type: &'a str,
    default_value: Option<&'a str>,
    desc: Option<&'a str>,
    display_name: &'a str,
    id: &'a str,
    is_not_null: bool,
    is_unique: bool,
    name: &'a str,
}

/// The project and the user of a key. The user is made up, because the emulator has no accounts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InfoBody<'a> {
    email: &'static str,
    project_id: &'a str,
    project_name: &'a str,
    user_id: &'static str,
}

impl<'a> TableBody<'a> {
    pub(crate) fn new(table_name: &'a str) -> Self {
        Self {
            catalog_id: CATALOG_ID,
            catalog_name: CATALOG,
            is_cacheable: false,
            is_cached: false,
            is_dynamic_table: false,
            schema_name: SCHEMA,
            supported_cache_types: [],
            table_name,
        }
    }
}

impl<'a> AddedColumnBody<'a> {
    pub(crate) fn new(column: &'a Column, type_name: fn(DataType) -> &'static str) -> Self {
        Self {
            data_type: type_name(column.data_type),
            default_value: column.default.as_deref(),
            display_name: &column.display_name,
            is_not_null: column.is_not_null,
            is_unique: column.is_unique,
            name: &column.name,
        }
    }
}

impl<'a> ColumnBody<'a> {
    pub(crate) fn new(column: &'a Column, type_name: fn(DataType) -> &'static str) -> Self {
        let listed_type = column.listed_type.as_deref();
        Self {
            data_type: listed_type.unwrap_or_else(|| type_name(column.data_type)),
            default_value: column.default.as_deref(),
            desc: None,
            display_name: &column.display_name,
            id: &column.id,
            is_not_null: column.is_not_null,
            is_unique: column.is_unique,
            name: &column.name,
        }
    }
}

impl<'a> InfoBody<'a> {
    pub(crate) fn new(project: &'a str) -> Self {
        Self {
            email: "emulator@localhost",
            project_id: project,
            project_name: project,
            user_id: "emulator",
        }
    }
}
