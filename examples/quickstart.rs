//! Declares two tables, syncs them to a Peaka project, and prints each plan and report.
//!
//! ```text
//! cargo run --example quickstart                 emulator, first as observed, then as documented
//! cargo run --example quickstart -- observed     emulator, observed behavior of Peaka
//! cargo run --example quickstart -- documented   emulator, documented behavior of Peaka
//! ```
//!
//! If `PEAKA_API_KEY` is set, the example connects to Peaka instead, and also reads `PEAKA_PROJECT_ID`, and
//! `PEAKA_ZONE` or `PEAKA_BASE_URL`. It creates the tables `quickstartnumbers` and `quickstartevents` in your
//! project, and does not delete them.

// The structs of this example only declare columns. Your own can hold rows as well.
#![allow(dead_code)]

use std::error::Error as StdError;
use std::io::stdout;
use std::process::ExitCode;
use std::time::SystemTime;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{BiTable, Client, Policy};

/// The two columns of the example in Peaka's documentation.
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

/// The next version of `Event`, with one more column.
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
    let key = std::env::var("PEAKA_API_KEY").unwrap_or_default();
    if !key.trim().is_empty() {
        let service = std::env::var("PEAKA_BASE_URL").unwrap_or_else(|_| "Peaka".to_owned());
        println!("PEAKA_API_KEY is set: connecting to {service}.\n");
        return sync_all(&Client::from_env()?).await;
    }
    let profiles = match std::env::args().nth(1) {
        Some(name) => vec![name.parse()?],
        None => vec![Profile::Observed, Profile::Documented],
    };
    for profile in profiles {
        println!("PEAKA_API_KEY is not set: starting an emulator with the profile `{profile}`.");
        println!("{}.\n", profile.description());
        // The emulator stops when it is dropped.
        let emulator = Emulator::builder().profile(profile).start().await?;
        let peaka = Client::builder()
            .base_url(emulator.base_url())
            .api_key(emulator.api_key())
            .project_id(emulator.project_id())
            .build()?;
        sync_all(&peaka).await?;
    }
    Ok(())
}

async fn sync_all(peaka: &Client) -> Result<(), Box<dyn StdError>> {
    println!("# The documented table");
    sync::<Numbers>(peaka).await?;

    println!("# A table with more kinds of columns");
    sync::<Event>(peaka).await?;

    println!("# The same table with a new column");
    sync::<EventWithCountry>(peaka).await?;

    println!("# The same table with a strict policy");
    let strict = peaka.with_policy(Policy::strict());
    match strict.sync::<EventWithCountry>().await {
        Ok(report) => println!("{report}\n"),
        Err(error) => println!("error: {error}\n"),
    }
    Ok(())
}

async fn sync<T: BiTable>(peaka: &Client) -> Result<(), Box<dyn StdError>> {
    let plan = peaka.sync::<T>().create_table(true).plan().await?;
    println!("Plan:\n{}\n", plan.display_on(&stdout()));
    println!("Report:\n{}\n", plan.apply(peaka).await?);
    println!("Second sync:\n{}\n", T::sync_columns(peaka).await?);
    Ok(())
}
