//! `peaka columns`.

use clap::Args;
use peaka_runtime::{ColumnDetail, is_system_column};
use serde::Serialize;

use crate::connection::Connection;
use crate::error::Error;
use crate::output::{Output, Versioned};
use crate::program::lookup::live_table;
use crate::text_table::text_table;

/// Lists the columns of a table
///
/// The columns that the service itself has in every table are left out.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka columns page_views --all")]
pub(crate) struct Arguments {
    /// The table, as it is declared (`page_views`) or stored (`pageviews`)
    table: String,

    /// Lists the service's own columns as well
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    table: &'a str,
    stored_table: &'a str,
    columns: Vec<Listed<'a>>,
}

/// A column in the API's own words, and whose it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
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
    let live = live_table(&client, &table).await?;
    let columns: Vec<_> = live
        .columns
        .iter()
        .map(|column| Listed {
            column,
            is_system: is_system_column(&column.name),
        })
        .filter(|listed| all || !listed.is_system)
        .collect();
    let text = if columns.is_empty() {
        output.remark("the table has no columns of yours");
        String::new()
    } else {
        let head = [
            "NAME",
            "TYPE",
            "NOT NULL",
            "UNIQUE",
            "DEFAULT",
            "DISPLAY NAME",
        ];
        text_table(head, columns.iter().map(|listed| row(listed.column)))
    };
    let document = Document {
        table: &table,
        stored_table: &live.name,
        columns,
    };
    output.result(&text, &Versioned::new(document))
}

/// What the list does not state is blank.
fn row(column: &ColumnDetail) -> [String; 6] {
    let flag = |flag: Option<bool>| if flag == Some(true) { "yes" } else { "" }.to_owned();
    let default = column.default_value.as_deref().map(|default| {
        // An empty text is a default too, and would not be seen.
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
