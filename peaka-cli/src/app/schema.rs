//! `schema`: what the program declares, for people.

use std::path::{Path, PathBuf};

use clap::Args;
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, ColumnRequest, DeclaredTable, Plan, Tables};
use serde::Serialize;

use crate::connection::Connection;
use crate::dictionary::{Dictionary, Entry, HTML, Live, MARKDOWN};
use crate::error::Error;
use crate::exit::Outcome;
use crate::file::{Kind, Written};
use crate::output::{Output, Versioned};
use crate::text_table::text_table;

/// Shows the tables that the program declares, or writes a data dictionary of them
#[derive(Args)]
pub(super) struct Options {
    /// Writes a data dictionary for people who use the tables: one page that needs no other file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Writes the same as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,

    /// Writes over files that are no data dictionaries
    #[arg(long)]
    force: bool,

    /// Marks in the data dictionary how the live tables differ
    #[arg(long)]
    live: bool,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Declared<'a> {
    tables: &'a [DeclaredTable],
}

#[derive(Serialize)]
struct Files<'a> {
    files: &'a [File<'a>],
}

#[derive(Serialize)]
struct File<'a> {
    file: &'a Path,
    written: Written,
}

impl Options {
    pub(super) async fn run(
        &self,
        tables: &Tables,
        client: impl Fn(&Connection) -> Result<Client, Error>,
        output: &Output,
    ) -> Result<Outcome, Error> {
        if self.html.is_some() && self.html == self.markdown {
            return Err(Error::new(
                "`--html` and `--markdown` name one file: give each a file of its own",
            ));
        }
        if self.html.is_some() || self.markdown.is_some() {
            return self.write(tables, client, output).await;
        }
        if self.live {
            return Err(Error::new(
                "`--live` is for a data dictionary: add `--html FILE` or `--markdown FILE`, or run `plan` \
                 to see how the live tables differ",
            ));
        }
        let tables = tables.as_slice();
        let blocks: Vec<_> = tables.iter().map(text).collect();
        output.result(&blocks.join("\n"), &Versioned::new(Declared { tables }))?;
        Ok(Outcome::Done)
    }

    async fn write(
        &self,
        tables: &Tables,
        client: impl Fn(&Connection) -> Result<Client, Error>,
        output: &Output,
    ) -> Result<Outcome, Error> {
        let plans = if self.live {
            let client = client(&self.connection)?;
            let plans = tables.clone().with(&client).plan().await?;
            let plans = plans
                .into_iter()
                .map(|table| table.result.map_err(|error| error.to_string()));
            plans.map(Some).collect()
        } else {
            vec![None; tables.as_slice().len()]
        };
        let dictionary = Dictionary {
            tables: tables.as_slice().iter().zip(&plans).map(entry).collect(),
        };
        let mut files = Vec::new();
        if let Some(path) = &self.html {
            files.push(File::write(&HTML, path, &dictionary.html(), self.force)?);
        }
        if let Some(path) = &self.markdown {
            files.push(File::write(
                &MARKDOWN,
                path,
                &dictionary.markdown(),
                self.force,
            )?);
        }
        let sentences: String = files.iter().map(File::sentence).collect();
        output.result(&sentences, &Versioned::new(Files { files: &files }))?;
        let faults = plans
            .iter()
            .flatten()
            .filter_map(|plan| plan.as_ref().err());
        let mut outcome = Outcome::Done;
        for fault in faults {
            output.remark(format_args!(
                "a table could not be read, which is marked: {fault}"
            ));
            outcome = Outcome::Failed;
        }
        Ok(outcome)
    }
}

impl<'a> File<'a> {
    fn write(kind: &Kind, path: &'a Path, page: &str, force: bool) -> Result<Self, Error> {
        let written = kind.write(path, page, force)?;
        Ok(Self {
            file: path,
            written,
        })
    }

    fn sentence(&self) -> String {
        format!("{}\n", self.written.sentence(self.file))
    }
}

/// What is known of a live table, if somebody asked: its plan, or why there is none.
type Asked = Option<Result<Plan<'static>, String>>;

fn entry<'a>((declared, asked): (&'a DeclaredTable, &'a Asked)) -> Entry<'a> {
    let live = match asked {
        None => Live::NotAsked,
        Some(Ok(plan)) => Live::Planned(plan),
        Some(Err(why)) => Live::Unreadable(why),
    };
    Entry { declared, live }
}

fn text(declared: &DeclaredTable) -> String {
    let head = [
        "NAME",
        "TYPE",
        "NULL",
        "UNIQUE",
        "DEFAULT",
        "SHOWN AS",
        "DESCRIPTION",
    ];
    format!(
        "table {}, declared by {}\n{}",
        quoted(declared.table),
        quoted(declared.struct_name()),
        text_table(head, declared.columns.iter().map(row))
    )
}

fn row(column: &ColumnRequest<'_>) -> [String; 7] {
    let default = column.default_value.map(|value| value.to_string());
    let description = column.description.unwrap_or_default();
    [
        column.name.to_owned(),
        column.data_type.to_string(),
        if column.is_not_null { "no" } else { "yes" }.to_owned(),
        if column.is_unique { "yes" } else { "no" }.to_owned(),
        default.unwrap_or_default(),
        column.display_name.to_owned(),
        description.lines().next().unwrap_or_default().to_owned(),
    ]
}
