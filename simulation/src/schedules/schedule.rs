//! Runs and checks the scenario of one seed, or of many seeds on all cores.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::describe::Describe;
use super::shrink::shrink_scenario;
use super::summary::Summary;
use super::transcript::Transcript;
use crate::check::check;
use crate::run::run;
use crate::scenario::{Columns, Metadata};

/// What the programs of a schedule sync. Each kind has its own seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The columns of a table.
    Columns,
    /// The metadata of a table.
    Metadata,
}

/// A run of one scenario, and the violations found in it.
#[derive(Debug)]
pub struct Schedule {
    /// The counts of this schedule.
    pub summary: Summary,
    /// The violations, one line each.
    pub violations: Vec<String>,
    /// All events, or an empty string if no transcript was requested and no rule was violated.
    pub transcript: String,
}

/// A schedule that violated a rule.
#[derive(Debug)]
pub struct Failure {
    /// The seed of the schedule.
    pub seed: u64,
    /// The violations, one line each.
    pub violations: Vec<String>,
}

impl Schedule {
    /// Runs and checks the scenario of a seed. The transcript is kept if `with_transcript` is set or a rule is
    /// violated.
    #[must_use]
    pub fn run(kind: Kind, seed: u64, with_transcript: bool) -> Self {
        match kind {
            Kind::Columns => Self::run_subject::<Columns>(seed, with_transcript),
            Kind::Metadata => Self::run_subject::<Metadata>(seed, with_transcript),
        }
    }

    fn run_subject<S: Describe>(seed: u64, with_transcript: bool) -> Self {
        let scenario = S::generate(seed);
        let record = run(&scenario, &BTreeSet::new());
        let findings = check(&scenario, &record);
        let summary = Summary::new(&record, &findings);
        let violations = &findings.violations;
        let transcript = Transcript {
            scenario: &scenario,
            record: &record,
            violations,
        };
        Self {
            summary,
            transcript: if with_transcript || !violations.is_empty() {
                transcript.to_string()
            } else {
                String::new()
            },
            violations: violations.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Shrinks the scenario of a seed, and returns the transcript of what remains. Returns `None` if the seed
/// violates no rule.
#[must_use]
pub fn shrink(kind: Kind, seed: u64) -> Option<String> {
    match kind {
        Kind::Columns => shrink_subject::<Columns>(seed),
        Kind::Metadata => shrink_subject::<Metadata>(seed),
    }
}

fn shrink_subject<S: Describe>(seed: u64) -> Option<String> {
    let shrunk = shrink_scenario(&S::generate(seed))?;
    let transcript = Transcript {
        scenario: &shrunk.scenario,
        record: &shrunk.record,
        violations: &shrunk.violations,
    };
    Some(transcript.to_string())
}

/// Runs the schedules of these seeds on all cores, until `max_failures` of them have violated a rule.
#[must_use]
pub fn run_all(kind: Kind, seeds: Range<u64>, max_failures: usize) -> (Summary, Vec<Failure>) {
    let next = AtomicU64::new(seeds.start);
    let results = Mutex::new((Summary::default(), Vec::new()));
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
                    let schedule = Schedule::run(kind, seed, false);
                    summary.add(&schedule.summary);
                    if !schedule.violations.is_empty() {
                        let mut results = results.lock().expect("no thread panicked");
                        let violations = schedule.violations;
                        results.1.push(Failure { seed, violations });
                        if results.1.len() >= max_failures {
                            next.store(seeds.end, Ordering::Relaxed);
                        }
                    }
                }
                results.lock().expect("no thread panicked").0.add(&summary);
            });
        }
    });
    let (summary, mut failures) = results.into_inner().expect("no thread panicked");
    failures.sort_by_key(|failure| failure.seed);
    (summary, failures)
}
