//! `peaka pull`: a live table becomes a struct that declares it.

mod default;
mod field_type;
mod fields;
mod names;
mod source;

use std::path::PathBuf;

use clap::Args;
use peaka_runtime::__private::quoted;
use serde::Serialize;

use crate::connection::Connection;
use crate::error::Error;
use crate::file::{Kind, Written};
use crate::output::{Output, Versioned};
use crate::program::lookup::live_table;
use field_type::{Types, With};
use fields::{Fields, LeftOut};
use names::{struct_name, struct_name_of};
use source::source;

/// Writes a Rust struct that declares a table as it is
///
/// A sync of the struct has nothing to do. What no struct can say of the table is left out, and told with its reason.
#[derive(Args)]
#[command(
    after_help = "Example:\n  peaka pull page_views --struct PageView --out src/page_view.rs --with chrono,uuid"
)]
pub(crate) struct Arguments {
    /// The table, as it is declared (`page_views`) or stored (`pageviews`)
    table: String,

    /// The name of the struct; without it, the table's name in PascalCase
    #[arg(long = "struct", value_name = "NAME", value_parser = struct_name)]
    name: Option<String>,

    /// The crates whose types the fields have, each also a feature of peaka-runtime; without it, dates, times, decimals
    /// and UUIDs are texts
    #[arg(long, value_name = "CRATE", value_delimiter = ',')]
    with: Vec<With>,

    /// The file to write; without it, the struct goes to the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Writes over a file that another program or a person wrote
    #[arg(long, requires = "out")]
    force: bool,

    #[command(flatten)]
    connection: Connection,
}

const PULLED: Kind = Kind {
    command: "peaka pull",
    is_ours: |content| content.starts_with(source::MARKER.as_bytes()),
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    table: &'a str,
    stored_table: &'a str,
    #[serde(rename = "struct")]
    name: &'a str,
    /// The Rust code.
    source: &'a str,
    left_out: &'a [LeftOut],
    file: Option<String>,
    written: Option<Written>,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    let Arguments {
        table,
        name,
        with,
        out,
        force,
        connection,
    } = arguments;
    let types = Types::of(&with)?;
    let client = connection.client()?;
    let live = live_table(&client, &table).await?;
    let options = options(name.as_deref(), &with);
    let name = name.unwrap_or_else(|| struct_name_of(&table));
    let Fields { fields, left_out } = Fields::of(&live, types);
    for left_out in &left_out {
        output.remark(format_args!("left out {left_out}"));
    }
    if fields.is_empty() {
        return Err(Error::new(format!(
            "the table {} has no column that a struct can declare: add one first",
            quoted(&table)
        )));
    }
    let source = source(&table, &name, &options, &fields, &left_out);
    let written = match &out {
        Some(path) => Some((path, PULLED.write(path, &source, force)?)),
        None => None,
    };
    let text = match written {
        Some((path, written)) => format!("{}\n", written.sentence(path)),
        None => source.clone(),
    };
    let document = Document {
        table: &table,
        stored_table: &live.name,
        name: &name,
        source: &source,
        left_out: &left_out,
        file: written.map(|(path, _)| path.to_string_lossy().into_owned()),
        written: written.map(|(_, written)| written),
    };
    output.result(&text, &Versioned::new(document))
}

/// The options without which the struct would be another one.
fn options(name: Option<&str>, with: &[With]) -> Vec<String> {
    let mut options = Vec::new();
    if let Some(name) = name {
        options.extend(["--struct".to_owned(), name.to_owned()]);
    }
    for with in with {
        options.extend(["--with".to_owned(), with.name().to_owned()]);
    }
    options
}
