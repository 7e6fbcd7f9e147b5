//! One schedule, and many.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::judge::judge;
use crate::run::run;
use crate::shrink::shrink;
use crate::tally::Tally;
use crate::transcript::Transcript;
use crate::world::World;

/// A world that was run.
#[derive(Debug)]
pub struct Schedule {
    /// What it sums up to.
    pub tally: Tally,
    /// The rules that it broke, each in a line.
    pub broken: Vec<String>,
    /// All that happened, line by line, if it was asked for or if a rule was broken.
    pub transcript: String,
}

/// A schedule that broke a rule.
#[derive(Debug)]
pub struct Failure {
    /// What to run again.
    pub seed: u64,
    /// The rules that it broke, each in a line.
    pub broken: Vec<String>,
}

impl Schedule {
    /// Runs the world of a seed.
    #[must_use]
    pub fn of(seed: u64, show: bool) -> Self {
        let world = World::of(seed);
        let record = run(&world, &BTreeSet::new());
        let violations = judge(&world, &record);
        let transcript = Transcript {
            world: &world,
            record: &record,
            violations: &violations,
        };
        Self {
            tally: Tally::of(&record, !violations.is_empty()),
            transcript: if show || !violations.is_empty() {
                transcript.to_string()
            } else {
                String::new()
            },
            broken: violations.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The transcript of a seed that breaks a rule, without what it does not take to break the first of
/// them; None if it breaks none.
#[must_use]
pub fn shrunk(seed: u64) -> Option<String> {
    let shrunk = shrink(&World::of(seed))?;
    let transcript = Transcript {
        world: &shrunk.world,
        record: &shrunk.record,
        violations: &shrunk.violations,
    };
    Some(transcript.to_string())
}

/// Runs the worlds of these seeds on as many threads as there are cores, until so many have failed.
#[must_use]
pub fn run_all(seeds: Range<u64>, most_failures: usize) -> (Tally, Vec<Failure>) {
    let next = AtomicU64::new(seeds.start);
    let sums = Mutex::new((Tally::default(), Vec::new()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut tally = Tally::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let schedule = Schedule::of(seed, false);
                    tally.add(&schedule.tally);
                    if !schedule.broken.is_empty() {
                        let mut sums = sums.lock().expect("no panic holds it");
                        let broken = schedule.broken;
                        sums.1.push(Failure { seed, broken });
                        if sums.1.len() >= most_failures {
                            next.store(seeds.end, Ordering::Relaxed);
                        }
                    }
                }
                sums.lock().expect("no panic holds it").0.add(&tally);
            });
        }
    });
    let (tally, mut failures) = sums.into_inner().expect("no panic holds it");
    failures.sort_by_key(|failure| failure.seed);
    (tally, failures)
}
