//! What people wrote in Peaka about tables, and the program does not declare.

use std::collections::HashMap;

use peaka_runtime::__private::{quoted, sql_table};
use peaka_runtime::{
    Client, ColumnRequest, DeclaredTable, Relation, StoredGoldenSql, SyncTables, TableMetadata,
    stored_name,
};

use crate::dictionary::MetadataNotes;
use crate::output::{COMMAND_LINE, Error, listed_up_to};

/// The largest number of values of a column that a note lists.
const MAX_VALUES: usize = 20;

/// The metadata of a project's BI tables.
struct LiveMetadata {
    tables: Vec<TableMetadata>,
    relations: Vec<Relation>,
    golden_sqls: Vec<StoredGoldenSql>,
}

/// Returns the notes on each of the tables.
pub(super) async fn metadata_notes(
    client: &Client,
    declared: &[DeclaredTable],
    sync: SyncTables<'_>,
) -> Result<Vec<MetadataNotes>, Error> {
    let live = LiveMetadata {
        tables: client.list_metadata().await?,
        relations: client.list_relations().await?,
        golden_sqls: client.list_golden_sqls().await?,
    };
    let mut notes: Vec<_> = declared
        .iter()
        .map(|declared| live.undeclared(declared))
        .collect();
    // What is declared differently.
    for (notes, outcome) in notes.iter_mut().zip(sync.metadata_plan().await?) {
        let plan = match outcome.result {
            Ok(plan) => plan,
            Err(error) => {
                notes.table.push(error.text_with(&COMMAND_LINE));
                continue;
            }
        };
        let table = live.table(outcome.declared.table);
        for drift in plan.denied.iter().chain(&plan.warned) {
            let Some(column) = &drift.column else {
                notes.table.push(drift.to_string());
                continue;
            };
            let mut columns = table
                .iter()
                .flat_map(|table| table.columns.iter().flatten());
            let stored = columns.find(|live| is_stored_as(column, &live.name));
            let stored = stored.map_or(column, |live| &live.name);
            let notes = notes.columns.entry(stored.clone());
            notes.or_default().push(drift.to_string());
        }
    }
    Ok(notes)
}

fn is_stored_as(name: &str, stored: &str) -> bool {
    name == stored || stored_name(name) == stored
}

impl LiveMetadata {
    fn table(&self, declared: &str) -> Option<&TableMetadata> {
        let mut tables = self.tables.iter();
        tables.find(|live| is_stored_as(declared, &live.name))
    }

    /// Returns what the metadata says of a table, and its struct does not.
    fn undeclared(&self, declared: &DeclaredTable) -> MetadataNotes {
        let mut notes = MetadataNotes::default();
        let Some(live) = self.table(declared.table) else {
            return notes;
        };
        if let (None, Some(text)) = (declared.description, &live.description) {
            notes.table.push(format!("description {}", quoted(text)));
        }
        if declared.use_with_ai.is_none() && live.use_with_ai == Some(false) {
            notes.table.push("the AI does not use the table".to_owned());
        }
        let column = |stored: &str| -> Option<&ColumnRequest<'_>> {
            let mut columns = declared.columns.iter();
            columns.find(|column| is_stored_as(column.name, stored))
        };
        for live in live.columns.iter().flatten() {
            let declared = column(&live.name);
            let mut texts = Vec::new();
            let describes = |column: &ColumnRequest<'_>| {
                column.description.is_some()
                    || column
                        .variants
                        .iter()
                        .any(|variant| variant.description.is_some())
            };
            let is_described = declared.is_some_and(describes);
            if let Some(text) = live.description.as_ref().filter(|_| !is_described) {
                texts.push(format!("description {}", quoted(text)));
            }
            let has_variants = declared.is_some_and(|column| !column.variants.is_empty());
            let values = live.categorical_values.as_ref();
            if let Some(values) = values.filter(|values| !values.is_empty() && !has_variants) {
                let listed: Vec<_> = values.iter().map(String::as_str).collect();
                texts.push(format!("values {}", listed_up_to(MAX_VALUES, &listed)));
            }
            if !texts.is_empty() {
                notes.columns.insert(live.name.clone(), texts);
            }
        }
        let relations = self.relations.iter();
        for relation in relations.filter(|relation| relation.source_table == live.name) {
            let target = column(&relation.source_column).and_then(|column| column.references);
            let is_declared = target.is_some_and(|target| {
                let target = target.target();
                is_stored_as(target.table, &relation.target_table)
                    && is_stored_as(target.column, &relation.target_column)
            });
            if !is_declared {
                let target = format!("{}.{}", relation.target_table, relation.target_column);
                let notes: &mut HashMap<_, Vec<_>> = &mut notes.columns;
                let notes = notes.entry(relation.source_column.clone());
                notes
                    .or_default()
                    .push(format!("references {}", quoted(&target)));
            }
        }
        let table = sql_table(&live.name);
        let is_declared = |question: &str| {
            let mut golden_sqls = declared.golden_sqls.iter();
            golden_sqls.any(|golden_sql| golden_sql.question() == question)
        };
        for golden_sql in &self.golden_sqls {
            if golden_sql.sql.contains(&table) && !is_declared(&golden_sql.question) {
                notes.table.push(format!(
                    "example question {}, answered by {}",
                    quoted(&golden_sql.question),
                    quoted(&golden_sql.sql)
                ));
            }
        }
        notes
    }
}
