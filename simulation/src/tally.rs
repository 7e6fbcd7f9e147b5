//! What came of many schedules, in numbers.

use std::collections::BTreeMap;
use std::fmt;

use peaka_runtime::Error;

use crate::record::{Phase, Record};
use crate::storm::Kind;

/// Sums over schedules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many schedules.
    pub schedules: u64,
    /// How many of them broke a rule.
    pub failures: u64,
    /// How many requests were sent.
    pub requests: u64,
    /// How many of them were writes.
    pub writes: u64,
    /// How often a table changed.
    pub changes: u64,
    /// The outcomes of syncs in the storm.
    pub storm: BTreeMap<&'static str, u64>,
    /// Those after it, the second runs included.
    pub calm: BTreeMap<&'static str, u64>,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<Kind, u64>,
}

impl Tally {
    pub(crate) fn of(record: &Record, failed: bool) -> Self {
        let mut tally = Self {
            schedules: 1,
            failures: u64::from(failed),
            requests: record.messages.len() as u64,
            changes: record.versions.len() as u64 - 1,
            ..Self::default()
        };
        for message in &record.messages {
            tally.writes += u64::from(message.ask.is_write());
            if let Some(strike) = &message.strike {
                *tally.faults.entry(strike.kind).or_default() += 1;
            }
        }
        for sync in &record.syncs {
            let outcome = match &sync.ended {
                None => "no end",
                Some((_, Ok(_))) => "ok",
                Some((_, Err(error))) => kind(error),
            };
            let outcomes = match sync.phase {
                Phase::Storm => &mut tally.storm,
                Phase::Calm | Phase::Again => &mut tally.calm,
            };
            *outcomes.entry(outcome).or_default() += 1;
        }
        tally
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Self) {
        self.schedules += other.schedules;
        self.failures += other.failures;
        self.requests += other.requests;
        self.writes += other.writes;
        self.changes += other.changes;
        for (sums, others) in [
            (&mut self.storm, &other.storm),
            (&mut self.calm, &other.calm),
        ] {
            for (outcome, count) in others {
                *sums.entry(outcome).or_default() += count;
            }
        }
        for (kind, count) in &other.faults {
            *self.faults.entry(*kind).or_default() += count;
        }
    }
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Drift(_) => "drift",
        Error::Unverified { .. } if error.is_ambiguous() => "unproven, ambiguous",
        Error::Unverified { .. } => "unproven",
        Error::UnknownTable { .. } => "unknown table",
        Error::Name { .. } => "name",
        Error::Auth { .. } => "auth",
        Error::Status { .. } => "status",
        Error::Transport { .. } => "transport",
        Error::Response { .. } => "answer",
        Error::Ambiguous { .. } => "ambiguous",
        _ => "other",
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>12}  schedules", self.schedules)?;
        writeln!(f, "{:>12}  broke a rule", self.failures)?;
        writeln!(f, "{:>12}  requests", self.requests)?;
        writeln!(f, "{:>12}  of them writes", self.writes)?;
        writeln!(f, "{:>12}  changes of a table", self.changes)?;
        for (when, outcomes) in [
            ("in the storm", &self.storm),
            ("in the calm after it", &self.calm),
        ] {
            writeln!(f, "outcomes {when}")?;
            for (outcome, count) in outcomes {
                writeln!(f, "{count:>12}  {outcome}")?;
            }
        }
        writeln!(f, "faults that struck")?;
        for (kind, count) in &self.faults {
            writeln!(f, "{count:>12}  {kind:?}")?;
        }
        Ok(())
    }
}
