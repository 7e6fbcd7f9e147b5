//! `peaka add-column`: adds a column to a table.

use clap::Args;
use peaka_runtime::__private::{check_column_name, quoted};
use peaka_runtime::{
    ColumnRequest, DataType, DriftKind, Level, LiveTable, is_system_column, stored_name,
};

use super::column_argument::{parse_data_type, parse_default};
use super::live_table::find_live_table;
use super::run_sync::run_sync;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output};

/// Add a column to a table, and verify it in the column list
///
/// If the table already has the column, or a column with its stored name, nothing is written. The exit code is 3 if that
/// column has another data type or default. A flag or display name that the service does not persist is a warning.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka add-column page_views clicks BIGINT --default 0")]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    table: String,

    /// The name of the column
    name: String,

    /// The data type, in upper or lower case: VARCHAR, BIGINT, BOOLEAN, DECIMAL, TIMESTAMP, TIME, DATE or UUID
    #[arg(value_name = "TYPE", value_parser = parse_data_type)]
    data_type: DataType,

    /// The default
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    default: Option<String>,

    /// Make the column UNIQUE
    #[arg(long)]
    unique: bool,

    /// Make the column NOT NULL
    #[arg(long)]
    not_null: bool,

    /// The name that Peaka Studio shows [default: the name of the column]
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
    let Arguments {
        table,
        name,
        data_type,
        default,
        unique,
        not_null,
        display_name,
        connection,
    } = arguments;
    let mut column = ColumnRequest::new(&name, data_type);
    if let Some(text) = &default {
        column = column.default_value(parse_default(data_type, text)?);
    }
    if let Some(display_name) = &display_name {
        column = column.display_name(display_name);
    }
    column.is_unique = unique;
    column.is_not_null = not_null;
    check_column_name(&name).map_err(peaka_runtime::Error::Name)?;
    let columns = [column];
    let client = connection.client()?;
    check_no_underscore_conflict(&find_live_table(&client, &table).await?, &name)?;
    let on_display_name = if display_name.is_some() {
        Level::Warn
    } else {
        Level::Allow
    };
    let sync = client
        .sync_table(&table, &columns)
        .on(DriftKind::DisplayName, on_display_name);
    run_sync(sync, output).await
}

/// Fails if another column has the same name apart from underscores. No struct can declare both, and the service has been
/// observed to store both under one name.
fn check_no_underscore_conflict(live: &LiveTable, name: &str) -> Result<(), Error> {
    let stored = stored_name(name);
    let names = live.columns.iter().map(|column| &*column.name);
    // The name of the system column `_id` differs only in an underscore from that of a column `id`.
    let mut names = names.filter(|name| !is_system_column(name));
    // The sync treats a column with either name as the requested one.
    let is_present = names.clone().any(|other| other == name || other == stored);
    let conflicting = names.find(|other| stored_name(other) == stored);
    match conflicting {
        Some(conflicting) if !is_present => Err(Error::new(
            format!(
                "table {} has the column {}, whose name differs from {} only in underscores",
                quoted(&live.name),
                quoted(conflicting),
                quoted(name)
            ),
            "use the name of that column, or choose another one",
        )),
        _ => Ok(()),
    }
}
