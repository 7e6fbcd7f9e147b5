//! `peaka query`: the rows of a query.

use std::io::{self, Read};

use clap::Args;

use super::row_format::{FormatOption, print_rows};
use crate::connection::Connection;
use crate::output::{Error, Output};

/// Print the rows of a query
///
/// One statement that reads, in Trino's SQL. A BI table is named "peaka"."bitable"."TABLE", with its stored name.
#[derive(Args)]
#[command(
    after_help = "Example:\n  peaka query 'SELECT COUNT(*) FROM \"peaka\".\"bitable\".\"pageviews\"' --format csv"
)]
pub(crate) struct Arguments {
    /// The statement, or `-` to read it from standard input
    sql: String,

    #[command(flatten)]
    pub(super) format: FormatOption,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    let Arguments {
        mut sql,
        format,
        connection,
    } = arguments;
    let format = format.resolve(output)?;
    if sql == "-" {
        sql.clear();
        io::stdin().read_to_string(&mut sql).map_err(|error| {
            Error::new(
                format!("failed to read the statement from standard input: {error}"),
                "write the statement as an argument",
            )
        })?;
    }
    let result = connection.client()?.query(sql).fetch_result().await?;
    print_rows(&result, format, output, |rows| rows)
}
