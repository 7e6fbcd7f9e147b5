//! Runs 2000 schedules of columns and 250 of metadata with every `cargo test`. `.ci/run` runs 20,000 and 625.

use std::ops::Range;

use simulation::{FaultKind, Kind, Schedule, Summary, run_all, shrink};

/// The seeds are fixed, so that a failure is reproducible.
const COLUMN_SEEDS: Range<u64> = 0..2000;
const METADATA_SEEDS: Range<u64> = 0..250;

/// Runs schedules, and panics if one of them violates a rule.
fn run(kind: Kind, seeds: Range<u64>) -> Summary {
    println!("seeds {seeds:?} of {kind:?}");
    let option = match kind {
        Kind::Columns => "",
        Kind::Metadata => " --metadata",
    };
    let count = seeds.end - seeds.start;
    let (summary, failures) = run_all(kind, seeds, 3);
    let failures: Vec<_> = failures
        .iter()
        .map(|failure| {
            let transcript = shrink(kind, failure.seed).unwrap_or_default();
            format!(
                "{transcript}help: reproduce it with \
                 `cargo run --release -p simulation --{option} --seed {} --show`",
                failure.seed
            )
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert_eq!(summary.schedules, count);
    summary
}

fn assert_outcomes(summary: &Summary, outcomes: &[&str], min: u64) {
    for outcome in outcomes {
        let count = summary.outcomes_with_faults.get(outcome).copied();
        let count = count.unwrap_or_default();
        assert!(count >= min, "{outcome} occurred {count} times");
    }
}

// Without the checks of counts, a change of the generators could silently exclude a fault or an outcome.

#[test]
fn no_schedule_of_columns_violates_a_rule() {
    let summary = run(Kind::Columns, COLUMN_SEEDS);
    for kind in FaultKind::ALL {
        let count = summary.faults.get(&kind).copied().unwrap_or_default();
        assert!(count >= 10, "{kind:?} was injected {count} times");
    }
    let outcomes = [
        "ok",
        "drift",
        "unverified",
        "unverified, ambiguous",
        "transport",
    ];
    assert_outcomes(&summary, &outcomes, 50);
}

#[test]
fn no_schedule_of_metadata_violates_a_rule() {
    let summary = run(Kind::Metadata, METADATA_SEEDS);
    // Only column lists can hide a column.
    let kinds = FaultKind::ALL.into_iter();
    for kind in kinds.filter(|kind| *kind != FaultKind::HiddenColumn) {
        assert!(
            summary.faults.contains_key(&kind),
            "{kind:?} was not injected"
        );
    }
    let outcomes = [
        "ok",
        "drift",
        "unverified",
        "unverified, ambiguous",
        "outdated",
    ];
    assert_outcomes(&summary, &outcomes, 5);
    assert!(
        summary.lost_edits >= 5,
        "{} edits were lost",
        summary.lost_edits
    );
}

#[test]
fn same_seed_gives_the_same_transcript() {
    for (kind, seeds) in [(Kind::Columns, 0..300), (Kind::Metadata, 0..60)] {
        for seed in seeds {
            let first = Schedule::run(kind, seed, true).transcript;
            let second = std::thread::spawn(move || Schedule::run(kind, seed, true).transcript);
            let second = second.join().expect("the thread does not panic");
            assert_eq!(first, second, "seed {seed} of {kind:?}");
            assert!(first.lines().count() > 5, "seed {seed} of {kind:?}");
        }
    }
}

#[test]
fn different_seeds_give_different_transcripts() {
    for (kind, count) in [(Kind::Columns, 300), (Kind::Metadata, 60)] {
        let transcripts: std::collections::BTreeSet<_> = (0..count)
            .map(|seed| {
                let transcript = Schedule::run(kind, seed, true).transcript;
                transcript.split_once(':').map(|(_, rest)| rest.to_owned())
            })
            .collect();
        let different = transcripts.len() as u64;
        assert!(
            different * 30 > count * 29,
            "{different} of {count} {kind:?}"
        );
    }
}
