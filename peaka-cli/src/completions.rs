//! `completions`: what makes a shell complete a program's commands and options.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use serde::Serialize;

use crate::error::Error;
use crate::output::{Output, Versioned};

/// Prints what makes a shell complete the commands and options
#[derive(Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

#[derive(Serialize)]
struct Document<'a> {
    shell: String,
    script: &'a str,
}

/// Prints it for the program `P` of this name.
pub(crate) fn run<P: CommandFactory>(
    arguments: &Arguments,
    name: &str,
    output: &Output,
) -> Result<(), Error> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut P::command(), name, &mut script);
    let script = String::from_utf8_lossy(&script);
    let document = Document {
        shell: arguments.shell.to_string(),
        script: &script,
    };
    output.result(&script, &Versioned::new(document))
}
