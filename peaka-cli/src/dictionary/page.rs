//! What the page says, before it is written down in any format.

use std::collections::{HashMap, HashSet};

use peaka_runtime::{ColumnDetail, ColumnRequest, Drift, DriftKind, Plan, fold};

use super::names::{self, Anchors, identifier};
use super::state::{Mark, State};
use super::text::counted;
use super::{Entry, Live};

/// Of all tables.
pub(crate) struct Page<'a> {
    /// What there is and how it stands, in a sentence.
    pub(crate) summary: String,
    /// How to read the names.
    pub(crate) note: String,
    /// Whether anybody looked at what is live.
    pub(crate) is_compared: bool,
    pub(crate) tables: Vec<Table<'a>>,
}

pub(crate) struct Table<'a> {
    pub(crate) anchor: String,
    /// As declared.
    pub(crate) name: &'a str,
    /// As one must write it in SQL.
    pub(crate) sql: String,
    /// Where that name comes from.
    pub(crate) origin: String,
    pub(crate) state: State<'a>,
    pub(crate) description: Option<&'a str>,
    pub(crate) columns: Vec<Column<'a>>,
    pub(crate) undeclared: Vec<Undeclared>,
    /// Asks for all columns that are there.
    pub(crate) query: Option<String>,
}

pub(crate) struct Column<'a> {
    pub(crate) anchor: String,
    /// As one must write it in SQL.
    pub(crate) sql: String,
    /// The declared name, if it is another.
    pub(crate) declared_as: Option<&'a str>,
    /// The name that Peaka Studio shows, if somebody chose one.
    pub(crate) shown_as: Option<&'a str>,
    pub(crate) data_type: &'static str,
    pub(crate) flags: Vec<&'static str>,
    pub(crate) default: Option<String>,
    pub(crate) description: Option<&'a str>,
    pub(crate) marks: Vec<Mark>,
}

