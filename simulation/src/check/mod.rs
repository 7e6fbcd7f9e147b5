//! Checks that the record of a run obeys every rule.
//!
//! It may import `table`, `scenario` and `run`.

mod changes;
mod columns;
mod deadline;
mod metadata;
mod recovery;
mod reports;
mod requests;
mod rule;
mod success;

pub(crate) use rule::{Check, Findings, Rule, Violation};

use rule::Checker;

use crate::run::{Misuse, Record};
use crate::scenario::Scenario;

/// Checks a run.
pub(crate) fn check<S: Check>(scenario: &Scenario<S>, record: &Record<S>) -> Findings {
    let mut checker = Checker {
        scenario,
        record,
        findings: Findings::default(),
    };
    for misuse in &record.misuses {
        match misuse {
            Misuse::OutsideSync { program, request } => {
                let detail = format!("program {program} sent `{request}` outside a sync");
                checker.report(Rule::NothingAfterEnd, detail);
            }
            Misuse::TooManyRequests { sync } => {
                let detail = format!("sync {sync} was stopped because it sent too many requests");
                checker.report(Rule::Deadline, detail);
            }
        }
    }
    for sync in 0..record.syncs.len() {
        deadline::check(&mut checker, sync);
    }
    S::check(&mut checker);
    checker.findings
}
