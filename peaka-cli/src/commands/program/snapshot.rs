//! `peaka snapshot`: saves the columns of a live table.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::live_table::live_table;
use crate::connection::Connection;
use crate::output::{Document, Error, Output, WriteResult};
use crate::snapshot_file::{SNAPSHOT, SnapshotFile};

/// Save the columns of a live table, for the comparison at compile time
///
/// A struct names the file in `#[bitable(snapshot = "…")]`. System columns, ids and descriptions are left out, so the file
/// is the same for two environments with the same columns.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka snapshot events --out peaka/events.json")]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    table: String,

    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Overwrite a file that is not a snapshot
    #[arg(long, requires = "out")]
    force: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Saved<'a> {
    table: &'a str,
    stored_table: &'a str,
    file: String,
    result: WriteResult,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    let Arguments {
        table,
        out,
        force,
        connection,
    } = arguments;
    let client = connection.client()?;
    let live = live_table(&client, &table).await?;
    let snapshot = SnapshotFile::new(&table, &live);
    let text = snapshot.text()?;
    let Some(path) = out else {
        return output.result(&text, &snapshot);
    };
    let result = SNAPSHOT.write(&path, &text, force)?;
    let document = Document::new(Saved {
        table: &table,
        stored_table: &live.name,
        file: path.to_string_lossy().into_owned(),
        result,
    });
    output.result(&format!("{}\n", result.describe(&path)), &document)
}
