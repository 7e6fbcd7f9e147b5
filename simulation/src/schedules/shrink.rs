//! Reduces a scenario that violates a rule.

use std::collections::BTreeSet;

use crate::check::{Check, Rule, Violation, check};
use crate::run::{Record, run};
use crate::scenario::Scenario;

/// A run that violates a rule, and the scenario that it needs for that.
pub(crate) struct ShrunkRun<S: Check> {
    pub(crate) scenario: Scenario<S>,
    pub(crate) record: Record<S>,
    pub(crate) violations: Vec<Violation>,
}

/// Removes the recovery, programs, external edits and faults one by one while the first violated rule stays
/// violated. Returns `None` if no rule is violated.
pub(crate) fn shrink_scenario<S: Check>(scenario: &Scenario<S>) -> Option<ShrunkRun<S>> {
    let mut suppressed = BTreeSet::new();
    let mut best = attempt(scenario, &suppressed, None)?;
    let rule = best.violations.first()?.rule;
    let mut without_recovery = best.scenario.clone();
    without_recovery.has_recovery = false;
    if let Some(smaller) = attempt(&without_recovery, &suppressed, Some(rule)) {
        best = smaller;
    }
    for index in 0..best.scenario.programs.len() {
        let mut smaller_scenario = best.scenario.clone();
        smaller_scenario.programs[index].is_disabled = true;
        if let Some(smaller) = attempt(&smaller_scenario, &suppressed, Some(rule)) {
            best = smaller;
        }
    }
    for index in (0..best.scenario.external_edits.len()).rev() {
        let mut smaller_scenario = best.scenario.clone();
        smaller_scenario.external_edits.remove(index);
        if let Some(smaller) = attempt(&smaller_scenario, &suppressed, Some(rule)) {
            best = smaller;
        }
    }
    // Without one fault, a run may continue and meet others, so this repeats until each remaining fault is
    // needed.
    let mut needed = BTreeSet::new();
    while let Some(exchange) = next_fault(&best.record, &needed) {
        suppressed.insert(exchange);
        match attempt(&best.scenario, &suppressed, Some(rule)) {
            Some(smaller) => best = smaller,
            None => {
                suppressed.remove(&exchange);
                needed.insert(exchange);
            }
        }
    }
    Some(best)
}

/// Returns the program and the number of the last request with a fault that is not in `except`.
fn next_fault<S: Check>(
    record: &Record<S>,
    except: &BTreeSet<(usize, u64)>,
) -> Option<(usize, u64)> {
    let exchanges = record.exchanges.iter().rev();
    exchanges
        .filter(|exchange| exchange.fault.is_some())
        .map(|exchange| (exchange.program, exchange.nth))
        .find(|exchange| !except.contains(exchange))
}

/// Runs the scenario. Returns the run if it violates `rule`, or any rule if that is `None`.
fn attempt<S: Check>(
    scenario: &Scenario<S>,
    suppressed: &BTreeSet<(usize, u64)>,
    rule: Option<Rule>,
) -> Option<ShrunkRun<S>> {
    let record = run(scenario, suppressed);
    let violations = check(scenario, &record).violations;
    let is_violated = |rule| violations.iter().any(|violation| violation.rule == rule);
    (!violations.is_empty() && rule.is_none_or(is_violated)).then(|| ShrunkRun {
        scenario: scenario.clone(),
        record,
        violations,
    })
}
