//! The commands for an application's own binary: they know the tables that its structs declare.

mod check;
mod choices;
mod plan;
pub(crate) mod progress;
mod schema;
mod snapshots;
mod status;
mod sync;
mod wording;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, Tables};

use crate::completions;
use crate::connection::Connection;
use crate::error::Error;
use crate::exit::{self, Outcome};
use crate::output::Output;

/// The command line of an application: `schema`, `plan`, `check` and `sync` for the tables that it
/// declares.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use peaka_runtime::{BiTable, sync_tables};
///
/// #[derive(BiTable)]
/// struct Event { id: i64 }
///
/// #[tokio::main]
/// async fn main() -> ExitCode {
///     peaka_cli::App::new(sync_tables![Event]).run().await
/// }
/// ```
#[derive(Debug)]
#[must_use = "nothing is done until it runs"]
pub struct App {
    tables: Tables,
    client: Option<Client>,
}

#[derive(Parser)]
#[command(about = "Peaka BI tables as this program declares them", after_help = EXIT_CODES)]
struct Arguments {
    #[command(flatten)]
    output: Output,

    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 in sync, or done; 2 changes are pending; 3 the live tables differ from their declaration; 1 anything else.";

#[derive(Subcommand)]
enum Command {
    Schema(schema::Options),
    Plan(plan::Options),
    Check(check::Options),
    Sync(sync::Options),
    Completions(completions::Arguments),
}

impl App {
    /// For these tables.
    pub fn new(tables: Tables) -> Self {
        Self {
            tables,
            client: None,
        }
    }

    /// Reaches the service through this client, whatever the options and the environment say.
    pub fn client(mut self, client: Client) -> Self {
        self.client = Some(client);
        self
    }

    /// Reads the arguments of the program, does what they say, and prints what came of it. The code is
    /// 0 if the tables are in sync or the command is done, 2 if changes are pending, 3 if live
    /// tables differ from their declaration in a way that is denied, and 1 for all else.
    pub async fn run(self) -> ExitCode {
        let arguments: Arguments = match exit::arguments() {
            Ok(arguments) => arguments,
            Err(outcome) => return outcome.into(),
        };
        let output = arguments.output;
        exit::ended(output, self.command(arguments, &output).await)
    }

    async fn command(&self, arguments: Arguments, output: &Output) -> Result<Outcome, Error> {
        self.tables.check()?;
        let client = |connection: &Connection| match &self.client {
            Some(client) => Ok(client.clone()),
            None => connection.client(),
        };
        let tables = &self.tables;
        match &arguments.command {
            Command::Schema(options) => options.run(tables, client, output).await,
            Command::Plan(options) => options.run(tables, client, output).await,
            Command::Check(options) => options.run(tables, client, output).await,
            Command::Sync(options) => options.run(tables, client, output).await,
            Command::Completions(arguments) => {
                completions::run::<Arguments>(arguments, &program_name()?, output)?;
                Ok(Outcome::Done)
            }
        }
    }
}

/// What the user has typed to get here, as a shell names a function after it.
fn program_name() -> Result<String, Error> {
    let path = env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let name = name.strip_suffix(env::consts::EXE_SUFFIX).unwrap_or(&name);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(Error::new(format!(
            "no shell can complete a program of the name {}: give it one of ASCII letters, digits, `-`, \
             `_` and `.`",
            quoted(name)
        )));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A task of a program's own may run the commands.
    #[test]
    fn the_commands_may_run_in_a_task() {
        fn is_send(_: &impl Send) {}
        is_send(&App::new(peaka_runtime::sync_tables![]).run());
    }
}
