//! Reads the rows of the quickstart's table, and prints a typed report.
//!
//! ```text
//! cargo run --example report
//! ```
//!
//! Without `PEAKA_API_KEY`, the example starts an emulator, and inserts rows into the table. Otherwise it reads the table
//! `quickstartevents` of your project, which the quickstart creates; add rows to it in Peaka Studio.

use std::error::Error as StdError;
use std::process::ExitCode;
use std::time::SystemTime;

use peaka_emulator::{Emulator, Profile};
use peaka_runtime::{BiRow, BiTable, Client};

#[derive(BiTable, BiRow)]
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

/// The result of a query.
#[derive(BiRow)]
struct Visitor {
    user_id: String,
    events: u64,
    clicks: u64,
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
        return report(&Client::from_env()?).await;
    }
    // The emulator stops when it is dropped.
    let emulator = Emulator::builder()
        .profile(Profile::Observed)
        .start()
        .await?;
    let peaka = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .build()?;
    Event::sync_columns(&peaka).create_table(true).await?;
    let rows = [
        serde_json::json!({"id": 1, "userid": "ada", "clicks": 3, "seen": "2024-01-31 08:30:00", "note": "first visit"}),
        serde_json::json!({"id": 2, "userid": "ben", "clicks": 1, "seen": "2024-02-29 23:59:59.5"}),
        serde_json::json!({"id": 3, "userid": "bot", "clicks": 900, "human": false}),
        serde_json::json!({"id": "9007199254740993", "userid": "ada", "clicks": 4}),
    ];
    emulator.insert_rows(emulator.project_id(), "quickstartevents", &rows)?;
    report(&peaka).await
}

async fn report(peaka: &Client) -> Result<(), Box<dyn StdError>> {
    println!("# Events of people, by clicks");
    let people = Event::select(peaka).filter("human = ?").bind(true);
    for event in people.order_by_desc("clicks").limit(10).fetch_all().await? {
        let note = event.note.as_deref().unwrap_or("-");
        println!("{:<6} {:>6} clicks  {note}", event.user_id, event.clicks);
    }

    println!("\n# All events, in pages");
    let mut events = Event::select(peaka).page_by("id").page_size(2).stream();
    while let Some(event) = events.try_next().await? {
        let seconds = event
            .last_seen
            .duration_since(SystemTime::UNIX_EPOCH)?
            .as_secs();
        let kind = if event.human { "person" } else { "program" };
        println!("{:>16}  {kind:<7}  seen {seconds} s after 1970", event.id);
    }

    println!("\n# Visitors");
    let sql = r#"SELECT userid, COUNT(*) AS events, SUM(clicks) AS clicks
                 FROM "peaka"."bitable"."quickstartevents" GROUP BY userid ORDER BY clicks DESC"#;
    for Visitor {
        user_id,
        events,
        clicks,
    } in peaka.query(sql).fetch_all().await?
    {
        println!("{user_id:<6} {events} events, {clicks} clicks");
    }
    Ok(())
}
