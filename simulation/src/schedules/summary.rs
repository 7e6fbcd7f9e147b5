//! The counts of one or more schedules.

use std::collections::BTreeMap;
use std::fmt;

use peaka_runtime::Error;

use crate::check::Findings;
use crate::run::{Phase, Record, Simulate};
use crate::scenario::FaultKind;

/// Counts of schedules, requests, outcomes and faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The number of schedules.
    pub schedules: u64,
    /// The number of schedules that violated a rule.
    pub failures: u64,
    /// The number of requests.
    pub requests: u64,
    /// The number of requests that are writes.
    pub writes: u64,
    /// The number of changes of the live table or its metadata.
    pub changes: u64,
    /// The number of edits of the metadata that were lost because they were saved between the read and the write of a
    /// program.
    pub lost_edits: u64,
    /// The number of syncs with each outcome while faults were injected.
    pub outcomes_with_faults: BTreeMap<&'static str, u64>,
    /// The number of syncs with each outcome after the faults, including second syncs.
    pub outcomes_after_faults: BTreeMap<&'static str, u64>,
    /// The number of injected faults of each kind.
    pub faults: BTreeMap<FaultKind, u64>,
}

impl Summary {
    /// Creates the summary of one schedule.
    pub(crate) fn new<S: Simulate>(record: &Record<S>, findings: &Findings) -> Self {
        let mut summary = Self {
            schedules: 1,
            failures: u64::from(!findings.violations.is_empty()),
            requests: record.exchanges.len() as u64,
            changes: record.versions.len() as u64 - 1,
            lost_edits: findings.lost_edits,
            ..Self::default()
        };
        for exchange in &record.exchanges {
            summary.writes += u64::from(exchange.request.is_write());
            if let Some(fault) = &exchange.fault {
                *summary.faults.entry(fault.kind).or_default() += 1;
            }
        }
        for sync in &record.syncs {
            let outcome = match &sync.finished {
                None if sync.is_killed => "killed",
                None => "did not end",
                Some((_, Ok(_))) => "ok",
                Some((_, Err(error))) => outcome_name(error),
            };
            let outcomes = match sync.phase {
                Phase::WithFaults => &mut summary.outcomes_with_faults,
                Phase::Recovery | Phase::SecondSync => &mut summary.outcomes_after_faults,
            };
            *outcomes.entry(outcome).or_default() += 1;
        }
        summary
    }

    /// Adds the counts of another summary.
    pub fn add(&mut self, other: &Self) {
        self.schedules += other.schedules;
        self.failures += other.failures;
        self.requests += other.requests;
        self.writes += other.writes;
        self.changes += other.changes;
        self.lost_edits += other.lost_edits;
        for (sums, others) in [
            (&mut self.outcomes_with_faults, &other.outcomes_with_faults),
            (
                &mut self.outcomes_after_faults,
                &other.outcomes_after_faults,
            ),
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

fn outcome_name(error: &Error) -> &'static str {
    match error {
        Error::Drift(_) | Error::MetadataDrift { .. } => "drift",
        Error::Outdated { .. } => "outdated",
        Error::Unverified { .. } | Error::MetadataUnverified { .. } if error.is_ambiguous() => {
            "unverified, ambiguous"
        }
        Error::Unverified { .. } | Error::MetadataUnverified { .. } => "unverified",
        Error::UnknownTable { .. } => "unknown table",
        Error::Name { .. } => "name",
        Error::Auth { .. } => "auth",
        Error::Status { .. } => "status",
        Error::Transport { .. } => "transport",
        Error::UnreadableResponse { .. } => "response",
        Error::Ambiguous { .. } => "ambiguous",
        _ => "other",
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>12}  schedules", self.schedules)?;
        writeln!(f, "{:>12}  schedules that violate a rule", self.failures)?;
        writeln!(f, "{:>12}  requests", self.requests)?;
        writeln!(f, "{:>12}  requests that write", self.writes)?;
        writeln!(f, "{:>12}  changes", self.changes)?;
        if self.lost_edits > 0 {
            let lost = self.lost_edits;
            writeln!(f, "{lost:>12}  edits lost between a read and a write")?;
        }
        for (phase, outcomes) in [
            ("with faults", &self.outcomes_with_faults),
            ("after the faults", &self.outcomes_after_faults),
        ] {
            writeln!(f, "outcomes of syncs {phase}")?;
            for (outcome, count) in outcomes {
                writeln!(f, "{count:>12}  {outcome}")?;
            }
        }
        writeln!(f, "injected faults")?;
        for (kind, count) in &self.faults {
            writeln!(f, "{count:>12}  {kind:?}")?;
        }
        Ok(())
    }
}
