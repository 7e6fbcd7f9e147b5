//! The commands of the program `peaka`, which need no code of an application.

mod add_column;
mod column_argument;
mod columns;
mod create_table;
mod diagnosis;
mod doctor;
mod drop_column;
mod emulate;
mod live_table;
mod pull;
mod query;
mod row_format;
mod rows;
mod run_sync;
mod snapshot;
mod tables;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::completions;
use crate::output::{Error, Outcome, Output, finish, parse_arguments};

/// Inspect the BI tables of a Peaka project
///
/// The API key is read from PEAKA_API_KEY or from a file, and the project id from PEAKA_PROJECT_ID or from the API key.
#[derive(Parser)]
#[command(
    name = "peaka",
    version,
    after_help = "\
Exit codes:
  0  the command succeeded
  1  the command failed, or its arguments are wrong
  3  a live column is not as requested

Example:
  peaka tables"
)]
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
    CreateTable(create_table::Arguments),
    AddColumn(add_column::Arguments),
    DropColumn(drop_column::Arguments),
    Rows(rows::Arguments),
    Query(query::Arguments),
    Pull(pull::Arguments),
    Snapshot(snapshot::Arguments),
    Doctor(doctor::Arguments),
    Emulate(emulate::Arguments),
    #[command(
        after_help = "Example:\n  peaka completions bash > ~/.local/share/bash-completion/completions/peaka"
    )]
    Completions(completions::Arguments),
}

/// Runs the program with the arguments of the process.
pub async fn program() -> ExitCode {
    let program: Program = match parse_arguments(|command| command) {
        Ok(program) => program,
        Err(outcome) => return outcome.into(),
    };
    let output = match &program.command {
        Command::Rows(arguments) => program.output.or_json(arguments.format.is_json()),
        Command::Query(arguments) => program.output.or_json(arguments.format.is_json()),
        _ => program.output,
    };
    finish(output, run(program, &output).await)
}

async fn run(program: Program, output: &Output) -> Result<Outcome, Error> {
    match program.command {
        Command::Tables(arguments) => tables::run(arguments, output).await,
        Command::Columns(arguments) => columns::run(arguments, output).await,
        Command::CreateTable(arguments) => return create_table::run(arguments, output).await,
        Command::AddColumn(arguments) => return add_column::run(arguments, output).await,
        Command::DropColumn(arguments) => return drop_column::run(arguments, output).await,
        Command::Rows(arguments) => rows::run(arguments, output).await,
        Command::Query(arguments) => query::run(arguments, output).await,
        Command::Pull(arguments) => return pull::run(arguments, output).await,
        Command::Snapshot(arguments) => return snapshot::run(arguments, output).await,
        Command::Doctor(arguments) => return doctor::run(arguments, output).await,
        Command::Emulate(arguments) => emulate::run(arguments, output).await,
        Command::Completions(arguments) => completions::run::<Program>(&arguments, "peaka", output),
    }?;
    Ok(Outcome::Success)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::error::ErrorKind;
    use clap::{Arg, CommandFactory};

    use super::*;
    use crate::commands::subcommand_names;

    #[test]
    fn readme_lists_every_command() {
        let readme = include_str!("../../../README.md");
        let (_, section) = readme.split_once("## Commands of `peaka`\n\n").unwrap();
        let rows = section.lines().take_while(|line| line.starts_with('|'));
        let listed: BTreeSet<_> = rows
            .filter_map(|row| row.strip_prefix("| `")?.split(['`', ' ']).next())
            .map(str::to_owned)
            .collect();
        assert_eq!(listed, subcommand_names::<Program>());
    }

    #[test]
    fn every_command_has_help_and_an_example() {
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

    #[test]
    fn help_of_a_command_lists_its_options() {
        let mut program = Program::command();
        program.build();
        for command in program.get_subcommands() {
            let name = command.get_name();
            let help = program
                .clone()
                .try_get_matches_from(["peaka", "help", name]);
            let help = help.unwrap_err();
            assert_eq!(help.kind(), ErrorKind::DisplayHelp, "{name}");
            let help = help.to_string();
            for long in command.get_arguments().filter_map(Arg::get_long) {
                let is_listed = |line: &str| {
                    let mut words = line.split([' ', ',', '[', '=']);
                    words.any(|word| word.strip_prefix("--") == Some(long))
                };
                assert!(help.lines().any(is_listed), "{name}: --{long}");
            }
        }
    }
}
