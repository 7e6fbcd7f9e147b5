//! `peaka drop-column`: deletes a column.

use clap::Args;
use peaka_runtime::__private::quoted;
use peaka_runtime::{LiveTable, is_system_column};

use super::live_table::find_live_table;
use super::run_sync::run_sync;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output, quoted_command};
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
    let live = find_live_table(&client, &table).await?;
    let description = describe_deletable_column(&live, &column)?;
    if !yes {
        return Err(Error::new(
            format!("this would delete {description} with all data (nothing was written)"),
            "add `--yes` to confirm; this cannot be undone",
        ));
    }
    let sync = client.sync_table(&table, &[]).delete_columns([&*column]);
    run_sync(sync, output).await
}

/// Describes the column to delete by name, data type and table. Fails if it does not exist or is a system column.
fn describe_deletable_column(live: &LiveTable, name: &str) -> Result<String, Error> {
    let (column, table) = (quoted(name), quoted(&live.name));
    if is_system_column(name) {
        return Err(Error::new(
            format!("column {column} of table {table} is a system column"),
            format!(
                "only the columns that {} lists can be deleted",
                columns_command(live)
            ),
        ));
    }
    if let Some(found) = live.columns.iter().find(|column| column.name == name) {
        let data_type = found.data_type.as_deref().unwrap_or("of unknown data type");
        return Ok(format!("column {column} ({data_type}) of table {table}"));
    }
    let names = live.columns.iter().map(|column| &*column.name);
    let help = match nearest(name, names.filter(|name| !is_system_column(name))) {
        Some(name) => format!("did you mean {}?", quoted(name)),
        None => format!("{} lists the stored names", columns_command(live)),
    };
    Err(Error::new(
        format!("table {table} has no column {column}"),
        help,
    ))
}

/// Returns the command that lists the columns of the table, in backticks.
fn columns_command(live: &LiveTable) -> String {
    quoted_command("peaka columns", [&*live.name])
}