/// A column that the table has and nobody declares.
pub(crate) struct Undeclared {
    pub(crate) sql: String,
    pub(crate) data_type: String,
    pub(crate) marks: Vec<Mark>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(entries: &[Entry<'a>]) -> Self {
        let mut anchors = Anchors::default();
        let tables: Vec<_> = entries
            .iter()
            .map(|entry| Table::new(entry, &mut anchors))
            .collect();
        Self {
            summary: summary(&tables),
            note: format!(
                "Names stand here as they are to be written in SQL; the schema is `{}`.",
                names::schema()
            ),
            is_compared: tables.iter().any(|table| table.state != State::NotAsked),
            tables,
        }
    }
}

fn summary(tables: &[Table<'_>]) -> String {
    let count = |is: fn(&State<'_>) -> bool| tables.iter().filter(|table| is(&table.state)).count();
    let states: Vec<_> = [
        (count(|state| *state == State::AsDeclared), "as declared"),
        (
            count(|state| matches!(state, State::Differs { .. })),
            "with differences",
        ),
        (
            count(|state| matches!(state, State::Absent { .. })),
            "not in Peaka yet",
        ),
        (
            count(|state| matches!(state, State::Unreadable(_))),
            "that could not be read",
        ),
        (
            count(|state| *state == State::NotAsked),
            "not compared with Peaka",
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    let tables = counted(tables.len(), "table");
    match &states[..] {
        [] => tables,
        // The only count is that of all tables.
        [state] => {
            let words = state.split_once(' ').map_or("", |(_, words)| words);
            format!("{tables} {words}")
        }
        states => format!("{tables}: {}", states.join(", ")),
    }
}

impl<'a> Table<'a> {
    fn new(entry: &Entry<'a>, anchors: &mut Anchors) -> Self {
        let declared = entry.declared;
        let plan = match entry.live {
            Live::Planned(plan) => Some(plan),
            Live::NotAsked | Live::Unreadable(_) => None,
        };
        let live = plan.and_then(|plan| plan.stored_table.as_deref());
        let stored = live.map_or_else(|| fold(declared.table), Into::into);
        let anchor = anchors.table(declared.table);

        let findings = Findings::new(plan.filter(|_| live.is_some()));
        let columns: Vec<_> = declared
            .columns
            .iter()
            .map(|column| findings.column(column, anchors.column(&anchor, column.name)))
            .collect();
        let sql = names::table(&stored);
        Self {
            query: findings.query(declared.columns, &sql, plan.is_none() || live.is_some()),
            sql,
            origin: origin(declared.table, &stored, live.is_some()),
            state: State::of(entry.live),
            name: declared.table,
            description: declared.description,
            undeclared: findings.undeclared(),
            columns,
            anchor,
        }
    }
}

/// One quiet remark beside a name in SQL.
fn origin(declared: &str, stored: &str, is_live: bool) -> String {
    match (declared == stored, is_live) {
        (true, true) => "stored under its declared name".to_owned(),
        (true, false) => "its declared name".to_owned(),
        (false, true) => format!("declared as `{declared}`, stored under this name"),
        (false, false) => {
            format!("declared as `{declared}`; Peaka is known to drop underscores")
        }
    }
}

/// What a plan says of the columns of a table that is there, by their names.
#[derive(Default)]
struct Findings<'a> {
    plan: Option<&'a Plan<'a>>,
    missing: HashSet<&'a str>,
    old: HashMap<&'a str, &'a ColumnDetail>,
    stored: HashMap<&'a str, &'a str>,
    marks: HashMap<&'a str, Vec<Mark>>,
    /// Of those that nobody declares: one may have the name of a declared one that is stored as another.
    strangers: HashMap<&'a str, Vec<Mark>>,
}

impl<'a> Findings<'a> {
    fn new(plan: Option<&'a Plan<'a>>) -> Self {
        let mut findings = Self::default();
        let Some(plan) = plan else {
            return findings;
        };
        findings.plan = Some(plan);
        for column in &plan.to_add {
            findings.missing.insert(column.name);
            findings.mark(column.name, Mark::missing());
        }
        for change in &plan.to_rename {
            findings.old.insert(change.column.name, &change.live);
            findings.mark(change.column.name, Mark::to_rename(&change.live.name));
        }
        for change in &plan.to_fix {
            findings
                .stored
                .insert(change.column.name, &change.live.name);
        }
        let changes = plan.to_rename.iter().chain(&plan.to_fix);
        let to_fix = changes.flat_map(|change| &change.mends);
        findings.take(&plan.denied, Mark::denied);
        findings.take(to_fix, Mark::to_fix);
        findings.take(&plan.warned, Mark::warned);
        findings
    }

    fn take(&mut self, drift: impl IntoIterator<Item = &'a Drift>, mark: fn(&Drift) -> Mark) {
        for drift in drift {
            match drift.kind {
                DriftKind::Unmanaged => {
                    let marks = self.strangers.entry(&drift.column).or_default();
                    marks.push(mark(drift));
                    continue;
                }
                DriftKind::StoredName => {
                    self.stored.insert(&drift.column, &drift.live);
                }
                _ => {}
            }
            self.mark(&drift.column, mark(drift));
        }
    }

    fn mark(&mut self, column: &'a str, mark: Mark) {
        self.marks.entry(column).or_default().push(mark);
    }

    fn column(&self, column: &ColumnRequest<'a>, anchor: String) -> Column<'a> {
        let stored = self.stored(column);
        let flags = [
            (column.is_not_null, "not null"),
            (column.is_unique, "unique"),
        ];
        Column {
            anchor,
            sql: identifier(&stored),
            declared_as: (*stored != *column.name).then_some(column.name),
            shown_as: (column.display_name != column.name).then_some(column.display_name),
            data_type: column.data_type.as_str(),
            flags: flags
                .into_iter()
                .filter_map(|(is_set, flag)| is_set.then_some(flag))
                .collect(),
            default: column.default_value.map(|default| default.to_string()),
            description: column.description,
            marks: self.marks.get(column.name).cloned().unwrap_or_default(),
        }
    }

    /// The name that the table has for a column, or will have.
    fn stored(&self, column: &ColumnRequest<'a>) -> std::borrow::Cow<'a, str> {
        if let Some(old) = self.old.get(column.name) {
            old.name.as_str().into()
        } else if let Some(stored) = self.stored.get(column.name) {
            (*stored).into()
        } else if self.plan.is_none() || self.missing.contains(column.name) {
            fold(column.name)
        } else {
            column.name.into()
        }
    }

    fn query(&self, columns: &[ColumnRequest<'a>], table: &str, is_there: bool) -> Option<String> {
        let names: Vec<_> = columns
            .iter()
            .filter(|column| !self.missing.contains(column.name))
            .map(|column| identifier(&self.stored(column)))
            .collect();
        let is_useful = is_there && !names.is_empty();
        is_useful.then(|| format!("SELECT {} FROM {table}", names.join(", ")))
    }

    fn undeclared(&self) -> Vec<Undeclared> {
        let Some(plan) = self.plan else {
            return Vec::new();
        };
        let undeclared = |column: &ColumnDetail, marks| Undeclared {
            sql: identifier(&column.name),
            data_type: column.data_type.clone().unwrap_or_default(),
            marks,
        };
        let marks = |name| self.strangers.get(name).cloned().unwrap_or_default();
        let stay = plan.unmanaged.iter();
        let go = plan.to_delete.iter();
        stay.map(|column| undeclared(column, marks(column.name.as_str())))
            .chain(go.map(|column| undeclared(column, vec![Mark::to_delete()])))
            .collect()
    }
}
