//! The bodies of answers that bring what was asked for, as the API spells them.

use serde_json::{Value, json};

use crate::data_type::DataType;
use crate::table::Column;

/// A table. Every BI table is in the same catalog and schema, and none is cached.
pub(crate) fn table(name: &str) -> Value {
    json!({
        "catalogId": "1",
        "catalogName": "peaka",
        "schemaName": "bitable",
        "tableName": name,
        "isCacheable": false,
        "supportedCacheTypes": [],
        "isDynamicTable": false,
        "isCached": false,
    })
}

/// A column as the answer to an Add shows it.
pub(crate) fn added_column(column: &Column, type_name: fn(DataType) -> &'static str) -> Value {
    json!({
        "name": column.name,
        "dataType": type_name(column.data_type),
        "displayName": column.display_name,
        "defaultValue": column.default,
        "isNotNull": column.not_null,
        "isUnique": column.unique,
    })
}

/// A column as a list or an update shows it: an id and a description beside the rest.
pub(crate) fn column(column: &Column, type_name: fn(DataType) -> &'static str) -> Value {
    let mut body = added_column(column, type_name);
    body["id"] = json!(column.id);
    body["desc"] = Value::Null;
    body
}

/// Whose key it is. The service has an account behind this; the emulator makes one up.
pub(crate) fn info(project: &str) -> Value {
    json!({
        "projectId": project,
        "projectName": project,
        "userId": "emulator",
        "email": "emulator@localhost",
    })
}
