//! Builds the content of a page.

use peaka_runtime::__private::{counted, sql_schema, sql_table};
use peaka_runtime::{GoldenSql, Reference, ReferenceTarget, stored_name};

use super::anchors::Anchors;
use super::entry::{Comparison, Entry};
use super::page::{Column, Example, Link, Page, Table};
use super::plan_findings::PlanFindings;
use super::relations::Relations;
use super::state::{Remark, TableState};

/// Returns the page with a title and the given tables.
pub(crate) fn page<'a>(title: &'a str, entries: &[Entry<'a>]) -> Page<'a> {
    let mut anchors = Anchors::default();
    let tables: Vec<_> = entries
        .iter()
        .map(|entry| table(entry, entries, &mut anchors))
        .collect();
    Page {
        title,
        summary: summary(&tables),
        note: format!(
            "Names are shown as they must be written in SQL. The schema is `{}`.",
            sql_schema()
        ),
        is_compared: tables
            .iter()
            .any(|table| table.state != TableState::NotCompared),
        relations: Relations::between(entries),
        tables,
    }
}

fn summary(tables: &[Table<'_>]) -> String {
    let count =
        |is: fn(&TableState<'_>) -> bool| tables.iter().filter(|table| is(&table.state)).count();
    let mut states = vec![
        (
            count(|state| *state == TableState::Matches),
            "matching their declaration",
        ),
        (
            count(|state| matches!(state, TableState::Differs { .. })),
            "with differences",
        ),
        (
            count(|state| matches!(state, TableState::Missing { .. })),
            "not created yet",
        ),
        (
            count(|state| matches!(state, TableState::Unreadable(_))),
            "not readable",
        ),
        (
            count(|state| *state == TableState::NotCompared),
            "not compared with Peaka (offline)",
        ),
    ];
    states.retain(|(count, _)| *count > 0);
    let tables = counted(tables.len(), "table");
    match &states[..] {
        [] => tables,
        [(_, state)] => format!("{tables}, {state}"),
        states => {
            let states: Vec<_> = states
                .iter()
                .map(|(count, state)| format!("{count} {state}"))
                .collect();
            format!("{tables}: {}", states.join(", "))
        }
    }
}

fn table<'a>(entry: &Entry<'a>, entries: &[Entry<'a>], anchors: &mut Anchors) -> Table<'a> {
    let declared = entry.declared;
    let plan = match entry.live {
        Comparison::Planned(plan) => Some(plan),
        Comparison::NotRun | Comparison::Failed(_) => None,
    };
    let live_name = plan.and_then(|plan| plan.stored_table.as_deref());
    let stored = live_name.map_or_else(|| stored_name(declared.table), Into::into);
    let anchor = anchors.table(declared.table);

    let findings = PlanFindings::new(plan.filter(|_| live_name.is_some()), entry.notes);
    let columns: Vec<_> = declared
        .columns
        .iter()
        .map(|column| {
            let target = column.references.map(Reference::target);
            Column {
                references: target.map(|target| link(target, entries)),
                ..findings.column(column, anchors.column(&anchor, column.name))
            }
        })
        .collect();
    let is_queryable = plan.is_none() || live_name.is_some();
    let sql = sql_table(&stored);
    Table {
        query: is_queryable
            .then(|| findings.query(declared.columns, &sql))
            .flatten(),
        sql,
        name_note: name_note(declared.table, &stored, live_name.is_some()),
        state: TableState::of(entry.live),
        name: declared.table,
        description: declared.description,
        remarks: entry
            .notes
            .table
            .iter()
            .map(|note| Remark::in_peaka(note))
            .collect(),
        undeclared: findings.undeclared_columns(),
        columns,
        examples: declared.golden_sqls.iter().map(example).collect(),
        anchor,
    }
}

fn link(target: ReferenceTarget, entries: &[Entry<'_>]) -> Link {
    let ReferenceTarget { table, column, .. } = target;
    let is_on_page = entries.iter().any(|entry| entry.declared.table == table);
    Link {
        text: format!("{table}.{column}"),
        anchor: is_on_page.then(|| Anchors::of_first_table(table)),
    }
}

fn example(golden: &GoldenSql) -> Example {
    Example {
        question: golden.question(),
        sql: golden.sql(),
    }
}

/// Returns how a name in SQL relates to the declared one.
fn name_note(declared: &str, stored: &str, is_live: bool) -> String {
    match (declared == stored, is_live) {
        (true, true) => "stored under its declared name".to_owned(),
        (true, false) => "the declared name".to_owned(),
        (false, true) => format!("declared as `{declared}`, stored under this name"),
        (false, false) => {
            format!("declared as `{declared}`; Peaka removes underscores")
        }
    }
}
