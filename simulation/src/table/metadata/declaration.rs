//! Declared metadata, and the options of a sync.

use std::time::Duration;

use peaka_runtime::__private::SqlPart;
use peaka_runtime::{
    BiTable, Client, ColumnRequest, DataType, DriftKind, GoldenSql, Level, Reference,
    ReferenceTarget, SyncMetadata, Variant,
};

use super::declared_value::{DeclaredValue, Expected};
use crate::random::Random;

/// The kinds of drift between declared and live metadata.
const KINDS: [DriftKind; 5] = [
    DriftKind::Description,
    DriftKind::CategoricalValues,
    DriftKind::Relation,
    DriftKind::AiUsage,
    DriftKind::GoldenSql,
];

/// The declared name of the table whose metadata is declared.
pub(crate) const TABLE: &str = "web_orders";

/// The columns of both tables.
pub(crate) const COLUMNS: [(&str, &str); 6] = [
    ("web_orders", "id"),
    ("web_orders", "customer_id"),
    ("web_orders", "state"),
    ("web_orders", "note"),
    ("customers", "id"),
    ("customers", "email"),
];

/// The descriptions that programs and people write. Two differ only in white space.
pub(crate) const TEXTS: [&str; 4] = ["All orders.", "All  orders.", "Who ordered.", "By hand."];

/// The questions and the SQL of golden SQLs.
pub(crate) const QUESTIONS: [&str; 2] = ["How many orders?", "Who ordered most?"];
pub(crate) const SQLS: [&str; 3] = [
    "SELECT 1 FROM web_orders, weborders",
    "SELECT  1 FROM web_orders, weborders;",
    "SELECT 2 FROM web_orders, weborders",
];

const GOLDEN_SQLS: [[GoldenSql; 2]; 2] = [
    [
        GoldenSql::new(QUESTIONS[0], &[SqlPart::Text(SQLS[0])]),
        GoldenSql::new(QUESTIONS[0], &[SqlPart::Text(SQLS[2])]),
    ],
    [
        GoldenSql::new(QUESTIONS[1], &[SqlPart::Text(SQLS[0])]),
        GoldenSql::new(QUESTIONS[1], &[SqlPart::Text(SQLS[2])]),
    ],
];

/// The table that the orders refer to.
#[derive(BiTable)]
#[bitable(table = "customers")]
#[expect(dead_code, reason = "only its names are used")]
struct Customer {
    id: i64,
    email: String,
}

/// The columns that the orders refer to, each with its name.
const TARGETS: [(&str, Reference); 2] = [
    (
        "id",
        Reference::new(|| ReferenceTarget::of::<Customer>("id")),
    ),
    (
        "email",
        Reference::new(|| ReferenceTarget::of::<Customer>("email")),
    ),
];

