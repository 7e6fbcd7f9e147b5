//! `peaka emulate`: the emulator.

use clap::Args;
use peaka_emulator::program::{self, Options, Ready};
use serde::Serialize;

use crate::output::{Document, Error, Output};

/// Serve Peaka's BI-table API on a local port, until Ctrl-C
///
/// Prints the environment variables that connect the other commands to it. Tables are stored in memory.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka emulate --port 8787 --profile observed")]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: Options,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Started<'a> {
    base_url: &'a str,
    api_key: &'a str,
    project_id: &'a str,
    profile: String,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    program::run(arguments.options, |ready| announce(&ready, output))
        .await
        .map_err(|error| Error::new(error.message(), error.help().unwrap_or_default()))
}

fn announce(ready: &Ready<'_>, output: &Output) {
    output.print_note(ready.message());
    let document = Document::new(Started {
        base_url: ready.emulator.base_url(),
        api_key: ready.emulator.api_key(),
        project_id: ready.emulator.project_id(),
        profile: ready.profile().to_string(),
    });
    // The emulator is useful even if standard output is closed.
    let _ = output.print_announcement(&ready.exports(), &document);
}

#[cfg(test)]
mod tests {
    use clap::{Arg, Command};

    use super::*;

    fn options<T: Args>() -> Vec<Arg> {
        let command = T::augment_args(Command::new("emulate"));
        command.get_arguments().cloned().collect()
    }

    #[test]
    fn options_are_those_of_the_program_peaka_emulator() {
        let emulate = options::<Arguments>();
        assert!(emulate.len() > 10);
        let described = |options: Vec<Arg>| {
            options
                .iter()
                .map(|option| format!("{option:?}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(described(emulate), described(options::<Options>()));
    }
}
