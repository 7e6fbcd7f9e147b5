//! Random faults, from which a client recovers by retrying and by re-reading the list.

use std::collections::BTreeSet;
use std::ops::Range;

use futures_util::future::join_all;
use peaka_emulator::{Emulator, Profile, Schedule};
use peaka_runtime::{BiTable, SyncReport};
use tests::{ALL, Event, start_emulator};

/// The number of syncs of one table after which its faults should have ended.
const MAX_SYNCS: usize = 10;

/// Seeds that draw every kind of fault.
const SEEDS: Range<u64> = 40..64;

/// Syncs under the faults of a seed until the sync succeeds. Returns the report, and the faults that were injected.
async fn sync(profile: Profile, seed: u64) -> (SyncReport, Vec<String>) {
    let schedule = Schedule::seeded(seed).rate(0.3);
    let emulator = Emulator::builder().profile(profile).schedule(schedule);
    let (emulator, peaka) = start_emulator(emulator).await;
    let mut syncs = 0;
    let report = loop {
        syncs += 1;
        match Event::sync_columns(&peaka).create_table(true).await {
            Ok(report) => break report,
            Err(error) => assert!(
                error.is_retryable() && syncs < MAX_SYNCS,
                "{profile}, seed {seed}, sync {syncs}: {error}"
            ),
        }
    };
    assert_eq!(emulator.tables("emulator"), ["events"]);
    let columns = emulator.columns("emulator", "events").unwrap();
    let columns = columns.as_array().unwrap().iter();
    let mut names: Vec<_> = columns
        .map(|column| column["name"].as_str().unwrap())
        .filter(|name| !peaka_runtime::is_system_column(name))
        .collect();
    // An add that was applied in part is continued later.
    names.sort_unstable();
    assert_eq!(names, ALL, "{profile}, seed {seed}");
    let requests = emulator.requests().into_iter();
    (
        report,
        requests.filter_map(|request| request.fault).collect(),
    )
}

#[tokio::test]
async fn sync_recovers_from_all_faults_of_a_schedule() {
    let profiles = [Profile::Documented, Profile::Observed];
    let runs = profiles.map(|profile| SEEDS.map(move |seed| sync(profile, seed)));
    let runs = join_all(runs.into_iter().flatten()).await;
    assert!(runs.iter().all(|(report, _)| report.verified));
    let faults = runs.iter().flat_map(|(_, faults)| faults);
    let kinds: BTreeSet<_> = faults
        .map(|fault| match fault.as_str() {
            "Respond(429)" | "ExecuteThenRespond(400)" => fault,
            _ => fault.split('(').next().unwrap(),
        })
        .collect();
    let expected = [
        "DelayResponse",
        "Drop",
        "ExecuteThenDrop",
        "ExecuteThenReset",
        "ExecuteThenRespond",
        "ExecuteThenRespond(400)",
        "PartialAdd",
        "Reset",
        "Respond",
        "Respond(429)",
        "Stale",
        "Truncate",
    ];
    assert_eq!(kinds, expected.into());
}
