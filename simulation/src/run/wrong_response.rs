//! Responses to requests for tables and columns with status 200 whose content is wrong.

use peaka_runtime::stored_name;
use serde_json::{Value, json};

use crate::scenario::{Columns, Scenario};
use crate::table::{Request, declared_and_old_names, is_alike};

/// Returns the body of a successful response for a write that was not applied.
pub(super) fn false_success(request: &Request, table: &str, body: &[u8]) -> Vec<u8> {
    match request {
        Request::CreateTable => json!({"tableName": table}).to_string().into_bytes(),
        Request::Update { .. } => [b"[", body, b"]"].concat(),
        Request::Delete(_) => Vec::new(),
        _ => body.to_vec(),
    }
}

/// Removes one of the hideable columns from a column list, if the list shows any of them. A column is not hidden
/// if the name of another one looks like it, because no client could tell them apart then.
pub(super) fn without_column(list: &[u8], hideable: &[String], nth: usize) -> Vec<u8> {
    let Ok(Value::Array(mut columns)) = serde_json::from_slice(list) else {
        return list.to_vec();
    };
    let names: Vec<_> = columns
        .iter()
        .map(|column| column["name"].as_str().unwrap_or_default())
        .collect();
    let is_only_one = |name: &str| {
        let same = names
            .iter()
            .filter(|other| is_alike(&stored_name(other), &stored_name(name)));
        same.count() == 1
    };
    let candidates: Vec<_> = (0..names.len())
        .filter(|index| {
            let name = names[*index];
            hideable.iter().any(|hideable| hideable == name) && is_only_one(name)
        })
        .collect();
    if let Some(index) = candidates.get(nth % candidates.len().max(1)) {
        columns.remove(*index);
    }
    Value::Array(columns).to_string().into_bytes()
}

/// Returns the names of the columns that may be hidden from each program.
pub(super) fn hideable_columns(scenario: &Scenario<Columns>) -> Vec<Vec<String>> {
    let declarations = || scenario.programs.iter().map(|program| &program.declaration);
    let is_renamed_or_deleted = |name: &str| {
        declarations().any(|declaration| {
            let renamed = declaration
                .columns
                .iter()
                .filter(|column| !column.renamed_from.is_empty())
                .flat_map(declared_and_old_names);
            let mut names = renamed.chain(declaration.delete.iter().copied());
            names.any(|other| is_alike(other, name))
        })
    };
    declarations()
        .map(|declaration| {
            let names = declaration.columns.iter().map(|column| column.name);
            let names = names.filter(|name| !is_renamed_or_deleted(name));
            names
                .flat_map(|name| [name.to_owned(), stored_name(name).into_owned()])
                .collect()
        })
        .collect()
}
