//! Checks that the record of a run obeys every rule.
//!
//! It may import `table`, `scenario` and `run`.

mod changes;
mod deadline;
mod recovery;
mod reports;
mod requests;
mod rule;
mod success;

pub(crate) use rule::{Rule, Violation};

use rule::Checker;

use crate::run::{Misuse, Record};
use crate::scenario::Scenario;

/// Returns all violations of a run.
pub(crate) fn check(scenario: &Scenario, record: &Record) -> Vec<Violation> {
    let mut checker = Checker {
        scenario,
        record,
        violations: Vec::new(),
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
    changes::check(&mut checker);
    for sync in 0..record.syncs.len() {
        requests::check(&mut checker, sync);
        deadline::check(&mut checker, sync);
        success::check(&mut checker, sync);
        reports::check(&mut checker, sync);
        recovery::check(&mut checker, sync);
    }
    checker.violations
}
