//! `peaka columns`: the columns of a table.

use clap::Args;
use peaka_runtime::{ColumnDetail, is_system_column};
use serde::Serialize;

use super::live_table::find_live_table;
use crate::connection::Connection;
use crate::output::{Document, Error, Output, text_table};

/// List the columns of a table
///
/// System columns, which every table has, are left out.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka columns page_views --all")]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    table: String,

    /// Also list system columns
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Columns<'a> {
    table: &'a str,
    stored_table: &'a str,
    columns: Vec<ListedColumn<'a>>,
}

/// A column as the API returns it, and whether it is a system column.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedColumn<'a> {
    #[serde(flatten)]
    column: &'a ColumnDetail,
    is_system: bool,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    let Arguments {
        table,
        all,
        connection,
    } = arguments;
    let client = connection.client()?;
    let live = find_live_table(&client, &table).await?;
    let columns: Vec<_> = live
        .columns
        .iter()
        .map(|column| ListedColumn {
            column,
            is_system: is_system_column(&column.name),
        })
        .filter(|listed| all || !listed.is_system)
        .collect();
    let text = if columns.is_empty() {
        output.print_note(if live.columns.is_empty() {
            "the table has no columns"
        } else {
            "the table has only system columns; `--all` lists them"
        });
        String::new()
    } else {
        let header = [
            "NAME",
            "TYPE",
            "NOT NULL",
            "UNIQUE",
            "DEFAULT",
            "DISPLAY NAME",
        ];
        text_table(header, columns.iter().map(|listed| row(listed.column)))
    };
    let document = Document::new(Columns {
        table: &table,
        stored_table: &live.name,
        columns,
    });
    output.print_result(&text, &document)
}

/// Returns the cells of a column. A value that the column list does not report is blank.
fn row(column: &ColumnDetail) -> [String; 6] {
    let flag = |flag: Option<bool>| if flag == Some(true) { "yes" } else { "" }.to_owned();
    let default = column.default_value.as_deref().map(|default| {
        // An empty text would not be visible.
        if default.is_empty() { "\"\"" } else { default }
    });
    [
        column.name.clone(),
        column.data_type.clone().unwrap_or_default(),
        flag(column.is_not_null),
        flag(column.is_unique),
        default.unwrap_or_default().to_owned(),
        column.display_name.clone().unwrap_or_default(),
    ]
}
