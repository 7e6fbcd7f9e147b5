//! `peaka tables`.

use clap::Args;
use peaka_runtime::Table;
use serde::Serialize;

use crate::connection::Connection;
use crate::error::Error;
use crate::output::{Output, Versioned};
use crate::sql::identifier;
use crate::text_table::text_table;

/// Lists the BI tables of the project, and how SQL names them
#[derive(Args)]
#[command(after_help = "Example:\n  peaka tables --json")]
pub(crate) struct Arguments {
    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Document<'a> {
    tables: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    sql: String,
}

impl<'a> From<&'a Table> for Listed<'a> {
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
    let tables: Vec<_> = tables.iter().map(Listed::from).collect();
    let rows = tables
        .iter()
        .map(|table| [table.name.to_owned(), table.sql.clone()]);
    let text = if tables.is_empty() {
        output.remark("the project has no BI tables");
        String::new()
    } else {
        text_table(["NAME", "SQL"], rows)
    };
    output.result(&text, &Versioned::new(Document { tables }))
}

/// The table as a query names it. A part that the answer does not state is left to the query's own catalog and schema.
fn sql(table: &Table) -> String {
    let path = [
        table.catalog_name.as_deref(),
        table.schema_name.as_deref(),
        Some(&*table.table_name),
    ];
    let parts: Vec<_> = path.iter().flatten().copied().map(identifier).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn sql_names_a_table_by_what_the_answer_states() {
        for (table, named) in [
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
            assert_eq!(sql(&from_value(table).unwrap()), named);
        }
    }
}
