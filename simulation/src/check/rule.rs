//! The rules, and their violations.

use std::fmt;

use crate::run::Record;
use crate::scenario::Scenario;

/// A rule that every run must obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A success is verified by re-reading the columns after the last write.
    Verified,
    /// A program creates, adds, renames, changes and deletes only what its declaration names.
    OnlyDeclaredChanges,
    /// No declared name gets two columns or two tables.
    NoDuplicates,
    /// An ambiguous write is repeated only after a list, and only a limited number of times.
    NoBlindResend,
    /// Every write follows from the last list, and nothing is deleted while that list shows other denied drift.
    Justified,
    /// No request is sent before the time in `Retry-After`.
    RetryAfter,
    /// A sync ends before its deadline, and sends a limited number of requests.
    Deadline,
    /// No request is sent after the end of a sync.
    NothingAfterEnd,
    /// Reports and errors count every request and name every write that was applied.
    CompleteReport,
    /// Without faults, every sync succeeds or reports a problem that exists and that it cannot fix.
    Recovery,
    /// A second sync sends no write.
    SecondSyncSendsNoWrite,
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
    /// Adds a violation.
    pub(crate) fn report(&mut self, rule: Rule, detail: impl Into<String>) {
        let detail = detail.into();
        self.violations.push(Violation { rule, detail });
    }
}
