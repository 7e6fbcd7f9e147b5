//! Starts the emulator, and serves until it is stopped.

use std::fmt;

use super::error::Error;
use super::load::{Loaded, load};
use super::options::Options;
use super::stop_signal::stop_signal;
use crate::emulator::Emulator;
use crate::faults::Schedule;
use crate::service::{MetadataOptions, Profile};

/// An emulator that is ready for requests.
#[derive(Debug)]
pub struct Ready<'e> {
    /// The emulator.
    pub emulator: &'e Emulator,
    profile: Profile,
    loaded_tables: usize,
    loaded_rows: usize,
}

impl Ready<'_> {
    /// Returns a message for people: what is served, where, and how to stop it.
    pub fn message(&self) -> String {
        let Self {
            emulator,
            profile,
            loaded_tables,
            loaded_rows,
        } = self;
        let base_url = emulator.base_url();
        let loaded = match loaded_tables {
            0 => String::new(),
            1 => " with 1 loaded table".to_owned(),
            count => format!(" with {count} loaded tables"),
        };
        let rows = match loaded_rows {
            0 => String::new(),
            1 => " and 1 row".to_owned(),
            count => format!(" and {count} rows"),
        };
        format!(
            "serving the {profile} profile ({}){loaded}{rows} at {base_url}; press Ctrl-C to stop",
            profile.description()
        )
    }

    /// Returns the profile of the emulator.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Returns shell commands that export `PEAKA_BASE_URL`, `PEAKA_API_KEY` and `PEAKA_PROJECT_ID`, one on each line.
    pub fn exports(&self) -> String {
        let variables = [
            ("PEAKA_BASE_URL", self.emulator.base_url()),
            ("PEAKA_API_KEY", self.emulator.api_key()),
            ("PEAKA_PROJECT_ID", self.emulator.project_id()),
        ];
        variables
            .map(|(name, value)| format!("export {name}={}\n", ShellQuoted(value)))
            .concat()
    }
}

/// Starts an emulator, calls `on_ready`, and serves until Ctrl-C or, on Unix, SIGTERM.
///
/// # Errors
///
/// Fails if a loaded file is not valid, if the emulator cannot listen on its address, or if a signal handler cannot be
/// installed.
///
/// # Panics
///
/// Panics outside of a tokio runtime, or if its I/O or time driver is not enabled.
pub async fn run(options: Options, on_ready: impl FnOnce(Ready<'_>)) -> Result<(), Error> {
    let Options {
        host,
        allow_host,
        port,
        profile,
        echo,
        api_key,
        project,
        load: paths,
        metadata,
        fault: faults,
        seed,
        metadata_faults,
        fault_rate,
    } = options;
    let metadata = metadata
        .into_iter()
        .fold(MetadataOptions::default(), |options, setting| {
            setting.apply(options)
        });
    let Loaded { tables, rows } = load(&paths, profile)?;
    let loaded_tables = tables.len();
    let mut builder = Emulator::builder()
        .host(host)
        .port(port)
        // Nothing takes the requests, so they would accumulate.
        .log(false)
        .name_options()
        .profile(profile)
        .echo(echo)
        .partner_key(api_key)
        .project(project)
        .load(tables)
        .metadata(metadata);
    for name in allow_host {
        builder = builder.allow_host(name);
    }
    if let Some(seed) = seed {
        let schedule = Schedule::seeded(seed).metadata(metadata_faults);
        builder = builder.schedule(match fault_rate {
            Some(rate) => schedule.rate(rate),
            None => schedule,
        });
    }
    let emulator = builder
        .start()
        .await
        .map_err(|error| Error::listen((host, port).into(), &error))?;
    for fault in faults {
        fault.inject(&emulator);
    }
    // The handlers are installed before `on_ready`, because the caller may send a signal at once.
    let stopped = stop_signal()?;
    on_ready(Ready {
        emulator: &emulator,
        profile,
        loaded_tables,
        loaded_rows: rows,
    });
    stopped.await;
    emulator.stop().await;
    Ok(())
}

/// A value, quoted as one word of a shell command.
struct ShellQuoted<'a>(&'a str);

impl fmt::Display for ShellQuoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let needs_no_quotes = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
        if self.0.chars().all(needs_no_quotes) {
            f.write_str(self.0)
        } else {
            write!(f, "'{}'", self.0.replace('\'', r"'\''"))
        }
    }
}
