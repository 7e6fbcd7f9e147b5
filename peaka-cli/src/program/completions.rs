//! `peaka completions`.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use serde::Serialize;

use crate::error::Error;
use crate::output::{Output, Versioned};
use crate::program::Program;

/// Prints what makes a shell complete the commands and options
#[derive(Args)]
#[command(
    after_help = "Example:\n  peaka completions bash > ~/.local/share/bash-completion/completions/peaka"
)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

#[derive(Serialize)]
struct Document<'a> {
    shell: String,
    script: &'a str,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<(), Error> {
    let mut script = Vec::new();
    generate(
        arguments.shell,
        &mut Program::command(),
        "peaka",
        &mut script,
    );
    let script = String::from_utf8_lossy(&script);
    let document = Document {
        shell: arguments.shell.to_string(),
        script: &script,
    };
    output.result(&script, &Versioned::new(document))
}
