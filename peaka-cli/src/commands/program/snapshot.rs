//! `peaka snapshot`: saves the columns of a live table, or of all tables.

use std::path::PathBuf;

use clap::Args;
use futures_util::{StreamExt, stream};
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, LiveTable};
use serde::Serialize;

use super::live_table::{CONCURRENCY, find_live_table};
use crate::connection::Connection;
use crate::output::{Document, Error, Outcome, Output, WriteResult, quoted_path};
use crate::snapshot_file::{
    Content, SNAPSHOT, SaveResult, SnapshotDirectory, SnapshotFile, print_save_results,
};

/// Save the columns of a live table, for the comparison at compile time
///
/// A struct names the file in `#[bitable(snapshot = "…")]`. System columns, ids and descriptions are left out, so the file
/// is the same for two environments with the same columns.
///
/// With `--all`, a file for each table of the project is saved in a directory. If the directory already has a snapshot of a
/// table, that file is updated, whatever its name. Other files are never overwritten.
#[derive(Args)]
#[command(
    override_usage = "peaka snapshot [OPTIONS] <TABLE> [--out <FILE>]\n       peaka snapshot [OPTIONS] --all --out <DIRECTORY>",
    after_help = "Example:\n  peaka snapshot events --out peaka/events.json\n  peaka snapshot --all --out peaka"
)]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    #[arg(required_unless_present = "all")]
    table: Option<String>,

    /// Save all tables of the project
    #[arg(long, requires = "out", conflicts_with_all = ["table", "force"])]
    all: bool,

    /// The file to write, or the directory with `--all` [default: standard output]
    #[arg(long, value_name = "PATH")]
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

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
    let Arguments {
        table,
        all: _,
        out,
        force,
        connection,
    } = arguments;
    let client = connection.client()?;
    match table {
        Some(table) => save(&client, &table, out, force, output).await,
        // With `--all`, clap requires a directory.
        None => save_all(&client, out.unwrap_or_default(), output).await,
    }
}

async fn save(
    client: &Client,
    table: &str,
    out: Option<PathBuf>,
    force: bool,
    output: &Output,
) -> Result<Outcome, Error> {
    let live = find_live_table(client, table).await?;
    let snapshot = Content::new(table, &live);
    let text = snapshot.text()?;
    let Some(path) = out else {
        output.print_result(&text, &snapshot)?;
        return Ok(Outcome::Success);
    };
    let result = SNAPSHOT.write(&path, &text, force)?;
    let document = Document::new(Saved {
        table,
        stored_table: &live.name,
        file: path.to_string_lossy().into_owned(),
        result,
    });
    output.print_result(&format!("{}\n", result.describe(&path)), &document)?;
    Ok(Outcome::Success)
}

async fn save_all(client: &Client, directory: PathBuf, output: &Output) -> Result<Outcome, Error> {
    let mut directory = SnapshotDirectory::read(directory)?;
    let tables = client.list_tables().await?;
    let mut names: Vec<_> = tables.iter().map(|table| &*table.table_name).collect();
    names.sort_unstable();
    let files: Vec<_> = names
        .iter()
        .flat_map(|table| directory.files_of(table))
        .collect();
    let saved = stream::iter(files).map(|file| save_file(client, file));
    let saved: Vec<_> = saved.buffered(CONCURRENCY).collect().await;
    let outcome = print_save_results(&saved, output)?;
    if names.is_empty() {
        output.print_note("the project has no BI tables");
    }
    for orphan in directory.snapshots_of_other_tables(&names) {
        output.print_note(format_args!(
            "{} was not changed: the project has no table {}",
            quoted_path(&orphan.path),
            quoted(&orphan.stored_table)
        ));
    }
    Ok(outcome)
}

/// Saves a snapshot in a directory.
async fn save_file(client: &Client, file: SnapshotFile) -> SaveResult {
    let SnapshotFile {
        table,
        stored_table,
        path,
    } = file;
    let path = match path {
        Ok(path) => path,
        Err(error) => return SaveResult::new(&table, None).failed(error),
    };
    let result = SaveResult::new(&table, Some(&path.to_string_lossy()));
    match client.list_columns(&stored_table).await {
        Ok(columns) => {
            let live = LiveTable {
                name: stored_table,
                columns,
            };
            result.save(&path, &live, false)
        }
        Err(error) => result.failed(error),
    }
}
