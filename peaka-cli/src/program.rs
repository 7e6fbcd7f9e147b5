//! The program `peaka`: its commands, each in a file of its own.

mod columns;
mod emulate;
mod lookup;
mod pull;
mod snapshot;
mod tables;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::completions;
use crate::error::Error;
use crate::exit::{self, Outcome};
use crate::output::Output;

/// Looks at the BI tables of a Peaka project, and writes down what they are.
///
/// The API key comes from PEAKA_API_KEY or from a file, the project from PEAKA_PROJECT_ID or from the key. Exit codes: 0
/// done, 1 error.
#[derive(Parser)]
#[command(name = "peaka", version, after_help = "Example:\n  peaka tables")]
struct Program {
    #[command(flatten)]
    output: Output,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Tables(tables::Arguments),
    Columns(columns::Arguments),
    Pull(pull::Arguments),
    Snapshot(snapshot::Arguments),
    Emulate(emulate::Arguments),
    #[command(
        after_help = "Example:\n  peaka completions bash > ~/.local/share/bash-completion/completions/peaka"
    )]
    Completions(completions::Arguments),
}

/// Runs the program with the arguments of the process.
pub async fn program() -> ExitCode {
    let program: Program = match exit::arguments() {
        Ok(program) => program,
        Err(outcome) => return outcome.into(),
    };
    let output = program.output;
    exit::ended(output, run(program, &output).await)
}

async fn run(program: Program, output: &Output) -> Result<Outcome, Error> {
    match program.command {
        Command::Tables(arguments) => tables::run(arguments, output).await,
        Command::Columns(arguments) => columns::run(arguments, output).await,
        Command::Pull(arguments) => pull::run(arguments, output).await,
        Command::Snapshot(arguments) => snapshot::run(arguments, output).await,
        Command::Emulate(arguments) => emulate::run(arguments, output).await,
        Command::Completions(arguments) => completions::run::<Program>(&arguments, "peaka", output),
    }?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_is_explained_with_an_example() {
        let mut program = Program::command();
        program.build();
        program.clone().debug_assert();
        for command in program.get_subcommands() {
            if command.get_name() == "help" {
                continue;
            }
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name}");
            let after = command.get_after_help().unwrap().to_string();
            let example = format!("Example:\n  peaka {name}");
            assert!(after.starts_with(&example), "{name}: {after}");
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{name}: {argument}");
            }
        }
    }
}
