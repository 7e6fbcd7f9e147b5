//! The rules, and their violations.

use std::fmt;

use crate::run::Record;
use crate::scenario::Scenario;

/// A rule that every run must obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A success is verified by a column list that was read after the last write.
    Verified,
    /// Only what the declaration names is deleted, renamed or changed.
    NoLoss,
    /// No declared name gets two columns or two tables.
    NoDuplicates,
    /// A write is repeated only after a list, and only a few times.
    NoBlindResend,
    /// Only what the last list lacks is written, and nothing is deleted while drift is denied.
    Justified,
    /// No request is sent before the time in `Retry-After`.
    RetryAfter,
    /// A sync ends before its deadline, and sends a limited number of requests.
    Deadline,
    /// No request is sent after the end of a sync.
    NothingAfterEnd,
    /// An error says what was written.
    Report,
    /// Without faults, every sync succeeds or reports drift that exists.
    Recovery,
    /// A second run sends no write.
    SecondRunIsEmpty,
}

/// A violation of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    pub(crate) rule: Rule,
    pub(crate) detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.detail)
    }
}

/// A run that is being checked, and the violations found so far.
pub(crate) struct Checker<'r> {
    pub(crate) scenario: &'r Scenario,
    pub(crate) record: &'r Record,
    pub(super) violations: Vec<Violation>,
}

impl Checker<'_> {
    pub(crate) fn report(&mut self, rule: Rule, detail: impl Into<String>) {
        let detail = detail.into();
        self.violations.push(Violation { rule, detail });
    }
}
