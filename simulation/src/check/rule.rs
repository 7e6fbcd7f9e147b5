//! The rules, and their violations.

use std::fmt;

use crate::run::{Record, Simulate};
use crate::scenario::{Columns, Scenario};

/// A rule that every run must obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A success is verified by re-reading the columns or the metadata after the last write.
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
    /// Metadata that a person wrote is overwritten only with `fix_drift`, unless it was saved between a read and a write.
    NothingLost,
    /// Programs of different versions overwrite each other's metadata only with `fix_drift`.
    NoPingPong,
    /// Without faults, the metadata becomes as declared, and stays so.
    Converges,
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

/// A run that is being checked, and the findings so far.
pub(crate) struct Checker<'r, S: Simulate = Columns> {
    pub(crate) scenario: &'r Scenario<S>,
    pub(crate) record: &'r Record<S>,
    pub(super) findings: Findings,
}

/// What the checks of a run found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) violations: Vec<Violation>,
    /// The number of edits that were lost because they were saved between the read and the write of a program.
    pub(crate) lost_edits: u64,
}

/// A subject whose runs can be checked.
pub(crate) trait Check: Simulate {
    /// Checks the rules that are special to this subject.
    fn check(checker: &mut Checker<'_, Self>);
}

impl<S: Simulate> Checker<'_, S> {
    /// Adds a violation.
    pub(crate) fn report(&mut self, rule: Rule, detail: impl Into<String>) {
        let detail = detail.into();
        self.findings.violations.push(Violation { rule, detail });
    }
}
