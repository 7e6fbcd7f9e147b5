//! The parts that all scenarios have.

use std::fmt;
use std::time::Duration;

use super::fault::FaultPlan;
use crate::random::Random;

/// What the programs of a scenario sync: the columns of a table, or its metadata. A value has what is special to its
/// scenario: the service and its initial state.
pub(crate) trait Subject: Clone + fmt::Debug + Send + Sync + 'static {
    /// What one program declares, and the options of its syncs.
    type Declaration: Clone + fmt::Debug + Send + Sync;
    /// A change that no simulated program makes.
    type Edit: Clone + fmt::Debug + Send + Sync;

    /// Generates the scenario of a seed.
    fn generate(seed: u64) -> Scenario<Self>;
}

/// The input of a run: a service, the programs that sync its table, external edits and faults.
#[derive(Clone, Debug)]
pub(crate) struct Scenario<S: Subject> {
    /// The seed from which it was generated.
    pub(crate) seed: u64,
    /// What the programs sync, and the service.
    pub(crate) subject: S,
    pub(crate) programs: Vec<Program<S>>,
    pub(crate) external_edits: Vec<(Duration, S::Edit)>,
    pub(crate) faults: FaultPlan,
    /// Whether every program syncs twice more after the faults.
    pub(crate) has_recovery: bool,
}

/// One program that syncs the table.
#[derive(Clone, Debug)]
pub(crate) struct Program<S: Subject> {
    /// Whether the program does not run. Shrinking disables programs.
    pub(crate) is_disabled: bool,
    /// The time at which the program starts.
    pub(crate) start: Duration,
    pub(crate) declaration: S::Declaration,
    /// The timeout of one request.
    pub(crate) request_timeout: Duration,
    pub(crate) kill: Option<Kill>,
    /// The time between a plan and its application, if the program plans first.
    pub(crate) plan_delay: Option<Duration>,
    /// The seed of the retry jitter of its client.
    pub(crate) seed: u64,
}

/// When a program is killed, and when it starts again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kill {
    /// The time from the start of the program.
    pub(crate) after: Duration,
    /// The time until the program starts again.
    pub(crate) pause: Duration,
}

/// The random stream that generates scenarios.
pub(super) const SCENARIO_STREAM: u64 = 0;

/// The random stream that decides how the requests of program 0 are delivered. Program `n` uses the stream `n`
/// after it.
pub(crate) const FIRST_DELIVERY_STREAM: u64 = 1;

impl<S: Subject> Program<S> {
    /// Generates a program that starts up to `spread` milliseconds after the start of the run.
    pub(super) fn generate(
        random: &mut Random,
        spread: u64,
        declaration: impl FnOnce(&mut Random) -> S::Declaration,
    ) -> Self {
        Self {
            start: random.millis(spread),
            is_disabled: false,
            declaration: declaration(random),
            request_timeout: Duration::from_millis(random.pick(&[500, 3000, 10_000, 10_000])),
            kill: random.chance(0.15).then(|| Kill {
                after: random.millis(3000),
                pause: random.millis(1000),
            }),
            plan_delay: random.chance(0.2).then(|| random.millis(500)),
            seed: random.number(),
        }
    }
}
