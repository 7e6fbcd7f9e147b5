//! Runs 2000 schedules with every `cargo test`. `.ci/run` runs 20,000.

use simulation::{FaultKind, Kind, Schedule, run_all, shrink};

/// The seeds are fixed, so that a failure is reproducible.
const SEEDS: std::ops::Range<u64> = 0..2000;

#[test]
fn no_schedule_violates_a_rule() {
    println!("seeds {SEEDS:?}");
    let (summary, failures) = run_all(Kind::Columns, SEEDS, 3);
    let failures: Vec<_> = failures
        .iter()
        .map(|failure| {
            let transcript = shrink(Kind::Columns, failure.seed).unwrap_or_default();
            format!(
                "{transcript}help: reproduce it with `cargo run --release -p simulation -- --seed {} --show`",
                failure.seed
            )
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));

    // Without these checks, a change of the generator could silently exclude a fault or an outcome.
    assert_eq!(summary.schedules, SEEDS.end - SEEDS.start);
    for kind in FaultKind::ALL {
        let count = summary.faults.get(&kind).copied().unwrap_or_default();
        assert!(count >= 10, "{kind:?} was injected {count} times");
    }
    for outcome in [
        "ok",
        "drift",
        "unverified",
        "unverified, ambiguous",
        "transport",
    ] {
        let count = summary
            .outcomes_with_faults
            .get(outcome)
            .copied()
            .unwrap_or_default();
        assert!(count >= 50, "{outcome} occurred {count} times");
    }
}

#[test]
fn same_seed_gives_the_same_transcript() {
    for seed in 0..300 {
        let first = Schedule::run(Kind::Columns, seed, true).transcript;
        let second =
            std::thread::spawn(move || Schedule::run(Kind::Columns, seed, true).transcript);
        assert_eq!(
            first,
            second.join().expect("the thread does not panic"),
            "seed {seed}"
        );
        assert!(first.lines().count() > 5, "seed {seed}");
    }
}

#[test]
fn different_seeds_give_different_transcripts() {
    let transcripts: std::collections::BTreeSet<_> = (0..300)
        .map(|seed| {
            let transcript = Schedule::run(Kind::Columns, seed, true).transcript;
            transcript.split_once(':').map(|(_, rest)| rest.to_owned())
        })
        .collect();
    assert!(transcripts.len() > 290, "{}", transcripts.len());
}
