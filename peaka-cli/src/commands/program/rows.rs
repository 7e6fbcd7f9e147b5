//! `peaka rows`: the first rows of a table.

use clap::Args;
use peaka_runtime::__private::{counted, sql_identifier, sql_table};
use peaka_runtime::is_system_column;
use serde::Serialize;

use super::live_table::find_live_table;
use super::row_format::{Format, FormatOption, ResultRows, print_rows};
use crate::connection::Connection;
use crate::output::{Error, Output};

/// Print rows of a table
///
/// The rows are in no particular order. System columns, which every table has, are left out.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka rows page_views --limit 100")]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    table: String,

    /// The largest number of rows
    #[arg(long, value_name = "ROWS", default_value_t = 20)]
    limit: usize,

    /// Also print system columns
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    pub(super) format: FormatOption,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rows<'a> {
    table: &'a str,
    stored_table: &'a str,
    #[serde(flatten)]
    rows: ResultRows<'a>,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    let Arguments {
        table,
        limit,
        all,
        format,
        connection,
    } = arguments;
    let format = format.resolve(output)?;
    let client = connection.client()?;
    let live = find_live_table(&client, &table).await?;
    let columns = live.columns.iter().map(|column| column.name.as_str());
    let columns = columns.filter(|name| all || !is_system_column(name));
    let columns: Vec<_> = columns.map(sql_identifier).collect();
    if columns.is_empty() {
        return Err(Error::new(
            "the table has only system columns",
            "use `--all` to print them",
        ));
    }
    let sql = format!(
        "SELECT {} FROM {} LIMIT {limit}",
        columns.join(", "),
        sql_table(&live.name)
    );
    let result = client.query(sql).fetch_result().await?;
    if result.rows.len() == limit && format == Format::Table {
        output.print_note(format!(
            "the table may have more than {}; use `--limit` to print more",
            counted(limit, "row")
        ));
    }
    print_rows(&result, format, output, |rows| Rows {
        table: &table,
        stored_table: &live.name,
        rows,
    })
}
