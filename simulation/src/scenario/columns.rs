//! Scenarios of programs that sync the columns of a table.

use std::time::Duration;

use peaka_emulator::{Echo, Profile};
use peaka_runtime::stored_name;

use super::fault::FaultPlan;
use super::generate::{Program, SCENARIO_STREAM, Scenario, Subject};
use crate::random::Random;
use crate::table::{Column, Declaration, generate_column, generate_columns, is_alike, live_names};

/// The columns of one table, and the service.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) profile: Profile,
    pub(crate) echo: Echo,
    pub(crate) match_requested_names: bool,
    /// The declared name of the table.
    pub(crate) table: &'static str,
    /// The stored name and the columns of the table, if it exists at the start.
    pub(crate) initial_table: Option<(String, Vec<Column>)>,
}

/// A change of the table that no simulated program makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Edit {
    AddColumn(Column),
    DeleteColumn(&'static str),
    CreateTable,
    DeleteTable,
}

impl Subject for Columns {
    type Declaration = Declaration;
    type Edit = Edit;

    fn generate(seed: u64) -> Scenario<Self> {
        let random = &mut Random::for_stream(seed, SCENARIO_STREAM, 0);
        let profile = random.pick(&[Profile::Documented, Profile::Observed]);
        let table = random.pick(&["events", "page_views"]);
        let columns = generate_columns(random, 6);
        let declaration = Declaration::generate(random, columns);
        let initial_table = generate_initial_table(random, profile, table, &declaration);
        let count = random.pick(&[1, 1, 2, 2, 3, 3, 4, 6]);
        let spread = random.pick(&[0, 20, 500, 10_000]);
        let programs = (0..count).map(|nth| {
            Program::generate(random, spread, |random| {
                if nth > 0 && random.chance(0.4) {
                    declaration.generate_variation(random)
                } else {
                    declaration.clone()
                }
            })
        });
        let programs = programs.collect();
        Scenario {
            seed,
            subject: Self {
                profile,
                echo: random.pick(&[Echo::Requested, Echo::Stored]),
                match_requested_names: random.chance(0.3),
                table,
                initial_table,
            },
            programs,
            external_edits: generate_external_edits(random),
            faults: FaultPlan::generate(random),
            has_recovery: true,
        }
    }
}

/// Generates the table that exists at the start, mostly with declared columns. Returns `None` if there is none.
fn generate_initial_table(
    random: &mut Random,
    profile: Profile,
    table: &str,
    declaration: &Declaration,
) -> Option<(String, Vec<Column>)> {
    if random.chance(0.25) {
        return None;
    }
    // Even with the documented profile, the table may have been created under its normalized name.
    let is_normalized = profile == Profile::Observed || random.chance(0.3);
    let table = if is_normalized {
        &*stored_name(table)
    } else {
        table
    };
    let mut columns: Vec<Column> = Vec::new();
    let add = |columns: &mut Vec<Column>, column: Column| {
        if !columns
            .iter()
            .any(|other| stored_name(other.name) == stored_name(column.name))
        {
            columns.push(column);
        }
    };
    let share = random.pick(&[0.0, 0.5, 0.8, 1.0]);
    for declared in &declaration.columns {
        if !random.chance(share) {
            continue;
        }
        let mut initial = *declared;
        if let Some(old) = declared.renamed_from.first() {
            if random.chance(0.7) {
                initial.name = old;
                initial.display_name = old;
            }
        } else if random.chance(0.1) {
            // Uses another name that looks like the declared one, if one exists.
            let mut spellings = live_names();
            random.shuffle(&mut spellings);
            let mut spellings = spellings.into_iter();
            let other =
                spellings.find(|name| *name != declared.name && is_alike(name, declared.name));
            initial.name = other.unwrap_or(declared.name);
        } else if random.chance(0.15) {
            initial = generate_column(random, declared.name);
        }
        add(&mut columns, initial);
    }
    for name in &declaration.delete {
        if random.chance(0.8) {
            let column = generate_column(random, name);
            add(&mut columns, column);
        }
    }
    if random.chance(0.3) {
        let name = random.pick(&live_names());
        let column = generate_column(random, name);
        add(&mut columns, column);
    }
    Some((table.to_owned(), columns))
}

/// Generates external edits in the order in which they are applied.
fn generate_external_edits(random: &mut Random) -> Vec<(Duration, Edit)> {
    let count = random.pick(&[0, 0, 0, 0, 1, 1, 2, 3]);
    let spread = random.pick(&[100, 2000, 15_000]);
    let mut edits: Vec<_> = (0..count)
        .map(|_| {
            let name = random.pick(&live_names());
            let edit = match random.below(16) {
                0 => Edit::DeleteTable,
                1 | 2 => Edit::CreateTable,
                3 | 4 => Edit::DeleteColumn(name),
                _ => Edit::AddColumn(generate_column(random, name)),
            };
            (random.millis(spread), edit)
        })
        .collect();
    edits.sort_by_key(|(time, _)| *time);
    edits
}
