//! `peaka snapshot`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::connection::Connection;
use crate::error::Error;
use crate::file::Written;
use crate::output::{Output, Versioned};
use crate::program::lookup::live_table;
use crate::snapshot_file::{SAVED, SnapshotFile};

/// Saves the list of a table's columns, for builds that compare it with what is declared
///
/// A struct names the file with `#[bitable(snapshot = "…")]`. The service's own columns, ids and descriptions are not in
/// it, so that it is the same for two environments with the same columns.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka snapshot events --out peaka/events.json")]
pub(crate) struct Arguments {
    /// The table, as it is declared (`page_views`) or stored (`pageviews`)
    table: String,

    /// The file to write; without it, the list goes to the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Writes over a file that is no snapshot
    #[arg(long, requires = "out")]
    force: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    table: &'a str,
    stored_table: &'a str,
    file: String,
    written: Written,
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
    let written = SAVED.write(&path, &text, force)?;
    let document = Document {
        table: &table,
        stored_table: &live.name,
        file: path.to_string_lossy().into_owned(),
        written,
    };
    output.result(
        &format!("{}\n", written.sentence(&path)),
        &Versioned::new(document),
    )
}
