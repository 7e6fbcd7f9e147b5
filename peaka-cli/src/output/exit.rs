//! Exit codes, argument parsing, and the end of a command.

use std::env;
use std::process::{self, ExitCode};

use clap::{Command, Parser};

use super::error::Error;
use super::print::{Output, print_usage};

/// The outcome of a command, by its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// The command succeeded, and there is nothing to do.
    Success = 0,
    /// The command failed.
    Failed = 1,
    /// There are changes to apply.
    Pending = 2,
    /// The live tables have drift that is denied.
    Drift = 3,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

impl From<&Error> for Outcome {
    fn from(error: &Error) -> Self {
        match error {
            Error::Peaka(error) if error.is_drift() => Self::Drift,
            _ => Self::Failed,
        }
    }
}

/// Parses the arguments of a program with the [commands of its tables](crate::Commands), as clap's `parse` does. If they
/// are wrong, the program exits with 1, because clap's exit code 2 means pending changes here.
///
/// # Examples
///
/// ```no_run
/// #[derive(clap::Parser)]
/// enum Program {
///     /// Manage the BI tables
///     Tables(peaka_cli::Commands),
/// }
///
/// let program: Program = peaka_cli::parse();
/// ```
pub fn parse<P: Parser>() -> P {
    parse_arguments(|command| command)
        .unwrap_or_else(|outcome| process::exit(i32::from(outcome as u8)))
}

/// Parses the arguments of the program, and prints help and usage errors. A usage error has the exit code of
/// any other error, because clap's exit code 2 means pending changes here.
pub(crate) fn parse_arguments<P: Parser>(
    configure: impl FnOnce(Command) -> Command,
) -> Result<P, Outcome> {
    let mut command = configure(P::command());
    let parsed = command
        .try_get_matches_from_mut(env::args_os())
        .and_then(|matches| {
            P::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
        });
    parsed.map_err(|error| {
        print_usage(&error);
        if error.use_stderr() {
            Outcome::Failed
        } else {
            Outcome::Success
        }
    })
}

/// Prints the error of a command, if it failed, and returns its exit code.
pub(crate) fn finish(output: Output, result: Result<Outcome, Error>) -> ExitCode {
    let outcome = result.unwrap_or_else(|error| {
        output.print_error(&error);
        Outcome::from(&error)
    });
    outcome.into()
}
