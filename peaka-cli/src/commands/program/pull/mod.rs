//! `peaka pull`: generates structs from live tables.

mod all;
mod generated;
mod one;
mod style;

use std::path::PathBuf;

use clap::Args;

use self::all::Destination;
use self::style::{Pull, Style};
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output};
use crate::pull::parse_struct_name;

/// Generate Rust structs that declare live tables
///
/// A sync of a generated struct changes nothing. Columns that no struct can declare are omitted, and reported with the
/// reason.
///
/// With `--all`, the structs of all tables are written to one file or to standard output, or with `--out-dir` to a file for
/// each table. A file that the directory already has of a table is refreshed under its name, and keeps the names of the table
/// and of the struct; other files are never overwritten.
#[derive(Args)]
#[command(
    after_help = "Example:\n  peaka pull page_views --struct PageView --out src/page_view.rs --with chrono,uuid\n  \
                  peaka pull --all --out-dir src/tables --derive Debug,Clone --snapshot"
)]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    #[arg(required_unless_present = "all")]
    table: Option<String>,

    /// Generate the structs of all tables of the project
    #[arg(long, conflicts_with_all = ["table", "name"])]
    all: bool,

    /// The name of the struct [default: the name of the table in PascalCase]
    #[arg(long = "struct", value_name = "NAME", value_parser = parse_struct_name)]
    name: Option<String>,

    #[command(flatten)]
    style: Style,

    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE", group = "destination")]
    out: Option<PathBuf>,

    /// The directory to write a file for each table to
    #[arg(
        long,
        value_name = "DIRECTORY",
        group = "destination",
        requires = "all"
    )]
    out_dir: Option<PathBuf>,

    /// Overwrite files that were edited, and the file of `--out` even if `peaka pull` did not write it
    #[arg(long, requires = "destination")]
    force: bool,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
    let Arguments {
        table,
        all: _,
        name,
        style,
        out,
        out_dir,
        force,
        connection,
    } = arguments;
    let types = style.field_types()?;
    let destination = match (out.clone(), out_dir) {
        (Some(_), _) if style.snapshot && table.is_none() => {
            return Err(Error::new(
                "`--snapshot` cannot save the snapshots of all tables beside one file",
                "use `--out-dir` instead of `--out`",
            ));
        }
        (_, Some(directory)) => Destination::Directory(directory),
        (Some(file), None) => Destination::File(file),
        (None, None) => Destination::StandardOutput,
    };
    let client = connection.client()?;
    let (metadata, relations) = if style.metadata {
        (
            client.list_metadata().await?,
            client.list_relations().await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let pull = Pull {
        client: &client,
        style: &style,
        types,
        metadata,
        relations,
        force,
        output,
    };
    match table {
        Some(table) => pull.one(&table, name, out.as_deref()).await,
        None => pull.all(&destination).await,
    }
}