/// The values of a column, as enums would declare them.
pub(crate) const VALUES: [&[&str]; 3] = [&["New", "Paid"], &["New", "Paid", "Sent"], &["Paid"]];
const VARIANTS: [&[Variant<'static>]; 2] = [
    &[
        Variant::new("New").description("Not paid yet."),
        Variant::new("Paid"),
    ],
    &[
        Variant::new("New"),
        Variant::new("Paid"),
        Variant::new("Sent"),
    ],
];

/// The texts that describe the column with these values, without and with a description of its own.
const MEANINGS: [&str; 2] = [
    "Values:\n- `New`: Not paid yet.\n- `Paid`",
    "By hand.\n\nValues:\n- `New`: Not paid yet.\n- `Paid`",
];

/// The metadata that one program declares for the orders, and the options of its syncs.
#[derive(Clone, Debug)]
pub(crate) struct MetadataDeclaration {
    description: Option<&'static str>,
    columns: Vec<ColumnRequest<'static>>,
    use_with_ai: Option<bool>,
    golden_sqls: Vec<GoldenSql>,
    /// The level of each of the [`KINDS`].
    levels: [Level; 5],
    pub(crate) fix_drift: bool,
    /// The timeout of the whole sync.
    pub(crate) timeout: Duration,
    /// What the runtime should make of the declaration.
    values: Vec<DeclaredValue>,
}

/// The choices that make up a declaration: each is the index of an alternative, or of none.
#[derive(Clone, Copy, Debug)]
struct Choices {
    description: usize,
    column_descriptions: [usize; 3],
    target: usize,
    is_unique: bool,
    variants: usize,
    state_description: bool,
    use_with_ai: usize,
    golden_sqls: [usize; 2],
}

impl Choices {
    fn generate(random: &mut Random) -> Self {
        Self {
            description: random.below(3),
            column_descriptions: std::array::from_fn(|_| random.below(4)),
            target: random.below(3),
            is_unique: random.chance(0.3),
            variants: random.below(3),
            state_description: random.chance(0.5),
            use_with_ai: random.pick(&[0, 0, 1, 2]),
            golden_sqls: std::array::from_fn(|_| random.below(3)),
        }
    }
}

impl MetadataDeclaration {
    /// Generates a declaration, and versions of it with other texts, values, relations and golden SQLs.
    pub(crate) fn generate_versions(random: &mut Random, count: usize) -> Vec<Self> {
        let first = Choices::generate(random);
        let options = Options::generate(random);
        (0..count)
            .map(|nth| {
                if nth == 0 || random.chance(0.3) {
                    return Self::new(first, options);
                }
                let other = Choices::generate(random);
                let choices = match random.below(5) {
                    0 => other,
                    1 => Choices {
                        description: other.description,
                        column_descriptions: other.column_descriptions,
                        ..first
                    },
                    2 => Choices {
                        target: other.target,
                        is_unique: other.is_unique,
                        ..first
                    },
                    3 => Choices {
                        variants: other.variants,
                        use_with_ai: other.use_with_ai,
                        ..first
                    },
                    _ => Choices {
                        golden_sqls: other.golden_sqls,
                        ..first
                    },
                };
                let options = if random.chance(0.6) {
                    options
                } else {
                    Options::generate(random)
                };
                Self::new(choices, options)
            })
            .collect()
    }

    fn new(choices: Choices, options: Options) -> Self {
        let mut declaration = Self {
            description: [None, Some(TEXTS[0]), Some(TEXTS[3])][choices.description],
            columns: Vec::new(),
            use_with_ai: [None, Some(false), Some(true)][choices.use_with_ai],
            golden_sqls: Vec::new(),
            levels: options.levels,
            fix_drift: options.fix_drift,
            timeout: options.timeout,
            values: Vec::new(),
        };
        let mut values: Vec<DeclaredValue> = Vec::new();
        if let Some(text) = declaration.description {
            values.push(DeclaredValue::new(Expected::Text(text), None));
        }
        if let Some(flag) = declaration.use_with_ai {
            values.push(DeclaredValue::new(Expected::Flag(flag), None));
        }
        let texts = [None, Some(TEXTS[0]), Some(TEXTS[2]), Some(TEXTS[3])];
        for (name, choice) in ["id", "customer_id", "note"]
            .into_iter()
            .zip(choices.column_descriptions)
        {
            let mut column = ColumnRequest::new(name, DataType::Bigint);
            column.description = texts[choice];
            if let Some(text) = column.description {
                values.push(DeclaredValue::new(Expected::Text(text), Some(name)));
            }
            let target = choices.target.checked_sub(1);
            if let Some(index) = target.filter(|_| name == "customer_id") {
                column.is_unique = choices.is_unique;
                let (target, reference) = TARGETS[index];
                column.references = Some(reference);
                values.push(DeclaredValue::new(
                    Expected::Relation {
                        target,
                        kind: if choices.is_unique {
                            "ONE_TO_ONE"
                        } else {
                            "MANY_TO_ONE"
                        },
                    },
                    Some(name),
                ));
            }
            declaration.columns.push(column);
        }
        declaration.add_state(choices, &mut values);
        for (question, choice) in choices.golden_sqls.into_iter().enumerate() {
            if let Some(index) = choice.checked_sub(1) {
                let golden_sql = GOLDEN_SQLS[question][index];
                declaration.golden_sqls.push(golden_sql);
                let expected = Expected::GoldenSql {
                    question: QUESTIONS[question],
                    sql: [SQLS[0], SQLS[2]][index],
                };
                values.push(DeclaredValue::new(expected, None));
            }
        }
        declaration.values = values;
        declaration
    }

    /// Declares the column that may have the type of an enum.
    fn add_state(&mut self, choices: Choices, values: &mut Vec<DeclaredValue>) {
        let mut state = ColumnRequest::new("state", DataType::Varchar);
        let has_description = choices.state_description;
        state.description = has_description.then_some(TEXTS[3]);
        let mut text = state.description;
        if let Some(index) = choices.variants.checked_sub(1) {
            state.variants = VARIANTS[index];
            values.push(DeclaredValue::new(
                Expected::Values(VALUES[index]),
                Some("state"),
            ));
            if index == 0 {
                text = Some(MEANINGS[usize::from(has_description)]);
            }
        }
        if let Some(text) = text {
            values.push(DeclaredValue::new(Expected::Text(text), Some("state")));
        }
        self.columns.push(state);
    }

    /// Returns everything that is declared.
    pub(crate) fn values(&self) -> &[DeclaredValue] {
        &self.values
    }

    /// Returns the levels of drift.
    pub(crate) fn levels(&self) -> [Level; 5] {
        self.levels
    }

    /// Returns whether the program may overwrite what is set.
    pub(crate) fn may_overwrite(&self, kind: DriftKind) -> bool {
        self.fix_drift && self.level(kind) != Level::Allow
    }

    /// Returns the level of a difference in this value.
    pub(crate) fn level_of(&self, value: &DeclaredValue) -> Level {
        self.level(value.kind())
    }

    pub(crate) fn level(&self, kind: DriftKind) -> Level {
        let index = KINDS.iter().position(|other| *other == kind);
        index.map_or(Level::Deny, |index| self.levels[index])
    }

    /// Builds the sync of this metadata with these options.
    pub(crate) fn sync<'c>(&'c self, client: &'c Client) -> SyncMetadata<'c, 'c> {
        let mut sync = SyncMetadata::__new(
            client,
            TABLE,
            &self.columns,
            self.description,
            self.use_with_ai,
            &self.golden_sqls,
        )
        .fix_drift(self.fix_drift)
        .timeout(self.timeout);
        for (kind, level) in KINDS.into_iter().zip(self.levels) {
            sync = sync.on(kind, level);
        }
        sync
    }
}

/// The options of a sync.
#[derive(Clone, Copy, Debug)]
struct Options {
    levels: [Level; 5],
    fix_drift: bool,
    timeout: Duration,
}

impl Options {
    fn generate(random: &mut Random) -> Self {
        // Most levels are `Warn`: if most kinds were denied, nearly every sync would fail in the same way.
        let levels = [&[Level::Warn; 10][..], &[Level::Allow, Level::Deny]].concat();
        Self {
            levels: std::array::from_fn(|_| random.pick(&levels)),
            fix_drift: random.chance(0.3),
            timeout: Duration::from_secs(random.pick(&[5, 30, 30, 30, 120])),
        }
    }
}
