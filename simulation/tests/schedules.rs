//! Runs 500 schedules of columns with every `cargo test`, and 2000 with `THOROUGH=1`. The 250 schedules of metadata are
//! always run: each kind of fault must occur in them.

use std::ops::Range;

use simulation::{FaultKind, Kind, Schedule, Summary, run_all, shrink};

/// Returns a number of schedules or of occurrences among them: all with `THOROUGH=1`, otherwise a quarter.
fn scaled(count: u64) -> u64 {
    let is_thorough = std::env::var_os("THOROUGH").is_some();
    if is_thorough { count } else { count / 4 }
}

/// The seeds are fixed, so that a failure is reproducible.
fn seeds(count: u64) -> Range<u64> {
    0..scaled(count)
}

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
    let summary = run(Kind::Columns, seeds(2000));
    for kind in FaultKind::ALL {
        let count = summary.faults.get(&kind).copied().unwrap_or_default();
        assert!(count >= scaled(10), "{kind:?} was injected {count} times");
    }
    let outcomes = [
        "ok",
        "drift",
        "unverified",
        "unverified, ambiguous",
        "transport",
    ];
    assert_outcomes(&summary, &outcomes, scaled(50));
}

#[test]
fn no_schedule_of_metadata_violates_a_rule() {
    let summary = run(Kind::Metadata, 0..250);
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
    for (kind, seeds) in [(Kind::Columns, seeds(300)), (Kind::Metadata, seeds(60))] {
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
    for (kind, count) in [(Kind::Columns, scaled(300)), (Kind::Metadata, scaled(60))] {
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
