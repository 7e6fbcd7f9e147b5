//! `peaka add-column`: adds a column to a table.

use clap::Args;
use peaka_runtime::__private::{check_column_name, quoted};
use peaka_runtime::{
    ColumnRequest, DataType, DriftKind, Level, LiveTable, is_system_column, stored_name,
};

use super::column_argument::{default_value, parse_data_type};
use super::live_table::live_table;
use super::report::print_sync;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output};

/// Add a column to a table, and verify it in the column list
///
/// If the table has the column already, also under the name that the service stores, nothing is written. The exit code is 3 if
/// that column has another data type or default. A flag or display name that the service does not persist is a warning.
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
        column = column.default_value(default_value(data_type, text)?);
    }
    if let Some(display_name) = &display_name {
        column = column.display_name(display_name);
    }
    column.is_unique = unique;
    column.is_not_null = not_null;
    check_column_name(&name).map_err(peaka_runtime::Error::Name)?;
    let columns = [column];
    let client = connection.client()?;
    reject_twin(&live_table(&client, &table).await?, &name)?;
    let on_display_name = if display_name.is_some() {
        Level::Warn
    } else {
        Level::Allow
    };
    let sync = client
        .sync_table(&table, &columns)
        .on(DriftKind::DisplayName, on_display_name);
    print_sync(sync, output).await
}

/// Fails if another column of the table has the same name without its underscores. No struct can declare both columns, and
/// the service was measured to store them under one name.
fn reject_twin(live: &LiveTable, name: &str) -> Result<(), Error> {
    let stored = stored_name(name);
    let names = live.columns.iter().map(|column| &*column.name);
    // The name of the system column `_id` differs only in an underscore from that of a column `id`.
    let mut names = names.filter(|name| !is_system_column(name));
    // The sync takes these columns for the requested one.
    let is_present = names.clone().any(|other| other == name || other == stored);
    let twin = names.find(|other| stored_name(other) == stored);
    match twin {
        Some(twin) if !is_present => Err(Error::new(
            format!(
                "table {} has the column {}, whose name differs from {} only in underscores",
                quoted(&live.name),
                quoted(twin),
                quoted(name)
            ),
            "use the name of that column, or choose another one",
        )),
        _ => Ok(()),
    }
}
