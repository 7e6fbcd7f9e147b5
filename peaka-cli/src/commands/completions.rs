//! `completions`: shell completions of a program.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use serde::Serialize;

use crate::output::{Document, Error, Output};

/// Print a shell completion script
#[derive(Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

#[derive(Serialize)]
struct Completions<'a> {
    shell: String,
    script: &'a str,
}

/// Prints the completion script for the program `P` with the given name.
pub(crate) fn run<P: CommandFactory>(
    arguments: &Arguments,
    name: &str,
    output: &Output,
) -> Result<(), Error> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut P::command(), name, &mut script);
    let script = String::from_utf8_lossy(&script);
    let document = Document::new(Completions {
        shell: arguments.shell.to_string(),
        script: &script,
    });
    output.print_result(&script, &document)
}
