//! Generates a scenario from a seed.

use std::time::Duration;

use peaka_emulator::{Echo, Profile};
use peaka_runtime::stored_name;

use super::fault::FaultPlan;
use crate::random::Random;
use crate::table::{Column, Declaration, NAMES, column, columns};

/// A service, its table, and the programs that sync it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The seed that it was generated from.
    pub seed: u64,
    pub(crate) profile: Profile,
    pub(crate) echo: Echo,
    pub(crate) match_requested_names: bool,
    /// The declared name of the table.
    pub(crate) table: &'static str,
    /// The stored name and the columns of the live table, if it exists at the start.
    pub(crate) live: Option<(String, Vec<Column>)>,
    pub(crate) replicas: Vec<Replica>,
    pub(crate) external_edits: Vec<(Duration, Edit)>,
    pub(crate) faults: FaultPlan,
    /// Whether all programs sync again after the faults.
    pub(crate) has_recovery: bool,
}

/// One program that syncs the table.
#[derive(Clone, Debug)]
pub(crate) struct Replica {
    /// Whether it does not run. Shrinking disables programs.
    pub(crate) is_disabled: bool,
    pub(crate) start: Duration,
    pub(crate) declaration: Declaration,
    /// The timeout of one request.
    pub(crate) request_timeout: Duration,
    /// The time after its start at which the program is killed, and the time until it starts again.
    pub(crate) kill: Option<(Duration, Duration)>,
    /// The time between a plan and its application, if the program plans first.
    pub(crate) plan_delay: Option<Duration>,
    /// The seed of the jitter in its client.
    pub(crate) seed: u64,
}

/// A change of the table by another program or a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Edit {
    AddColumn(Column),
    DeleteColumn(&'static str),
    CreateTable,
    DeleteTable,
}

/// The purposes of random numbers.
pub(crate) const SCENARIO: u64 = 0;
pub(crate) const MESSAGES: u64 = 1;

impl Scenario {
    /// Generates the scenario of a seed.
    #[must_use]
    pub fn generate(seed: u64) -> Self {
        let random = &mut Random::of(seed, [SCENARIO, 0]);
        let profile = random.pick(&[Profile::Documented, Profile::Observed]);
        let table = random.pick(&["events", "page_views"]);
        let columns = columns(random, 6);
        let declaration = Declaration::random(random, columns);
        let live = live(random, profile, table, &declaration);
        let count = random.pick(&[1, 1, 2, 2, 3, 3, 4, 6]);
        let spread = random.pick(&[0, 20, 500, 10_000]);
        let replicas = (0..count).map(|nth| Replica {
            start: random.millis(spread),
            is_disabled: false,
            declaration: if nth > 0 && random.chance(0.4) {
                declaration.variation(random)
            } else {
                declaration.clone()
            },
            request_timeout: Duration::from_millis(random.pick(&[500, 3000, 10_000, 10_000])),
            kill: random
                .chance(0.15)
                .then(|| (random.millis(3000), random.millis(1000))),
            plan_delay: random.chance(0.2).then(|| random.millis(500)),
            seed: random.number(),
        });
        let replicas = replicas.collect();
        Self {
            seed,
            profile,
            echo: random.pick(&[Echo::Requested, Echo::Stored]),
            match_requested_names: random.chance(0.3),
            table,
            live,
            replicas,
            external_edits: external_edits(random),
            faults: FaultPlan::random(random),
            has_recovery: true,
        }
    }
}

/// Generates the live table: mostly columns that were declared once.
fn live(
    random: &mut Random,
    profile: Profile,
    table: &str,
    declaration: &Declaration,
) -> Option<(String, Vec<Column>)> {
    if random.chance(0.25) {
        return None;
    }
    // A person may have created it under the normalized name.
    let is_folded = profile == Profile::Observed || random.chance(0.3);
    let table = if is_folded {
        &*stored_name(table)
    } else {
        table
    };
    let mut live: Vec<Column> = Vec::new();
    let has = |live: &mut Vec<Column>, column: Column| {
        if !live
            .iter()
            .any(|other| stored_name(other.name) == stored_name(column.name))
        {
            live.push(column);
        }
    };
    let share = random.pick(&[0.0, 0.5, 0.8, 1.0]);
    for declared in &declaration.columns {
        if !random.chance(share) {
            continue;
        }
        let mut there = *declared;
        if let Some(old) = declared.renamed_from {
            if random.chance(0.7) {
                there.name = old;
                there.display_name = old;
            }
        } else if random.chance(0.1) {
            // Another name with the same stored name, if there is one.
            let alike = NAMES.iter().find(|name| {
                **name != declared.name && stored_name(name) == stored_name(declared.name)
            });
            there.name = alike.copied().unwrap_or(declared.name);
        } else if random.chance(0.15) {
            there = column(random, declared.name);
        }
        has(&mut live, there);
    }
    for name in &declaration.delete {
        if random.chance(0.8) {
            let column = column(random, name);
            has(&mut live, column);
        }
    }
    if random.chance(0.3) {
        let name = random.pick(&NAMES);
        let column = column(random, name);
        has(&mut live, column);
    }
    Some((table.to_owned(), live))
}

fn external_edits(random: &mut Random) -> Vec<(Duration, Edit)> {
    let count = random.pick(&[0, 0, 0, 0, 1, 1, 2, 3]);
    let spread = random.pick(&[100, 2000, 15_000]);
    let mut edits: Vec<_> = (0..count)
        .map(|_| {
            let name = random.pick(&NAMES);
            let edit = match random.below(16) {
                0 => Edit::DeleteTable,
                1 | 2 => Edit::CreateTable,
                3 | 4 => Edit::DeleteColumn(name),
                _ => Edit::AddColumn(column(random, name)),
            };
            (random.millis(spread), edit)
        })
        .collect();
    edits.sort_by_key(|(at, _)| *at);
    edits
}
