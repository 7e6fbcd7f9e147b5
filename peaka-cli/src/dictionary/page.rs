//! What the page says, before it is written down in any format.

use peaka_runtime::stored_name;

use super::findings::Findings;
use super::names::{self, Anchors};
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
    let mut states = vec![
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
    ];
    states.retain(|(count, _)| *count > 0);
    let tables = counted(tables.len(), "table");
    match &states[..] {
        [] => tables,
        [(_, what)] => format!("{tables} {what}"),
        states => {
            let states: Vec<_> = states
                .iter()
                .map(|(count, what)| format!("{count} {what}"))
                .collect();
            format!("{tables}: {}", states.join(", "))
        }
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
        let stored = live.map_or_else(|| stored_name(declared.table), Into::into);
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
