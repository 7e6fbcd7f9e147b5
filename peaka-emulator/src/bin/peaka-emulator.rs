//! The program `peaka-emulator`: prints the environment variables for its clients, and serves until Ctrl-C or,
//! on Unix, SIGTERM.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use peaka_emulator::program::{Error, Options, run};

/// Emulate Peaka's BI-table API on a local port
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
    let result = runtime.map_err(Error::from).and_then(|runtime| {
        runtime.block_on(run(options, |ready| {
            // Only the exports go to the standard output, so that it can be evaluated by a shell.
            print(io::stderr(), format_args!("{}\n", ready.message()));
            print(io::stdout(), format_args!("{}", ready.exports()));
        }))
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print(io::stderr(), format_args!("error: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Writes text. Errors are ignored, because the emulator is useful even if its output is not read.
fn print(mut stream: impl Write, text: fmt::Arguments<'_>) {
    let _ = stream.write_fmt(text).and_then(|()| stream.flush());
}
