//! Scenarios of programs that sync the metadata of a table.

use std::time::Duration;

use peaka_emulator::{
    Discovery, MetadataOptions, MissingDescription, OmittedMetadata, Profile, RefreshDuration,
    RelationsShape,
};
use peaka_runtime::stored_name;

use super::fault::FaultPlan;
use super::generate::{Program, SCENARIO_STREAM, Scenario, Subject};
use crate::random::Random;
use crate::table::{COLUMNS, Item, MetadataDeclaration, QUESTIONS, SQLS, TABLE, TEXTS, VALUES};

/// The metadata of one table, and the service. The table and the one that it refers to exist.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    pub(crate) profile: Profile,
    pub(crate) match_requested_names: bool,
    pub(crate) options: MetadataOptions,
    pub(crate) discovered: Discovered,
    /// What was edited before the start.
    pub(crate) initial_edits: Vec<MetadataEdit>,
}

/// What the metadata has at the start, if it does not have everything at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Discovered {
    Nothing,
    /// All but the last column of each table.
    OldColumns,
    Everything,
}

/// A column with its table.
pub(crate) type ColumnName = (&'static str, &'static str);

/// An edit of a person.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MetadataEdit {
    DescribeTable(&'static str, Option<&'static str>),
    SetUseWithAi(&'static str, bool),
    DescribeColumn(ColumnName, Option<&'static str>),
    SetValues(ColumnName, &'static [&'static str]),
    /// Sets a field of a column that no program declares.
    SetSample(ColumnName, &'static str),
    AddRelation(ColumnName, ColumnName, &'static str),
    /// Deletes the relation at this position, if there is one.
    DeleteRelation(usize),
    AddGoldenSql(&'static str, &'static str),
    /// Deletes the golden SQL at this position, if there is one.
    DeleteGoldenSql(usize),
    Refresh,
}

impl MetadataEdit {
    /// Returns the value of a table or a column that the edit sets or removes.
    pub(crate) fn item(&self) -> Option<Item> {
        let field = |(table, column): ColumnName, field: &str| Item::Field {
            table: stored_name(table).into_owned(),
            column: stored_name(column).into_owned(),
            field: field.to_owned(),
        };
        Some(match *self {
            Self::DescribeTable(table, _) => Item::Description(stored_name(table).into_owned()),
            Self::SetUseWithAi(table, _) => Item::AiUsage(stored_name(table).into_owned()),
            Self::DescribeColumn(column, _) => field(column, "columnDescription"),
            Self::SetValues(column, _) => field(column, "categoricalValues"),
            Self::SetSample(column, _) => field(column, "sampleValues"),
            Self::AddRelation(..)
            | Self::DeleteRelation(_)
            | Self::AddGoldenSql(..)
            | Self::DeleteGoldenSql(_)
            | Self::Refresh => return None,
        })
    }
}

impl Subject for Metadata {
    type Declaration = MetadataDeclaration;
    type Edit = MetadataEdit;

    fn generate(seed: u64) -> Scenario<Self> {
        // The seeds of metadata are not those of columns.
        let random = &mut Random::for_stream(seed, SCENARIO_STREAM, 1);
        let count = random.pick(&[2, 2, 3, 4]);
        let spread = random.pick(&[0, 20, 500, 10_000]);
        let versions = MetadataDeclaration::generate_versions(random, count);
        let programs = versions
            .into_iter()
            .map(|declaration| Program::generate(random, spread, |_| declaration));
        let programs = programs.collect();
        let initial = random.pick(&[0, 0, 1, 2, 4]);
        Scenario {
            seed,
            subject: Self {
                profile: random.pick(&[Profile::Documented, Profile::Observed]),
                match_requested_names: random.chance(0.3),
                options: generate_options(random),
                discovered: random.pick(&[
                    Discovered::Nothing,
                    Discovered::OldColumns,
                    Discovered::Everything,
                    Discovered::Everything,
                ]),
                initial_edits: (0..initial).map(|_| generate_edit(random)).collect(),
            },
            programs,
            external_edits: generate_external_edits(random),
            faults: FaultPlan::generate(random),
            has_recovery: true,
        }
    }
}

/// Generates options. The duration of a refresh is counted in requests: the emulator measures durations with the clock
/// of the machine.
fn generate_options(random: &mut Random) -> MetadataOptions {
    MetadataOptions::default()
        .discovery(random.pick(&[Discovery::AfterRefresh, Discovery::AtOnce]))
        .refresh(RefreshDuration::StatusReads(random.pick(&[0, 1, 3])))
        .omitted(random.pick(&[OmittedMetadata::Reset, OmittedMetadata::Keep]))
        .missing_description(
            random.pick(&[MissingDescription::Absent, MissingDescription::NullText]),
        )
        .relations(random.pick(&[RelationsShape::List, RelationsShape::MapById]))
}

/// Generates external edits in the order in which they are made.
fn generate_external_edits(random: &mut Random) -> Vec<(Duration, MetadataEdit)> {
    let count = random.pick(&[0, 1, 2, 4, 8]);
    let spread = random.pick(&[100, 2000, 15_000]);
    let mut edits: Vec<_> = (0..count)
        .map(|_| (random.millis(spread), generate_edit(random)))
        .collect();
    edits.sort_by_key(|(time, _)| *time);
    edits
}

fn generate_edit(random: &mut Random) -> MetadataEdit {
    // Most edits concern what the programs declare.
    let column = |random: &mut Random| {
        let count = if random.chance(0.8) { 4 } else { COLUMNS.len() };
        COLUMNS[random.below(count)]
    };
    let table = if random.chance(0.8) {
        TABLE
    } else {
        "customers"
    };
    let text = |random: &mut Random| random.chance(0.85).then(|| random.pick(&TEXTS));
    match random.below(13) {
        0 | 1 => MetadataEdit::DescribeTable(table, text(random)),
        2 => MetadataEdit::SetUseWithAi(table, random.chance(0.5)),
        3..=5 => MetadataEdit::DescribeColumn(column(random), text(random)),
        6 => MetadataEdit::SetValues((TABLE, "state"), random.pick(&VALUES)),
        7 => MetadataEdit::SetSample(column(random), random.pick(&["a", "b"])),
        8 => {
            let kind = random.pick(&["ONE_TO_ONE", "ONE_TO_MANY", "MANY_TO_ONE"]);
            let mut ends = [(TABLE, "customer_id"), random.pick(&COLUMNS[4..])];
            random.shuffle(&mut ends);
            MetadataEdit::AddRelation(ends[0], ends[1], kind)
        }
        9 => MetadataEdit::DeleteRelation(random.below(2)),
        10 => MetadataEdit::AddGoldenSql(random.pick(&QUESTIONS), random.pick(&SQLS)),
        11 => MetadataEdit::DeleteGoldenSql(random.below(2)),
        _ => MetadataEdit::Refresh,
    }
}
