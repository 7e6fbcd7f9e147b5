//! Runs and checks one scenario, or many on all cores.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::shrink::shrink;
use super::summary::Summary;
use super::transcript::Transcript;
use crate::check::check;
use crate::run::run;
use crate::scenario::Scenario;

/// The result of running one scenario.
#[derive(Debug)]
pub struct Schedule {
    /// Its numbers.
    pub summary: Summary,
    /// The violations, one line each.
    pub violations: Vec<String>,
    /// Everything that happened, if it was requested or if a rule was violated.
    pub transcript: String,
}

/// A schedule that violated a rule.
#[derive(Debug)]
pub struct Failure {
    /// The seed to run again.
    pub seed: u64,
    /// The violations, one line each.
    pub violations: Vec<String>,
}

impl Schedule {
    /// Runs the scenario of a seed.
    #[must_use]
    pub fn run(seed: u64, show: bool) -> Self {
        let scenario = Scenario::generate(seed);
        let record = run(&scenario, &BTreeSet::new());
        let violations = check(&scenario, &record);
        let transcript = Transcript {
            scenario: &scenario,
            record: &record,
            violations: &violations,
        };
        Self {
            summary: Summary::new(&record, !violations.is_empty()),
            transcript: if show || !violations.is_empty() {
                transcript.to_string()
            } else {
                String::new()
            },
            violations: violations.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Returns the transcript of a seed that violates a rule, without everything that the violation does not need.
/// Returns `None` if it violates no rule.
#[must_use]
pub fn shrunk(seed: u64) -> Option<String> {
    let shrunk = shrink(&Scenario::generate(seed))?;
    let transcript = Transcript {
        scenario: &shrunk.scenario,
        record: &shrunk.record,
        violations: &shrunk.violations,
    };
    Some(transcript.to_string())
}

/// Runs the scenarios of these seeds on all cores, until `max_failures` have failed.
#[must_use]
pub fn run_all(seeds: Range<u64>, max_failures: usize) -> (Summary, Vec<Failure>) {
    let next = AtomicU64::new(seeds.start);
    let sums = Mutex::new((Summary::default(), Vec::new()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut summary = Summary::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let schedule = Schedule::run(seed, false);
                    summary.add(&schedule.summary);
                    if !schedule.violations.is_empty() {
                        let mut sums = sums.lock().expect("no thread panicked");
                        let violations = schedule.violations;
                        sums.1.push(Failure { seed, violations });
                        if sums.1.len() >= max_failures {
                            next.store(seeds.end, Ordering::Relaxed);
                        }
                    }
                }
                sums.lock().expect("no thread panicked").0.add(&summary);
            });
        }
    });
    let (summary, mut failures) = sums.into_inner().expect("no thread panicked");
    failures.sort_by_key(|failure| failure.seed);
    (summary, failures)
}
