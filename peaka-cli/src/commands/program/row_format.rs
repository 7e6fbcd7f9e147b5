//! The formats of rows.

use std::collections::HashSet;

use clap::{Args, ValueEnum};
use peaka_runtime::__private::quoted;
use peaka_runtime::{QueryResult, Row, RowValue};
use serde::Serialize;

use crate::output::{Document, Error, Output, wide_text_table};

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text in columns; NULL is `NULL`, and the text NULL is `"NULL"`
    Table,
    /// A header and one line for each row; NULL is an empty field, and an empty text is `""`
    Csv,
    /// One JSON document, like `--json`
    Json,
    /// One JSON object for each row
    Ndjson,
}

/// The option that chooses how rows are printed.
#[derive(Args)]
pub(super) struct FormatOption {
    /// How to print the rows
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// The rows in a JSON document. All values but NULL and booleans are strings, so that no digit is lost.
#[derive(Serialize)]
pub(crate) struct ResultRows<'a> {
    columns: &'a [String],
    rows: Vec<Vec<&'a RowValue>>,
}

impl FormatOption {
    pub(super) fn is_json(&self) -> bool {
        self.format == Some(Format::Json)
    }

    /// Returns the format, which the option `--json` sets, too.
    pub(super) fn resolve(&self, output: &Output) -> Result<Format, Error> {
        match self.format {
            Some(Format::Table | Format::Csv | Format::Ndjson) if output.is_json() => {
                Err(Error::new(
                    "`--json` has no effect on another `--format`",
                    "use one of the two options",
                ))
            }
            Some(format) => Ok(format),
            None if output.is_json() => Ok(Format::Json),
            None => Ok(Format::Table),
        }
    }
}

/// Prints the result of a query, in JSON as the document that `document` returns.
pub(crate) fn print_rows<'a, D: Serialize>(
    result: &'a QueryResult,
    format: Format,
    output: &Output,
    document: impl FnOnce(ResultRows<'a>) -> D,
) -> Result<(), Error> {
    match format {
        Format::Json => {
            let rows = result.rows.iter().map(|row| values(row).collect());
            let rows = ResultRows {
                columns: &result.columns,
                rows: rows.collect(),
            };
            output.print_result("", &Document::new(document(rows)))
        }
        Format::Csv => output.print_data(&csv(result)),
        Format::Ndjson => output.print_data(&ndjson(result)?),
        Format::Table => {
            let header: Vec<_> = result.columns.iter().map(String::as_str).collect();
            let rows = result.rows.iter();
            let rows = rows.map(|row| values(row).map(table_cell).collect());
            if result.rows.is_empty() {
                output.print_note("there are no rows");
            }
            output.print_result(&wide_text_table(&header, rows), &())
        }
    }
}

fn values(row: &Row) -> impl Iterator<Item = &RowValue> {
    row.values().map(|(_, value)| value)
}

/// Returns a value for a table. Text that would be blank or look like NULL is quoted.
fn table_cell(value: &RowValue) -> String {
    let Some(text) = value.cell().text().map(ToOwned::to_owned) else {
        return "NULL".to_owned();
    };
    let is_quoted = text.trim().is_empty() || text == "NULL" || text.starts_with('"');
    if is_quoted { format!("{text:?}") } else { text }
}

fn csv(result: &QueryResult) -> String {
    let header = result.columns.iter().map(|name| csv_field(name));
    let mut lines = vec![header.collect::<Vec<_>>().join(",")];
    for row in &result.rows {
        let fields = values(row).map(|value| value.cell().text().map(csv_field));
        let fields: Vec<_> = fields.map(Option::unwrap_or_default).collect();
        lines.push(fields.join(","));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Returns a text as a CSV field. An empty one is quoted, because an empty field without quotes is NULL.
fn csv_field(text: &str) -> String {
    let is_plain =
        !text.is_empty() && text.trim() == text && !text.contains(['"', ',', '\n', '\r']);
    if is_plain {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('"', "\"\""))
    }
}

fn ndjson(result: &QueryResult) -> Result<String, Error> {
    let mut names = HashSet::new();
    if let Some(name) = result.columns.iter().find(|name| !names.insert(*name)) {
        return Err(Error::new(
            format!(
                "the result has two columns named {}, which one object cannot have",
                quoted(name)
            ),
            "give one of them another name with `AS`, or use another `--format`",
        ));
    }
    let mut text = String::new();
    for row in &result.rows {
        let line = serde_json::to_string(row).map_err(|error| {
            Error::new(
                format!("failed to encode a row as JSON: {error}"),
                "report this as a bug",
            )
        })?;
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}
