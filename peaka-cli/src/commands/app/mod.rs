//! The commands for an application's own binary, which knows the tables that its structs declare.

mod application;
mod apply;
mod check;
mod live_metadata;
mod metadata_check;
mod options;
mod plan;
mod plan_deviation;
mod plan_file;
mod policy_options;
mod schema;
mod snapshot;
mod snapshot_check;
mod status;
mod sync;

use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, DeclaredTable, Policy, SyncColumns, Tables};

use self::application::Application;
use super::completions;
use crate::output::{Error, Outcome, Output, finish, parse_arguments};

/// The command line of an application: `schema`, `plan`, `check`, `sync`, `apply`, `snapshot` and `completions` for
/// the tables that it declares.
///
/// # Examples
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
#[must_use = "an app does nothing unless it is run"]
pub struct App(Application);

/// Manage the Peaka BI tables that this program declares
#[derive(Parser)]
#[command(after_help = EXIT_CODES)]
struct Program {
    #[command(flatten)]
    output: Output,

    #[command(subcommand)]
    command: ProgramCommand,
}

/// The commands of an [`App`], for a program that parses its command line with clap itself.
///
/// [`parse`](crate::parse) parses them, and [`App::run_commands`] runs them. The program must depend on clap 4 with the
/// feature `derive`.
///
/// # Examples
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use peaka_cli::App;
/// use peaka_runtime::{BiTable, sync_tables};
///
/// #[derive(BiTable)]
/// struct Event { id: i64 }
///
/// #[derive(clap::Parser)]
/// enum Program {
///     /// Serve requests
///     Serve,
///     /// Manage the BI tables
///     Tables(peaka_cli::Commands),
/// }
///
/// #[tokio::main]
/// async fn main() -> ExitCode {
///     match peaka_cli::parse() {
///         Program::Serve => ExitCode::SUCCESS,
///         Program::Tables(commands) => App::new(sync_tables![Event]).run_commands(commands).await,
///     }
/// }
/// ```
#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub struct Commands {
    #[command(flatten)]
    output: Output,

    // Boxed, because users have it in an enum of commands.
    #[command(subcommand)]
    command: Box<Command>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  the tables match, or the command succeeded
  1  the command failed, or its arguments are wrong
  2  changes are pending
  3  the live tables have drift that is denied";

#[derive(Debug, Subcommand)]
enum Command {
    Schema(schema::Arguments),
    Plan(plan::Arguments),
    Check(check::Arguments),
    Sync(sync::Arguments),
    Apply(apply::Arguments),
    Snapshot(snapshot::Arguments),
}

#[derive(Subcommand)]
enum ProgramCommand {
    #[command(flatten)]
    Tables(Box<Command>),
    Completions(completions::Arguments),
}

impl App {
    /// Returns the command line for the given tables.
    pub fn new(tables: Tables) -> Self {
        Self(Application {
            tables,
            client: None,
            version: None,
            policy: None,
            configure_sync: None,
        })
    }

    /// Uses this client, and ignores the connection options and the environment.
    pub fn client(mut self, client: Client) -> Self {
        self.0.client = Some(client);
        self
    }

    /// Sets the policy of the client, also of the one that is set with [`client`](Self::client).
    ///
    /// Give the service and its command line the same policy: `check` then reports what the sync at start-up would.
    /// Options such as `--deny` and `--strict` override the policy, the attribute `on` of the structs, and
    /// [`each`](Self::each).
    pub fn policy(mut self, policy: Policy) -> Self {
        self.0.policy = Some(policy);
        self
    }

    /// Configures the sync of each table with a function, as [`SyncTables::each`](peaka_runtime::SyncTables::each)
    /// does.
    ///
    /// # Examples
    ///
    /// A service and its command line share the function:
    ///
    /// ```no_run
    /// use peaka_runtime::{BiTable, Client, DeclaredTable, DriftKind, Error, Level, SyncColumns, sync_tables};
    ///
    /// #[derive(BiTable)]
    /// struct Event { id: i64 }
    ///
    /// fn options<'c>(declared: &DeclaredTable, sync: SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static> {
    ///     match declared.table {
    ///         "event" => sync.create_table(true),
    ///         _ => sync.on(DriftKind::Unmanaged, Level::Deny),
    ///     }
    /// }
    ///
    /// async fn start(peaka: &Client) -> Result<(), Error> {
    ///     sync_tables![Event].with(peaka).each(options).await?;
    ///     Ok(())
    /// }
    ///
    /// async fn commands() -> std::process::ExitCode {
    ///     peaka_cli::App::new(sync_tables![Event]).each(options).run().await
    /// }
    /// ```
    pub fn each(
        mut self,
        configure: impl for<'c> Fn(&DeclaredTable, SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.0.configure_sync = Some(Arc::new(configure));
        self
    }

    /// Sets the version that `--version` prints, usually `env!("CARGO_PKG_VERSION")`. By default, the program has no
    /// such option.
    pub fn version(mut self, version: &'static str) -> Self {
        self.0.version = Some(version);
        self
    }

