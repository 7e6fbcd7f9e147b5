//! A service with its command line. The environment chooses the struct and the policy.
//!
//! `service start` is the start-up of the service; all other arguments are those of its command line.

use std::env;
use std::process::ExitCode;

use peaka_runtime::{
    BiTable, Client, DeclaredTable, DriftKind, Level, Policy, SyncColumns, Tables, sync_tables,
};

macro_rules! declare {
    ($($name:ident($($on:tt)*))+) => {$(
        #[derive(BiTable)]
        #[bitable(table = "events", snapshot = "peaka/events.json", on($($on)*))]
        #[allow(dead_code)]
        struct $name {
            #[bitable(unique)]
            id: i64,
            #[bitable(not_null)]
            user_id: String,
            #[bitable(default = 0)]
            clicks: i64,
            #[bitable(display_name = "Browser", renamed_from = "agent")]
            browser: Option<String>,
        }
    )+};
}

declare! {
    Plain(unmanaged = "warn")
    Allowing(
        default = "allow", not_null = "allow", unique = "allow", display_name = "allow",
        stored_name = "allow", unmanaged = "allow",
    )
    Warning(
        default = "warn", not_null = "warn", unique = "warn", display_name = "warn",
        stored_name = "warn", unmanaged = "warn",
    )
    Denying(
        default = "deny", not_null = "deny", unique = "deny", display_name = "deny",
        stored_name = "deny", unmanaged = "deny",
    )
}

/// A struct without levels of its own.
#[derive(BiTable)]
#[bitable(table = "events", snapshot = "peaka/events.json")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique)]
    id: i64,
    #[bitable(not_null)]
    user_id: String,
    #[bitable(default = 0)]
    clicks: i64,
    #[bitable(display_name = "Browser", renamed_from = "agent")]
    browser: Option<String>,
}

fn tables() -> Tables {
    match &*variable("ON") {
        "plain" => sync_tables![Plain],
        "allow" => sync_tables![Allowing],
        "warn" => sync_tables![Warning],
        "deny" => sync_tables![Denying],
        _ => sync_tables![Event],
    }
}

fn policy() -> Policy {
    let strict = variable("STRICT") == "1";
    let policy = if strict { Policy::strict() } else { Policy::new() };
    let policy = policy
        .fix_drift(variable("FIX_DRIFT") == "1")
        .create_table(variable("CREATE_TABLE") == "1");
    let levels = levels("POLICY").into_iter();
    levels.fold(policy, |policy, (kind, level)| policy.on(kind, level))
}

/// The choices of the service for its tables.
fn each<'c>(_: &DeclaredTable, sync: SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static> {
    with_levels("EACH", sync)
}

fn with_levels<'c>(
    name: &str,
    sync: SyncColumns<'c, 'static>,
) -> SyncColumns<'c, 'static> {
    let levels = levels(name).into_iter();
    levels.fold(sync, |sync, (kind, level)| sync.on(kind, level))
}

/// Parses `Unique=deny,Default=warn`.
fn levels(name: &str) -> Vec<(DriftKind, Level)> {
    let value = variable(name);
    let entries = value.split(',').filter(|entry| !entry.is_empty());
    let parsed = entries.map(|entry| {
        let (kind, level) = entry.split_once('=').unwrap();
        let mut kinds = DriftKind::ALL.iter().copied();
        let kind = kinds.find(|known| format!("{known:?}") == kind).unwrap();
        let level = match level {
            "allow" => Level::Allow,
            "warn" => Level::Warn,
            _ => Level::Deny,
        };
        (kind, level)
    });
    parsed.collect()
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

async fn start() -> Result<(), peaka_runtime::Error> {
    let client = peaka_runtime::ClientBuilder::from_env()?
        .policy(policy())
        .build()?;
    let sync = tables().with(&client).each(each);
    // What a call overrides, as an option of a command does.
    sync.each(|_, sync| with_levels("CALL", sync)).await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("start") {
        match start().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        }
    } else {
        let app = peaka_cli::App::new(tables()).policy(policy());
        app.each(each).run().await
    }
}
