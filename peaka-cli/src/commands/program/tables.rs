//! `peaka tables`: the tables of the project.

use clap::Args;
use peaka_runtime::__private::sql_identifier;
use peaka_runtime::Table;
use serde::Serialize;

use crate::connection::Connection;
use crate::output::{Document, Error, Output, text_table};

/// List the BI tables of the project, with their names in SQL
#[derive(Args)]
#[command(after_help = "Example:\n  peaka tables --json")]
pub(crate) struct Arguments {
    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct ListedTables<'a> {
    tables: Vec<ListedTable<'a>>,
}

#[derive(Serialize)]
struct ListedTable<'a> {
    name: &'a str,
    sql: String,
}

impl<'a> From<&'a Table> for ListedTable<'a> {
    fn from(table: &'a Table) -> Self {
        Self {
            name: &table.table_name,
            sql: sql(table),
        }
    }
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    let client = arguments.connection.client()?;
    let tables = client.list_tables().await?;
    let tables: Vec<_> = tables.iter().map(ListedTable::from).collect();
    let rows = tables
        .iter()
        .map(|table| [table.name.to_owned(), table.sql.clone()]);
    let text = if tables.is_empty() {
        output.print_note("the project has no BI tables");
        String::new()
    } else {
        text_table(["NAME", "SQL"], rows)
    };
    output.print_result(&text, &Document::new(ListedTables { tables }))
}

/// Returns the name of the table in SQL. Parts that the response does not report are left out.
fn sql(table: &Table) -> String {
    let path = [
        table.catalog_name.as_deref(),
        table.schema_name.as_deref(),
        Some(&*table.table_name),
    ];
    let parts: Vec<_> = path.iter().flatten().copied().map(sql_identifier).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn sql_name_has_the_parts_that_the_response_reports() {
        for (table, expected) in [
            (
                json!({"catalogName": "peaka", "schemaName": "bitable", "tableName": "pageviews"}),
                r#""peaka"."bitable"."pageviews""#,
            ),
            (
                json!({"catalogName": "a\"b", "schemaName": "c.d", "tableName": "\""}),
                r#""a""b"."c.d"."""""#,
            ),
            (json!({"tableName": "t"}), r#""t""#),
        ] {
            assert_eq!(sql(&from_value(table).unwrap()), expected);
        }
    }
}