    /// Parses the arguments of the program, runs the command, and prints its result.
    ///
    /// The exit code is 0 if the tables match or the command succeeded, 2 if changes are pending, 3 if the live
    /// tables have drift that is denied, and 1 if the command failed or its arguments are wrong.
    ///
    /// A command that connects to Peaka needs a Tokio runtime with time and I/O, such as that of `#[tokio::main]`. Without
    /// one, it does not panic: it prints an error that says so, and the exit code is 1. `schema` without `--live`, and
    /// `completions`, run on any executor.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use peaka_cli::App;
    /// use peaka_runtime::{BiTable, Policy, sync_tables};
    ///
    /// #[derive(BiTable)]
    /// struct Event { id: i64 }
    ///
    /// #[tokio::main]
    /// async fn main() -> std::process::ExitCode {
    ///     let app = App::new(sync_tables![Event]).policy(Policy::strict());
    ///     app.version(env!("CARGO_PKG_VERSION")).run().await
    /// }
    /// ```
    pub async fn run(self) -> ExitCode {
        let configure = |command: clap::Command| match (self.0.version, program_name()) {
            (Some(version), Ok(name)) => command.version(version).display_name(name),
            (Some(version), Err(_)) => command.version(version),
            (None, _) => command,
        };
        let Program { output, command } = match parse_arguments(configure) {
            Ok(program) => program,
            Err(outcome) => return outcome.into(),
        };
        let result = match command {
            ProgramCommand::Tables(command) => self.run_command(&command, &output).await,
            ProgramCommand::Completions(arguments) => program_name().and_then(|name| {
                completions::run::<Program>(&arguments, &name, &output)?;
                Ok(Outcome::Success)
            }),
        };
        finish(output, result)
    }

    /// Runs a command that the program has parsed, and prints its result.
    ///
    /// The exit codes are those of [`run`](Self::run). Parse the arguments with [`parse`](crate::parse), because clap's
    /// own `parse` exits with 2, the code of pending changes, if they are wrong. The runtime that the commands need is that
    /// of [`run`](Self::run), too.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::process::ExitCode;
    ///
    /// use peaka_cli::{App, Commands};
    /// use peaka_runtime::{BiTable, Client, sync_tables};
    ///
    /// #[derive(BiTable)]
    /// struct Event { id: i64 }
    ///
    /// async fn manage_tables(commands: Commands, peaka: &Client) -> ExitCode {
    ///     // The client of the service, with its policy, in place of the connection options.
    ///     App::new(sync_tables![Event]).client(peaka.clone()).run_commands(commands).await
    /// }
    /// ```
    pub async fn run_commands(self, commands: Commands) -> ExitCode {
        let Commands { output, command } = commands;
        finish(output, self.run_command(&command, &output).await)
    }

    async fn run_command(&self, command: &Command, output: &Output) -> Result<Outcome, Error> {
        let Self(app) = self;
        app.tables.check()?;
        match command {
            Command::Schema(arguments) => arguments.run(app, output).await,
            Command::Plan(arguments) => arguments.run(app, output).await,
            Command::Check(arguments) => arguments.run(app, output).await,
            Command::Sync(arguments) => arguments.run(app, output).await,
            Command::Apply(arguments) => arguments.run(app, output).await,
            Command::Snapshot(arguments) => arguments.run(app, output).await,
        }
    }
}

/// Returns the name under which the user runs the program. Completion scripts use it as part of a shell function's name,
/// so only plain names are accepted.
fn program_name() -> Result<String, Error> {
    let path = env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let name = name.strip_suffix(env::consts::EXE_SUFFIX).unwrap_or(&name);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(Error::new(
            format!(
                "shells cannot complete a program with the name {}",
                quoted(name)
            ),
            "rename the program, using only ASCII letters, digits, `-`, `_` and `.`",
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use peaka_runtime::{BiTable, sync_tables};

    use super::*;
    use crate::commands::subcommand_names;

    #[derive(BiTable)]
    #[bitable(unregistered)]
    struct Event {
        #[allow(dead_code)]
        id: i64,
    }

    /// Runs a command on a thread without a Tokio runtime.
    fn run_without_tokio(arguments: &[&str]) -> Result<Outcome, String> {
        let client = Client::builder().api_key("key").build().unwrap();
        let app = App::new(sync_tables![Event]).client(client);
        let arguments = [&["app"], arguments].concat();
        let Program { output, command } = Program::try_parse_from(arguments).unwrap();
        let ProgramCommand::Tables(command) = command else {
            panic!("a command for tables");
        };
        let run = pin!(app.run_command(&command, &output));
        match run.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result.map_err(|error| error.to_string()),
            Poll::Pending => panic!("the command waits for something"),
        }
    }

    #[test]
    fn readme_lists_every_command() {
        let readme = include_str!("../../../README.md");
        let (_, sentence) = readme.split_once("lists its\ncommands, ").unwrap();
        let (list, _) = sentence.split_once(", with their").unwrap();
        let names = list.split('`').skip(1).step_by(2);
        let listed: BTreeSet<_> = names.map(str::to_owned).collect();
        assert_eq!(listed, subcommand_names::<Program>());
    }

    #[test]
    fn run_can_be_spawned_as_a_task() {
        fn is_send(_: &impl Send) {}
        is_send(&App::new(sync_tables![]).run());
    }

    #[test]
    fn command_that_connects_fails_without_tokio() {
        assert_eq!(run_without_tokio(&["sync"]), Ok(Outcome::Failed));
        assert_eq!(run_without_tokio(&["schema"]), Ok(Outcome::Success));
    }
}
