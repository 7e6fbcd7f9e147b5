//! Checks that every sync ends before its deadline.

use std::time::Duration;

use super::rule::{Checker, Rule};
use crate::run::Simulate;

/// The tolerance of the deadline. Timers have a resolution of one millisecond.
const TIMER_TOLERANCE: Duration = Duration::from_millis(2);

pub(super) fn check<S: Simulate>(checker: &mut Checker<'_, S>, id: usize) {
    let sync = &checker.record.syncs[id];
    let Some((finished, _)) = &sync.finished else {
        if !sync.is_killed {
            checker.report(Rule::Deadline, format!("sync {id} did not end"));
        }
        return;
    };
    let took = *finished - sync.started;
    if took > sync.limit + TIMER_TOLERANCE {
        checker.report(
            Rule::Deadline,
            format!("sync {id} took {took:?}, but its limit is {:?}", sync.limit),
        );
    }
}
