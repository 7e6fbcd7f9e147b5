//! `schema`: what the program declares.

use clap::Args;
use peaka_runtime::{Client, ColumnRequest, DeclaredTable, Tables};
use serde::Serialize;

use crate::connection::Connection;
use crate::error::Error;
use crate::exit::Outcome;
use crate::output::{Output, Versioned};
use crate::text_table::text_table;

/// Shows the tables that the program declares
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Document<'a> {
    tables: &'a [DeclaredTable],
}

impl Options {
    pub(super) async fn run(
        &self,
        tables: &Tables,
        client: impl Fn(&Connection) -> Result<Client, Error>,
        output: &Output,
    ) -> Result<Outcome, Error> {
        let tables = tables.as_slice();
        let blocks: Vec<_> = tables.iter().map(text).collect();
        let document = Document { tables };
        output.result(&blocks.join("\n"), &Versioned::new(document))?;
        Ok(Outcome::Done)
    }
}

fn text(declared: &DeclaredTable) -> String {
    let head = [
        "NAME",
        "TYPE",
        "NULL",
        "UNIQUE",
        "DEFAULT",
        "SHOWN AS",
        "DESCRIPTION",
    ];
    let rows = declared.columns.iter().map(row);
    let table = text_table(head, rows);
    let struct_name = declared.struct_name();
    format!(
        "table `{}`, declared by `{struct_name}`\n{table}",
        declared.table
    )
}

fn row(column: &ColumnRequest<'_>) -> [String; 7] {
    let description = column.description.unwrap_or_default();
    let first_line = description.lines().next().unwrap_or_default();
    [
        column.name.to_owned(),
        column.data_type.to_string(),
        if column.is_not_null { "no" } else { "" }.to_owned(),
        if column.is_unique { "yes" } else { "" }.to_owned(),
        column
            .default_value
            .map(|value| value.to_string())
            .unwrap_or_default(),
        column.display_name.to_owned(),
        first_line.to_owned(),
    ]
}
