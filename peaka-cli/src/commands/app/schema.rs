//! `schema`: what the program declares.

use std::iter;
use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use peaka_runtime::__private::{grouped_failures, quoted};
use peaka_runtime::{ColumnRequest, DeclaredTable, Plan, TableOutcome};
use serde::Serialize;

use super::application::Application;
use super::live_metadata::metadata_notes;
use super::policy_options::{PolicyOptions, level_name};
use super::status::{errors, failures};
use crate::connection::Connection;
use crate::dictionary::{
    Comparison, DEFAULT_TITLE, Dictionary, Entry, HTML, MARKDOWN, MetadataNotes, summary,
};
use crate::output::{
    COMMAND_LINE, Document, Error, Outcome, Output, Written, drift_kind_name, text_table,
};

/// Show the tables that the program declares, or write a data dictionary
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Write a data dictionary as one self-contained HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Write a data dictionary as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,

    /// The title of the data dictionary [default: Data dictionary]
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    title: Option<String>,

    /// Overwrite files that are not data dictionaries
    #[arg(long)]
    force: bool,

    /// Compare with the live tables; requires `--html` or `--markdown`
    #[arg(long)]
    live: bool,

    /// Also show what Peaka's metadata says of the tables, and the program does not; requires `--live`
    #[arg(long, requires = "live")]
    metadata: bool,

    #[command(flatten)]
    policy: PolicyOptions,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Schema<'a> {
    tables: &'a [DeclaredTable],
}

#[derive(Serialize)]
struct Files<'a> {
    files: &'a [Written],
}

impl Arguments {
    pub(super) async fn run(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        self.check_options()?;
        if self.html.is_some() || self.markdown.is_some() {
            return self.write_dictionary(app, output).await;
        }
        let tables = app.tables.as_slice();
        let blocks: Vec<_> = tables.iter().map(text).collect();
        output.print_result(&blocks.join("\n"), &Document::new(Schema { tables }))?;
        Ok(Outcome::Success)
    }

    fn check_options(&self) -> Result<(), Error> {
        if self.html.is_some() && self.html == self.markdown {
            return Err(Error::new(
                "`--html` and `--markdown` name the same file",
                "use two different files",
            ));
        }
        let policy_option = self.policy.first_given();
        if let Some(option) = policy_option.filter(|_| !self.live) {
            return Err(Error::new(
                format!("`{option}` requires `--live`"),
                format!("add `--live` with `--html` or `--markdown`, or remove `{option}`"),
            ));
        }
        let has_file = self.html.is_some() || self.markdown.is_some();
        for (option, is_given, help) in [
            (
                "--live",
                self.live,
                "add one of them, or run `plan` to see how the live tables differ",
            ),
            ("--title", self.title.is_some(), "add one of them"),
            ("--force", self.force, "add one of them"),
        ] {
            if is_given && !has_file {
                return Err(Error::new(
                    format!("`{option}` requires `--html` or `--markdown`"),
                    help,
                ));
            }
        }
        Ok(())
    }

    async fn write_dictionary(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        let mut plans = Vec::new();
        let mut notes = Vec::new();
        if self.live {
            let client = app.client(&self.connection)?;
            let sync = app.sync(app.tables.clone(), &client);
            let sync = self.policy.apply(sync)?;
            plans = sync.clone().plan().await?;
            if self.metadata {
                notes = metadata_notes(&client, app.tables.as_slice(), sync).await?;
            }
        }
        let errors_by_table: Vec<_> = plans.iter().map(live_error).collect();
        let live = plans.iter().zip(&errors_by_table);
        let live = live
            .map(|(plan, error)| live_state(plan, error.as_deref()))
            .chain(iter::repeat(Comparison::NotRun));
        let notes = notes.iter().chain(iter::repeat(MetadataNotes::none()));
        let tables = app.tables.as_slice().iter().zip(live).zip(notes);
        let dictionary = Dictionary {
            title: self.title.as_deref().unwrap_or(DEFAULT_TITLE),
            entries: tables
                .map(|((declared, live), notes)| Entry {
                    declared,
                    live,
                    notes,
                })
                .collect(),
        };
        let mut files = Vec::new();
        if let Some(path) = &self.html {
            let result = HTML.write(path, &dictionary.html(), self.force)?;
            files.push(Written::new(path, result));
        }
        if let Some(path) = &self.markdown {
            let result = MARKDOWN.write(path, &dictionary.markdown(), self.force)?;
            files.push(Written::new(path, result));
        }
        let text: String = files.iter().map(Written::describe).collect();
        let document = Document::with_errors(Files { files: &files }, errors(&plans));
        output.print_result(&text, &document)?;
        let groups = grouped_failures(failures(&plans));
        if groups.is_empty() {
            return Ok(Outcome::Success);
        }
        for group in groups {
            output.print_failure(&group.text_with(&COMMAND_LINE));
        }
        output.print_note("the data dictionary marks the tables that could not be read");
        Ok(Outcome::Failed)
    }
}

/// Returns the error text of a table that could not be read.
fn live_error(outcome: &TableOutcome<Plan<'static>>) -> Option<String> {
    let error = outcome.result.as_ref().err()?;
    Some(error.text_with(&COMMAND_LINE))
}

fn live_state<'a>(
    outcome: &'a TableOutcome<Plan<'static>>,
    error: Option<&'a str>,
) -> Comparison<'a> {
    match &outcome.result {
        Ok(plan) => Comparison::Planned(plan),
        Err(_) => Comparison::Failed(error.unwrap_or_default()),
    }
}

fn text(declared: &DeclaredTable) -> String {
    let header = [
        "NAME",
        "TYPE",
        "NOT NULL",
        "UNIQUE",
        "DEFAULT",
        "DISPLAY NAME",
        "DESCRIPTION",
    ];
    let levels = declared.levels.iter();
    let levels: Vec<_> = levels
        .map(|(kind, level)| format!("{} {}", drift_kind_name(*kind), level_name(*level)))
        .collect();
    let levels = match levels.as_slice() {
        [] => String::new(),
        levels => format!("levels: {}\n", levels.join(", ")),
    };
    format!(
        "table {}, declared by {}\n{levels}{}",
        quoted(declared.table),
        quoted(declared.struct_name()),
        text_table(header, declared.columns.iter().map(row))
    )
}

fn row(column: &ColumnRequest<'_>) -> [String; 7] {
    let flag = |flag: bool| if flag { "yes" } else { "" }.to_owned();
    let default = column.default_value.map(|value| value.to_string());
    [
        column.name.to_owned(),
        column.data_type.to_string(),
        flag(column.is_not_null),
        flag(column.is_unique),
        default.unwrap_or_default(),
        column.display_name.to_owned(),
        column.description.map(summary).unwrap_or_default(),
    ]
}
