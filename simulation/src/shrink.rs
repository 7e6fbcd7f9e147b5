//! The fewest faults that still break the same rule.

use std::collections::BTreeSet;

use crate::judge::{Rule, Violation, judge};
use crate::record::Record;
use crate::run::run;
use crate::world::World;

/// A run that breaks a rule, without what it does not take to break it.
pub(crate) struct Shrunk {
    pub(crate) world: World,
    pub(crate) record: Record,
    pub(crate) violations: Vec<Violation>,
}

/// Leaves out the calm, replicas, strangers, and faults one by one, as long as the rule that
/// is broken first stays broken.
pub(crate) fn shrink(world: &World) -> Option<Shrunk> {
    let mut muted = BTreeSet::new();
    let mut best = attempt(world, &muted, None)?;
    let rule = best.violations.first()?.rule;
    let mut in_the_storm = best.world.clone();
    in_the_storm.has_calm = false;
    if let Some(smaller) = attempt(&in_the_storm, &muted, Some(rule)) {
        best = smaller;
    }
    for at in 0..best.world.replicas.len() {
        let mut fewer = best.world.clone();
        fewer.replicas[at].is_absent = true;
        if let Some(smaller) = attempt(&fewer, &muted, Some(rule)) {
            best = smaller;
        }
    }
    for at in (0..best.world.strangers.len()).rev() {
        let mut fewer = best.world.clone();
        fewer.strangers.remove(at);
        if let Some(smaller) = attempt(&fewer, &muted, Some(rule)) {
            best = smaller;
        }
    }
    // Without one fault there may be others after it, so look again until all that are left count.
    let mut needed = BTreeSet::new();
    while let Some(message) = next_struck(&best.record, &needed) {
        muted.insert(message);
        match attempt(&best.world, &muted, Some(rule)) {
            Some(smaller) => best = smaller,
            None => {
                muted.remove(&message);
                needed.insert(message);
            }
        }
    }
    Some(best)
}

fn next_struck(record: &Record, but: &BTreeSet<(usize, u64)>) -> Option<(usize, u64)> {
    let struck = record.messages.iter().rev();
    struck
        .filter(|message| message.strike.is_some())
        .map(|message| (message.replica, message.nth))
        .find(|message| !but.contains(message))
}

fn attempt(world: &World, muted: &BTreeSet<(usize, u64)>, rule: Option<Rule>) -> Option<Shrunk> {
    let record = run(world, muted);
    let violations = judge(world, &record);
    let is_broken = |rule| violations.iter().any(|violation| violation.rule == rule);
    (!violations.is_empty() && rule.is_none_or(is_broken)).then(|| Shrunk {
        world: world.clone(),
        record,
        violations,
    })
}
