//! `schema`: what the program declares.

use std::iter;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use peaka_runtime::__private::{grouped_failures, quoted};
use peaka_runtime::{ColumnRequest, DeclaredTable, Level, Plan, TableOutcome};
use serde::Serialize;

use super::application::Application;
use super::policy_options::PolicyOptions;
use super::status::{errors, failures};
use crate::connection::Connection;
use crate::dictionary::{DEFAULT_TITLE, Dictionary, Entry, HTML, LiveState, MARKDOWN, summary};
use crate::output::{
    COMMAND_LINE, Document, Error, FileKind, Outcome, Output, WriteResult, option_value, text_table,
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

    /// The title of the data dictionary
    #[arg(long, value_name = "TEXT", default_value = DEFAULT_TITLE, value_parser = NonEmptyStringValueParser::new())]
    title: String,

    /// Overwrite files that are not data dictionaries
    #[arg(long)]
    force: bool,

    /// Show in the data dictionary how the live tables differ
    #[arg(long)]
    live: bool,

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
    files: &'a [File<'a>],
}

#[derive(Serialize)]
struct File<'a> {
    file: &'a Path,
    result: WriteResult,
}

impl Arguments {
    pub(super) async fn run(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        if self.html.is_some() && self.html == self.markdown {
            return Err(Error::new(
                "`--html` and `--markdown` name the same file",
                "use two different files",
            ));
        }
        if !self.live && !self.policy.is_empty() {
            return Err(Error::new(
                "levels of drift have no effect without `--live`",
                "add `--live` and `--html` or `--markdown`, or remove the levels",
            ));
        }
        if self.html.is_some() || self.markdown.is_some() {
            return self.write_dictionary(app, output).await;
        }
        if self.live {
            return Err(Error::new(
                "`--live` requires `--html` or `--markdown`",
                "add one of them, or run `plan` to see how the live tables differ",
            ));
        }
        let tables = app.tables.as_slice();
        let blocks: Vec<_> = tables.iter().map(text).collect();
        output.result(&blocks.join("\n"), &Document::new(Schema { tables }))?;
        Ok(Outcome::Success)
    }

    async fn write_dictionary(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        let plans = if self.live {
            let client = app.connect(&self.connection)?;
            let sync = app.sync(app.tables.clone(), &client);
            self.policy.apply(sync)?.plan().await?
        } else {
            Vec::new()
        };
        let texts: Vec<_> = plans.iter().map(error_text).collect();
        let live = plans.iter().zip(&texts);
        let live = live
            .map(|(plan, error)| live_state(plan, error))
            .chain(iter::repeat(LiveState::NotCompared));
        let tables = app.tables.as_slice().iter().zip(live);
        let dictionary = Dictionary {
            title: &self.title,
            entries: tables
                .map(|(declared, live)| Entry { declared, live })
                .collect(),
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
        let text: String = files.iter().map(File::describe).collect();
        let document = Document::with_errors(Files { files: &files }, errors(&plans));
        output.result(&text, &document)?;
        for group in grouped_failures(failures(&plans)) {
            output.note(format_args!(
                "a table could not be read, and is marked in the data dictionary: {}",
                group.text_in(&COMMAND_LINE)
            ));
        }
        let is_failed = failures(&plans).next().is_some();
        Ok(if is_failed {
            Outcome::Failed
        } else {
            Outcome::Success
        })
    }
}

impl<'a> File<'a> {
    fn write(kind: &FileKind, path: &'a Path, page: &str, force: bool) -> Result<Self, Error> {
        let result = kind.write(path, page, force)?;
        Ok(Self { file: path, result })
    }

    fn describe(&self) -> String {
        format!("{}\n", self.result.describe(self.file))
    }
}

/// Returns why the live table could not be read; an empty text if it could.
fn error_text(outcome: &TableOutcome<Plan<'static>>) -> String {
    match &outcome.result {
        Ok(_) => String::new(),
        Err(error) => error.text_in(&COMMAND_LINE),
    }
}

fn live_state<'a>(outcome: &'a TableOutcome<Plan<'static>>, error: &'a str) -> LiveState<'a> {
    match &outcome.result {
        Ok(plan) => LiveState::Planned(plan),
        Err(_) => LiveState::Unreadable(error),
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
        .map(|(kind, level)| format!("{} {}", option_value(*kind), level_name(*level)))
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

/// Returns the name of a level in attributes.
fn level_name(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
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
