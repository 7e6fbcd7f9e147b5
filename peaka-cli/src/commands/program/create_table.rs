//! `peaka create-table`: creates a table.

use clap::Args;

use super::run_sync::run_sync;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output};

/// Create a table, and verify that it exists
///
/// The table has only system columns; `peaka add-column` adds others. A table that exists already is not changed.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka create-table page_views")]
pub(crate) struct Arguments {
    /// The name of the table
    table: String,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
    let Arguments { table, connection } = arguments;
    let client = connection.client()?;
    let sync = client.sync_table(&table, &[]).create_table(true);
    run_sync(sync, output).await
}
