//! All that a seed decides before anything runs.

use std::time::Duration;

use peaka_emulator::{Echo, Profile};
use peaka_runtime::stored_name;

use crate::declaration::{Column, Declaration, NAMES, column, columns};
use crate::dice::Dice;
use crate::storm::Storm;

/// A service, its table, and the programs that sync it.
#[derive(Clone, Debug)]
pub struct World {
    /// What it was made from.
    pub seed: u64,
    pub(crate) profile: Profile,
    pub(crate) echo: Echo,
    pub(crate) reach_unfolded: bool,
    /// The declared name.
    pub(crate) table: &'static str,
    /// The name under which the table is there in the beginning, and its columns.
    pub(crate) live: Option<(String, Vec<Column>)>,
    pub(crate) replicas: Vec<Replica>,
    pub(crate) strangers: Vec<(Duration, Edit)>,
    pub(crate) storm: Storm,
    /// Whether all sync again after the storm.
    pub(crate) has_calm: bool,
}

/// One program.
#[derive(Clone, Debug)]
pub(crate) struct Replica {
    /// Whether it never runs, so that a failure can be shown without it.
    pub(crate) is_absent: bool,
    pub(crate) start: Duration,
    pub(crate) declaration: Declaration,
    /// How long one request may take.
    pub(crate) request_timeout: Duration,
    /// Of the dice in its client.
    pub(crate) seed: u64,
}

/// What a program does that nobody here wrote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Edit {
    AddColumn(Column),
    DeleteColumn(&'static str),
    CreateTable,
    DeleteTable,
}

/// What dice are rolled for.
pub(crate) const WORLD: u64 = 0;
pub(crate) const MESSAGES: u64 = 1;

impl World {
    /// The world of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let dice = &mut Dice::of(seed, [WORLD, 0]);
        let profile = dice.pick(&[Profile::Documented, Profile::Observed]);
        let table = dice.pick(&["events", "page_views"]);
        let columns = columns(dice, 6);
        let declaration = Declaration::of(dice, columns);
        let live = live(dice, profile, table, &declaration);
        let count = dice.pick(&[1, 1, 2, 2, 3, 3, 4, 6]);
        let spread = dice.pick(&[0, 20, 500, 10_000]);
        let replicas = (0..count).map(|nth| Replica {
            start: dice.millis(spread),
            is_absent: false,
            declaration: if nth > 0 && dice.chance(0.4) {
                declaration.another(dice)
            } else {
                declaration.clone()
            },
            request_timeout: Duration::from_millis(dice.pick(&[500, 3000, 10_000, 10_000])),
            seed: dice.number(),
        });
        let replicas = replicas.collect();
        Self {
            seed,
            profile,
            echo: dice.pick(&[Echo::Requested, Echo::Stored]),
            reach_unfolded: dice.chance(0.3),
            table,
            live,
            replicas,
            strangers: strangers(dice),
            storm: Storm::any(dice),
            has_calm: true,
        }
    }
}

/// Mostly, what was declared once.
fn live(
    dice: &mut Dice,
    profile: Profile,
    table: &str,
    declaration: &Declaration,
) -> Option<(String, Vec<Column>)> {
    if dice.chance(0.25) {
        return None;
    }
    // Somebody may have made it by hand, under the name that the service is known to fold it to.
    let is_folded = profile == Profile::Observed || dice.chance(0.3);
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
    let share = dice.pick(&[0.0, 0.5, 0.8, 1.0]);
    for declared in &declaration.columns {
        if !dice.chance(share) {
            continue;
        }
        let mut there = *declared;
        if let Some(old) = declared.renamed_from {
            if dice.chance(0.7) {
                there.name = old;
                there.display_name = old;
            }
        } else if dice.chance(0.1) {
            // The other spelling, if it has one.
            let alike = NAMES.iter().find(|name| {
                **name != declared.name && stored_name(name) == stored_name(declared.name)
            });
            there.name = alike.copied().unwrap_or(declared.name);
        } else if dice.chance(0.15) {
            there = column(dice, declared.name);
        }
        has(&mut live, there);
    }
    for name in &declaration.delete {
        if dice.chance(0.8) {
            let column = column(dice, name);
            has(&mut live, column);
        }
    }
    if dice.chance(0.3) {
        let name = dice.pick(&NAMES);
        let column = column(dice, name);
        has(&mut live, column);
    }
    Some((table.to_owned(), live))
}

fn strangers(dice: &mut Dice) -> Vec<(Duration, Edit)> {
    let count = dice.pick(&[0, 0, 0, 0, 1, 1, 2, 3]);
    let spread = dice.pick(&[100, 2000, 15_000]);
    let mut edits: Vec<_> = (0..count)
        .map(|_| {
            let name = dice.pick(&NAMES);
            let edit = match dice.below(16) {
                0 => Edit::DeleteTable,
                1 | 2 => Edit::CreateTable,
                3 | 4 => Edit::DeleteColumn(name),
                _ => Edit::AddColumn(column(dice, name)),
            };
            (dice.millis(spread), edit)
        })
        .collect();
    edits.sort_by_key(|(at, _)| *at);
    edits
}
