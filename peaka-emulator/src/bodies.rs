//! The bodies of answers that bring what was asked for, as the API spells them.

use serde::Serialize;

use crate::data_type::DataType;
use crate::table::Column;

/// A table. Every BI table is in the same catalog and schema, and none is cached.
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

/// A column as the answer to an Add shows it.
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

/// A column as a list or an update shows it: an id and a description beside the rest.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ColumnBody<'a> {
    data_type: &'static str,
    default_value: Option<&'a str>,
    desc: Option<&'a str>,
    display_name: &'a str,
    id: &'a str,
    is_not_null: bool,
    is_unique: bool,
    name: &'a str,
}

/// Whose key it is. The service has an account behind this; the emulator makes one up.
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
            catalog_id: "1",
            catalog_name: "peaka",
            is_cacheable: false,
            is_cached: false,
            is_dynamic_table: false,
            schema_name: "bitable",
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
            is_not_null: column.not_null,
            is_unique: column.unique,
            name: &column.name,
        }
    }
}

impl<'a> ColumnBody<'a> {
    pub(crate) fn new(column: &'a Column, type_name: fn(DataType) -> &'static str) -> Self {
        Self {
            data_type: type_name(column.data_type),
            default_value: column.default.as_deref(),
            desc: None,
            display_name: &column.display_name,
            id: &column.id,
            is_not_null: column.not_null,
            is_unique: column.unique,
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
