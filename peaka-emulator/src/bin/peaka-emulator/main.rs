//! The emulator as a program: it says which environment variables lead to it, and serves until Ctrl-C.

mod injection;

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use peaka_emulator::{DEFAULT_API_KEY, DEFAULT_PROJECT_ID, Echo, Emulator, Profile, Schedule};

use crate::injection::Injection;

/// Peaka's BI-table API on a local port.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The port on 127.0.0.1; 0 for any free one
    #[arg(long, default_value_t = 8787)]
    port: u16,

    /// The service to behave like: as it is `documented`, or as it was `observed`
    #[arg(long, default_value_t)]
    profile: Profile,

    /// What the answer to an Add shows: the columns as `requested`, or as `stored`
    #[arg(long, default_value_t)]
    echo: Echo,

    /// The key to accept, for every project
    #[arg(long, default_value = DEFAULT_API_KEY, value_parser = NonEmptyStringValueParser::new())]
    api_key: String,

    /// The project to name; others are there as well, all of them empty
    #[arg(long, default_value = DEFAULT_PROJECT_ID, value_parser = NonEmptyStringValueParser::new())]
    project: String,

    /// A fault for the NTH call of an operation from the start, or for its next call; may be given several times
    #[arg(long, value_name = "OPERATION[:NTH]:KIND[=VALUE]")]
    fault: Vec<Injection>,

    /// Draws faults that a client can survive, the same for the same number
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// The share of the calls that are struck by what `--seed` draws, from 0 to 1; 0.1 if not given
    #[arg(long, value_name = "SHARE", requires = "seed", value_parser = share)]
    fault_rate: Option<f64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime.and_then(|runtime| runtime.block_on(run(arguments))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(io::stderr(), format_args!("peaka-emulator: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let Arguments {
        port,
        profile,
        echo,
        api_key,
        project,
        fault: faults,
        seed,
        fault_rate,
    } = arguments;
    let mut builder = Emulator::builder()
        .port(port)
        .profile(profile)
        .echo(echo)
        .partner_key(api_key)
        .project(project);
    if let Some(seed) = seed {
        let schedule = Schedule::seeded(seed);
        builder = builder.schedule(match fault_rate {
            Some(rate) => schedule.rate(rate),
            None => schedule,
        });
    }
    let emulator = builder
        .start()
        .await
        .map_err(|error| explain(port, &error))?;
    for fault in faults {
        fault.inject(&emulator);
    }
    // Listened for before a line is printed, since whoever has read the lines may be done at once.
    let interrupted = tokio::spawn(tokio::signal::ctrl_c());
    tokio::task::yield_now().await;
    let base_url = emulator.base_url();
    // Apart from the exports, so that what is on the standard output can be pasted, or evaluated, as it is.
    say(
        io::stderr(),
        format_args!("The {profile} service is on {base_url} until Ctrl-C."),
    );
    for (name, value) in [
        ("PEAKA_BASE_URL", base_url),
        ("PEAKA_API_KEY", emulator.api_key()),
        ("PEAKA_PROJECT_ID", emulator.project_id()),
    ] {
        say(
            io::stdout(),
            format_args!("export {name}={}", Quoted(value)),
        );
    }
    interrupted.await??;
    emulator.stop().await;
    Ok(())
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "it must be a number from 0 to 1".to_owned())
}

/// Writes a line. It keeps quiet when nobody reads, since the emulator is of use all the same.
fn say(mut to: impl Write, line: fmt::Arguments<'_>) {
    let _ = writeln!(to, "{line}").and_then(|()| to.flush());
}

fn explain(port: u16, error: &io::Error) -> io::Error {
    let reason = match error.kind() {
        io::ErrorKind::AddrInUse => "it is in use".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be used without more rights".to_owned(),
        _ => error.to_string(),
    };
    let message = format!("cannot listen on port {port} of 127.0.0.1: {reason}");
    io::Error::new(error.kind(), message)
}

/// A value as one word of a shell.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
        if self.0.chars().all(plain) {
            f.write_str(self.0)
        } else {
            write!(f, "'{}'", self.0.replace('\'', r"'\''"))
        }
    }
}
