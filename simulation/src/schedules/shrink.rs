//! Reduces a failing scenario to what violates the same rule.

use std::collections::BTreeSet;

use crate::check::{Rule, Violation, check};
use crate::run::{Record, run};
use crate::scenario::Scenario;

/// A run that violates a rule, without everything that the violation does not need.
pub(crate) struct Shrunk {
    pub(crate) scenario: Scenario,
    pub(crate) record: Record,
    pub(crate) violations: Vec<Violation>,
}

/// Removes the recovery, programs, external edits and faults one by one, as long as the first rule stays
/// violated.
pub(crate) fn shrink(scenario: &Scenario) -> Option<Shrunk> {
    let mut suppressed = BTreeSet::new();
    let mut best = attempt(scenario, &suppressed, None)?;
    let rule = best.violations.first()?.rule;
    let mut without_recovery = best.scenario.clone();
    without_recovery.has_recovery = false;
    if let Some(smaller) = attempt(&without_recovery, &suppressed, Some(rule)) {
        best = smaller;
    }
    for at in 0..best.scenario.replicas.len() {
        let mut fewer = best.scenario.clone();
        fewer.replicas[at].is_disabled = true;
        if let Some(smaller) = attempt(&fewer, &suppressed, Some(rule)) {
            best = smaller;
        }
    }
    for at in (0..best.scenario.external_edits.len()).rev() {
        let mut fewer = best.scenario.clone();
        fewer.external_edits.remove(at);
        if let Some(smaller) = attempt(&fewer, &suppressed, Some(rule)) {
            best = smaller;
        }
    }
    // Without one fault, others may follow, so this repeats until every remaining fault is needed.
    let mut needed = BTreeSet::new();
    while let Some(message) = next_fault(&best.record, &needed) {
        suppressed.insert(message);
        match attempt(&best.scenario, &suppressed, Some(rule)) {
            Some(smaller) => best = smaller,
            None => {
                suppressed.remove(&message);
                needed.insert(message);
            }
        }
    }
    Some(best)
}

fn next_fault(record: &Record, except: &BTreeSet<(usize, u64)>) -> Option<(usize, u64)> {
    let struck = record.messages.iter().rev();
    struck
        .filter(|message| message.fault.is_some())
        .map(|message| (message.replica, message.nth))
        .find(|message| !except.contains(message))
}

fn attempt(
    scenario: &Scenario,
    suppressed: &BTreeSet<(usize, u64)>,
    rule: Option<Rule>,
) -> Option<Shrunk> {
    let record = run(scenario, suppressed);
    let violations = check(scenario, &record);
    let is_broken = |rule| violations.iter().any(|violation| violation.rule == rule);
    (!violations.is_empty() && rule.is_none_or(is_broken)).then(|| Shrunk {
        scenario: scenario.clone(),
        record,
        violations,
    })
}
