//! What must hold in every run.

use std::fmt;

use crate::record::Record;
use crate::world::World;

mod calm;
mod harm;
mod proof;
mod reports;
mod sends;

/// What did not hold.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    /// Which invariant.
    pub(crate) rule: Rule,
    pub(crate) detail: String,
}

/// An invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A success is shown by a list that was read after the last write.
    Proof,
    /// Nothing goes or changes but what was named.
    Harm,
    /// No declaration makes two columns.
    Twins,
    /// A write is sent again only after a list, and only so often.
    Resend,
    /// Only what the last list lacks is written, and nothing is deleted while anything is wrong.
    Justified,
    /// What the service asked to wait is waited.
    RetryAfter,
    /// A sync ends within its time, and does not send without end.
    Deadline,
    /// Nothing is sent after the end.
    AfterEnd,
    /// An error says what was written.
    Report,
    /// After the storm every sync succeeds, or tells of what is truly wrong.
    Calm,
    /// A second run sends no write.
    Second,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.detail)
    }
}

/// What the rules say about a run.
pub(crate) struct Court<'r> {
    pub(crate) world: &'r World,
    pub(crate) record: &'r Record,
    found: Vec<Violation>,
}

impl Court<'_> {
    pub(crate) fn tell(&mut self, rule: Rule, detail: impl Into<String>) {
        let detail = detail.into();
        self.found.push(Violation { rule, detail });
    }
}

/// All that did not hold.
pub(crate) fn judge(world: &World, record: &Record) -> Vec<Violation> {
    let mut court = Court {
        world,
        record,
        found: Vec::new(),
    };
    for (rule, offence) in &record.offences {
        court.tell(*rule, offence);
    }
    harm::judge(&mut court);
    for sync in 0..record.syncs.len() {
        sends::judge(&mut court, sync);
        proof::judge(&mut court, sync);
        reports::judge(&mut court, sync);
        calm::judge(&mut court, sync);
    }
    court.found
}
