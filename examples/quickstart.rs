//! Declares two tables, brings a Peaka project in line with them, and shows what happens.
//!
//! ```text
//! cargo run --example quickstart               an emulator that does what Peaka documents
//! cargo run --example quickstart -- observed   an emulator that does what was measured
//! ```
//!
//! With `PEAKA_API_KEY` set it talks to Peaka instead, and `PEAKA_PROJECT_ID`, `PEAKA_ZONE` and
//! `PEAKA_BASE_URL` count too. It then makes the tables `quickstartnumbers` and
//! `quickstartevents` in your project, and leaves them there.

// Here the structs only declare. In a program of yours they would hold rows as well.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::io::stdout;
use std::process::ExitCode;
use std::time::SystemTime;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{BiTable, Client, Error, Level};

/// The two columns of the example in Peaka's own documentation.
#[derive(BiTable)]
#[bitable(table = "quickstartnumbers")]
struct Numbers {
    #[bitable(skip)]
    _row: usize,
    num19: Option<i64>,
    #[bitable(default = 3, unique)]
    num18: i64,
}

#[derive(BiTable)]
#[bitable(table = "quickstartevents")]
struct Event {
    #[bitable(unique, not_null)]
    id: i64,
    #[bitable(display_name = "Visitor")]
    user_id: String,
    #[bitable(default = 0)]
    clicks: u32,
    #[bitable(default = true)]
    human: bool,
    #[bitable(name = "seen", default = "2024-01-01 00:00:00")]
    last_seen: SystemTime,
    note: Option<String>,
}

/// A later version of the same table, with one column more.
#[derive(BiTable)]
#[bitable(table = "quickstartevents")]
struct EventWithCountry {
    #[bitable(unique, not_null)]
    id: i64,
    #[bitable(display_name = "Visitor")]
    user_id: String,
    #[bitable(default = 0)]
    clicks: u32,
    #[bitable(default = true)]
    human: bool,
    #[bitable(name = "seen", default = "2024-01-01 00:00:00")]
    last_seen: SystemTime,
    note: Option<String>,
    #[bitable(default = "unknown")]
    country: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn StdError>> {
    // The emulator stops when it is dropped, so it is kept until the end.
    let (peaka, _emulator) = connect().await?;

    println!("# The documented table");
    bring_in_line::<Numbers>(&peaka).await?;

    println!("# A richer one");
    bring_in_line::<Event>(&peaka).await?;

    println!("# The same table in its next version");
    bring_in_line::<EventWithCountry>(&peaka).await?;
    Ok(())
}

async fn connect() -> Result<(Client, Option<Emulator>), Box<dyn StdError>> {
    let key = std::env::var("PEAKA_API_KEY").unwrap_or_default();
    if !key.trim().is_empty() {
        let place = std::env::var("PEAKA_BASE_URL").unwrap_or_else(|_| "Peaka".to_owned());
        println!("PEAKA_API_KEY is set, so this is {place}.\n");
        return Ok((Client::from_env()?, None));
    }
    let profile: Profile = match std::env::args().nth(1) {
        Some(name) => name.parse()?,
        None => Profile::Documented,
    };
    println!("PEAKA_API_KEY is not set, so this is an emulator with the profile `{profile}`.\n");
    let emulator = Emulator::builder().profile(profile).start().await?;
    let peaka = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .build()?;
    Ok((peaka, Some(emulator)))
}

async fn bring_in_line<T: BiTable>(peaka: &Client) -> Result<(), Box<dyn StdError>> {
    let plan = peaka.sync::<T>().create_table(true).plan().await?;
    println!("What will be done:\n{}\n", plan.display_on(&stdout()));

    let drift = match plan.apply(peaka).await {
        Ok(report) => {
            println!("What was done:\n{report}\n");
            Vec::new()
        }
        Err(Error::Drift(report)) => {
            println!("What was done, and what is not as declared:\n{report}\n");
            report.denied
        }
        Err(error) => return Err(error.into()),
    };
    if drift.iter().any(|drift| !drift.kind.can_be_accepted()) {
        return Err(
            "no sync changes a column that exists: change its field, give it another name \
                    with #[bitable(name = \"…\")], or delete the column in Peaka Studio"
                .into(),
        );
    }

    // A program of yours would say here what it can live with, and nothing else.
    let kinds: BTreeSet<_> = drift.iter().map(|drift| drift.kind).collect();
    let mut sync = T::sync_columns(peaka);
    if !kinds.is_empty() {
        println!(
            "To accept that, say so:\n  {}::sync_columns(&peaka)",
            short_name::<T>()
        );
        for kind in kinds {
            println!("    .on(DriftKind::{kind:?}, Level::Warn)");
            sync = sync.on(kind, Level::Warn);
        }
        println!("    .await?\n");
    }
    println!("Once more:\n{}\n", sync.await?);
    Ok(())
}

fn short_name<T>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.rsplit("::").next().unwrap_or(name)
}
