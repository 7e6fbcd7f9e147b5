//! `peaka drop-column`: deletes a column.

use clap::Args;
use peaka_runtime::__private::quoted;
use peaka_runtime::{LiveTable, is_system_column};

use super::live_table::live_table;
use super::report::print_sync;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output};
use crate::suggest::nearest;

/// Delete a column with its data, and verify that the column list no longer shows it
///
/// This cannot be undone. Without --yes, the command fails with a description of the column, and deletes nothing.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka drop-column page_views oldnote --yes")]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    table: String,

    /// The stored name of the column
    column: String,

    /// Confirm the deletion, which cannot be undone
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
    let Arguments {
        table,
        column,
        yes,
        connection,
    } = arguments;
    let client = connection.client()?;
    let live = live_table(&client, &table).await?;
    let description = deletable_column(&live, &column)?;
    if !yes {
        return Err(Error::new(
            format!("this would delete {description} with all data (nothing was written)"),
            "add `--yes` to confirm; this cannot be undone",
        ));
    }
    let sync = client.sync_table(&table, &[]).delete_columns([&*column]);
    print_sync(sync, output).await
}

/// Describes a column that can be deleted: its name, data type and table.
fn deletable_column(live: &LiveTable, name: &str) -> Result<String, Error> {
    let (column, table) = (quoted(name), quoted(&live.name));
    if is_system_column(name) {
        return Err(Error::new(
            format!("column {column} of table {table} is a system column"),
            "only the columns that `peaka columns` lists without `--all` can be deleted",
        ));
    }
    if let Some(found) = live.columns.iter().find(|column| column.name == name) {
        let data_type = found.data_type.as_deref().unwrap_or("of unknown data type");
        return Ok(format!("column {column} ({data_type}) of table {table}"));
    }
    let names = live.columns.iter().map(|column| &*column.name);
    let help = match nearest(name, names.filter(|name| !is_system_column(name))) {
        Some(name) => format!("did you mean {}?", quoted(name)),
        None => "`peaka columns` lists the stored names".to_owned(),
    };
    Err(Error::new(
        format!("table {table} has no column {column}"),
        help,
    ))
}
