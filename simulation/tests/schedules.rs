//! Schedules as `cargo test` runs them; `.ci/run` runs ten times as many, and the program any number.

use simulation::{Kind, Schedule, run_all, shrunk};

/// The seeds that every test run tries.
const SEEDS: std::ops::Range<u64> = 0..2000;

#[test]
fn every_rule_holds_in_every_schedule() {
    println!("seeds {SEEDS:?}");
    let (tally, failures) = run_all(SEEDS, 3);
    let told: Vec<_> = failures
        .iter()
        .map(|failure| {
            let transcript = shrunk(failure.seed).unwrap_or_default();
            format!(
                "{transcript}again: cargo run --release -p simulation -- --seed {} --show",
                failure.seed
            )
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));

    // If nothing goes wrong, or nothing goes well, then nothing is tested.
    assert_eq!(tally.schedules, SEEDS.end - SEEDS.start);
    for kind in Kind::ALL {
        let count = tally.faults.get(&kind).copied().unwrap_or_default();
        assert!(count >= 10, "{kind:?} struck {count} times");
    }
    for outcome in [
        "ok",
        "drift",
        "unproven",
        "unproven, ambiguous",
        "transport",
    ] {
        let count = tally.storm.get(outcome).copied().unwrap_or_default();
        assert!(count >= 50, "{outcome} came {count} times");
    }
}

#[test]
fn a_seed_gives_the_same_transcript_each_time() {
    for seed in 0..300 {
        let once = Schedule::of(seed, true).transcript;
        let again = std::thread::spawn(move || Schedule::of(seed, true).transcript);
        assert_eq!(once, again.join().expect("it runs"), "seed {seed}");
        assert!(once.lines().count() > 5, "seed {seed}");
    }
}

#[test]
fn two_seeds_give_two_transcripts() {
    let transcripts: std::collections::BTreeSet<_> = (0..300)
        .map(|seed| {
            let transcript = Schedule::of(seed, true).transcript;
            transcript.split_once(':').map(|(_, rest)| rest.to_owned())
        })
        .collect();
    assert!(transcripts.len() > 290, "{}", transcripts.len());
}
