//! `peaka pull`: generates a struct from a live table.

use std::path::PathBuf;

use clap::Args;
use peaka_runtime::__private::quoted;
use serde::Serialize;

use super::live_table::find_live_table;
use crate::connection::Connection;
use crate::output::{Author, Document, Error, FileKind, Output, WriteResult, has_valid_checksum};
use crate::pull::{
    FieldTypes, Fields, MARKER, OmittedColumn, TypeCrate, parse_struct_name, source, struct_name_of,
};

/// Generate a Rust struct that declares a live table
///
/// A sync of the generated struct changes nothing. Columns that no struct can declare are omitted, and reported with
/// the reason.
#[derive(Args)]
#[command(
    after_help = "Example:\n  peaka pull page_views --struct PageView --out src/page_view.rs --with chrono,uuid"
)]
pub(crate) struct Arguments {
    /// The declared (`page_views`) or stored (`pageviews`) name of the table
    table: String,

    /// The name of the struct [default: the name of the table in PascalCase]
    #[arg(long = "struct", value_name = "NAME", value_parser = parse_struct_name)]
    name: Option<String>,

    /// Use types of these crates, which are also features of peaka-runtime [default: `String` for dates, times, decimals
    /// and UUIDs]
    #[arg(long, value_name = "CRATE", value_delimiter = ',')]
    with: Vec<TypeCrate>,

    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Overwrite a file that `peaka pull` did not write
    #[arg(long, requires = "out")]
    force: bool,

    #[command(flatten)]
    connection: Connection,
}

const PULLED_STRUCT: FileKind = FileKind {
    command: "peaka pull",
    author: |content| match content {
        content if !content.starts_with(MARKER) => Author::Other,
        content if has_valid_checksum(content) => Author::Command,
        _ => Author::Edited,
    },
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pulled<'a> {
    table: &'a str,
    stored_table: &'a str,
    #[serde(rename = "struct")]
    name: &'a str,
    /// The Rust code.
    source: &'a str,
    omitted: &'a [OmittedColumn],
    file: Option<String>,
    result: Option<WriteResult>,
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
    let types = FieldTypes::of(&with)?;
    let client = connection.client()?;
    let live = find_live_table(&client, &table).await?;
    let options = options(name.as_deref(), &with);
    let name = name.unwrap_or_else(|| struct_name_of(&table));
    let Fields { fields, omitted } = Fields::of(&live, types);
    for omitted in &omitted {
        output.note(format_args!("omitted column {omitted}"));
    }
    if fields.is_empty() {
        return Err(Error::new(
            format!(
                "table {} has no column that a struct can declare",
                quoted(&table)
            ),
            "add a column first",
        ));
    }
    let source = source(&table, &name, &options, &fields, &omitted);
    let written = match &out {
        Some(path) => Some((path, PULLED_STRUCT.write(path, &source, force)?)),
        None => None,
    };
    let text = match written {
        Some((path, result)) => format!("{}\n", result.describe(path)),
        None => source.clone(),
    };
    let document = Document::new(Pulled {
        table: &table,
        stored_table: &live.name,
        name: &name,
        source: &source,
        omitted: &omitted,
        file: written.map(|(path, _)| path.to_string_lossy().into_owned()),
        result: written.map(|(_, result)| result),
    });
    output.result(&text, &document)
}

/// Returns the options that affect the generated struct.
fn options(name: Option<&str>, with: &[TypeCrate]) -> Vec<String> {
    let mut options = Vec::new();
    if let Some(name) = name {
        options.extend(["--struct".to_owned(), name.to_owned()]);
    }
    for with in with {
        options.extend(["--with".to_owned(), with.name().to_owned()]);
    }
    options
}
