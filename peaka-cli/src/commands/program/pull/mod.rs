//! `peaka pull`: generates structs from live tables.

mod all;
mod generated;
mod one;

use std::path::PathBuf;

use clap::Args;
use peaka_runtime::Client;

use self::all::Destination;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output};
use crate::pull::{FieldTypes, TypeCrate, check_derives, parse_derive, parse_struct_name};

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

/// How structs are generated.
#[derive(Args)]
struct Style {
    /// Use types of these crates, which are also features of peaka-runtime [default: `String` for dates, times, decimals
    /// and UUIDs]
    #[arg(long, value_name = "CRATE", value_delimiter = ',')]
    with: Vec<TypeCrate>,

    /// Derive these traits too, such as `Debug,Clone,serde::Serialize`
    #[arg(long, value_name = "PATH", value_delimiter = ',', value_parser = parse_derive)]
    derive: Vec<String>,

    /// Check the struct at compile time against a snapshot, which is saved beside its file
    #[arg(long, requires = "destination")]
    snapshot: bool,
}

impl Style {
    fn check(&self) -> Result<(), Error> {
        check_derives(&self.derive)?;
        FieldTypes::of(&self.with).map(drop)
    }

    /// Returns the options as words of a command.
    fn words(&self) -> impl Iterator<Item = String> {
        let with = self.with.iter().map(|with| ("--with", with.name()));
        let derive = self
            .derive
            .iter()
            .map(|derive| ("--derive", derive.as_str()));
        let options = with.chain(derive);
        let words = options.flat_map(|(option, value)| [option, value]);
        let snapshot = self.snapshot.then_some("--snapshot");
        words.chain(snapshot).map(str::to_owned)
    }
}

/// A run of the command.
struct Pull<'a> {
    client: &'a Client,
    style: &'a Style,
    force: bool,
    output: &'a Output,
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
    style.check()?;
    let pull = |client| Pull {
        client,
        style: &style,
        force,
        output,
    };
    if let Some(table) = table {
        let client = connection.client()?;
        return pull(&client).one(&table, name, out.as_deref()).await;
    }
    let destination = match (out, out_dir) {
        (Some(_), _) if style.snapshot => {
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
    pull(&client).all(&destination).await
}
