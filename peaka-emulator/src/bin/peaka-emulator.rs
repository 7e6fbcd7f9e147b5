//! The emulator as a program: it says which environment variables lead to it, and serves until Ctrl-C.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use peaka_emulator::program::{Options, run};

/// Peaka's BI-table API on a local port.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    options: Options,
}

fn main() -> ExitCode {
    let Arguments { options } = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let served = runtime.and_then(|runtime| {
        runtime.block_on(run(options, |ready| {
            // Apart from the exports, so that what is on the standard output can be pasted, or evaluated, as it is.
            say(io::stderr(), format_args!("{}\n", ready.sentence()));
            say(io::stdout(), format_args!("{}", ready.exports()));
        }))
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(io::stderr(), format_args!("peaka-emulator: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Writes text. It keeps quiet when nobody reads, since the emulator is of use all the same.
fn say(mut to: impl Write, text: fmt::Arguments<'_>) {
    let _ = to.write_fmt(text).and_then(|()| to.flush());
}
