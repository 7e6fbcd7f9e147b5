//! `peaka emulate`.

use clap::Args;
use peaka_emulator::program::{self, Options, Ready};
use serde::Serialize;

use crate::error::Error;
use crate::output::{Output, Versioned};

/// Serves Peaka's BI-table API on a local port until Ctrl-C, without an account
///
/// It prints the variables of the environment that make every other command talk to it. Tables live in memory and end
/// with the program. The kinds of faults are in the README of peaka-emulator.
#[derive(Args)]
#[command(after_help = "Example:\n  peaka emulate --port 8787 --profile observed")]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: Options,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    base_url: &'a str,
    api_key: &'a str,
    project_id: &'a str,
}

pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Error> {
    program::run(arguments.options, |ready| announce(&ready, output))
        .await
        .map_err(|fault| Error::new(fault.to_string()))
}

fn announce(ready: &Ready<'_>, output: &Output) {
    output.remark(ready.sentence());
    let document = Document {
        base_url: ready.emulator.base_url(),
        api_key: ready.emulator.api_key(),
        project_id: ready.emulator.project_id(),
    };
    // It is of use whether or not somebody has read this.
    let _ = output.announcement(&ready.exports(), &Versioned::new(document));
}
