//! The program `peaka-emulator`, for other programs that have it as a command: its options, and serving until Ctrl-C.

mod injection;

use std::fmt;
use std::io;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::choices::{Echo, Profile};
use crate::emulator::{DEFAULT_API_KEY, DEFAULT_PROJECT_ID, Emulator};
use crate::schedule::Schedule;
use injection::Injection;

/// The options of the program.
#[derive(Args, Clone)]
pub struct Options {
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

/// An emulator that listens, for whoever is to be told.
#[derive(Debug)]
pub struct Ready<'e> {
    /// The emulator.
    pub emulator: &'e Emulator,
    profile: Profile,
}

impl Ready<'_> {
    /// What people are told: where it is, and until when.
    pub fn sentence(&self) -> String {
        let Self { emulator, profile } = self;
        let base_url = emulator.base_url();
        format!("The {profile} service is on {base_url} until Ctrl-C.")
    }

    /// The lines for a shell that make any client of this project talk to it.
    pub fn exports(&self) -> String {
        let variables = [
            ("PEAKA_BASE_URL", self.emulator.base_url()),
            ("PEAKA_API_KEY", self.emulator.api_key()),
            ("PEAKA_PROJECT_ID", self.emulator.project_id()),
        ];
        variables
            .map(|(name, value)| format!("export {name}={}\n", Quoted(value)))
            .concat()
    }
}

/// Starts an emulator, says so, and serves until Ctrl-C.
///
/// # Errors
///
/// When it cannot listen, or Ctrl-C cannot be waited for.
pub async fn run(options: Options, announce: impl FnOnce(Ready<'_>)) -> io::Result<()> {
    let Options {
        port,
        profile,
        echo,
        api_key,
        project,
        fault: faults,
        seed,
        fault_rate,
    } = options;
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
    // Listened for before it is announced, since whoever is told may be done at once.
    let interrupted = tokio::spawn(tokio::signal::ctrl_c());
    tokio::task::yield_now().await;
    announce(Ready {
        emulator: &emulator,
        profile,
    });
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
