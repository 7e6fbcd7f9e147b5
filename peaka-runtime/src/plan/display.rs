//! A plan for people.

use std::collections::HashSet;
use std::fmt::{self, Display};
use std::io::IsTerminal;

use crate::plan::drift::{Drift, DriftKind};
use crate::plan::table_plan::Plan;
use crate::schema::column_request::{ColumnDetail, ColumnRequest};
use crate::text::{self, counted, printable, quoted};

impl Plan<'_> {
    /// The plan in words, with colour if the stream is a terminal that shows it: not if `NO_COLOR`
    /// is set to anything, nor if `TERM` is `dumb`.
    ///
    /// ```
    /// # let plan = peaka_runtime::plan("events", &[], None);
    /// println!("{}", plan.display_on(&std::io::stdout()));
    /// ```
    pub fn display_on(&self, stream: &impl IsTerminal) -> impl Display {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let plain = set("NO_COLOR").is_some() || set("TERM").is_some_and(|term| term == "dumb");
        View {
            plan: self,
            colour: stream.is_terminal() && !plain,
        }
    }
}

impl Plan<'_> {
    /// The last line of its `Display`.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut counts = vec![format!("{} present", self.present.len())];
        for (count, what) in [
            (self.to_rename.len(), "to rename"),
            (self.to_fix.len(), "to fix"),
            (self.to_add.len(), "to add"),
            (self.to_delete.len(), "to delete"),
            (self.unmanaged.len(), "not declared"),
        ] {
            if count > 0 {
                counts.push(format!("{count} {what}"));
            }
        }
        let mut summary = counts.join(", ");
        if !self.denied.is_empty() {
            let denied = counted(self.denied.len(), "difference");
            summary.push_str(&format!("; {denied} in the way, so nothing is written"));
        } else if self.is_empty() {
            summary.push_str("; nothing to write");
        }
        summary
    }
}

impl Display for Plan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = View {
            plan: self,
            colour: false,
        };
        view.fmt(f)
    }
}

struct View<'p> {
    plan: &'p Plan<'p>,
    colour: bool,
}

/// What a line says, and so how it starts and which colour it has, by the terminal's code for it.
#[derive(Clone, Copy, PartialEq)]
struct Mark(&'static str, u8);

const PRESENT: Mark = Mark("=", 0);
const RENAME: Mark = Mark(">", 36);
const FIX: Mark = Mark("~", 33);
const ADD: Mark = Mark("+", 32);
const DELETE: Mark = Mark("-", 31);
const UNMANAGED: Mark = Mark("?", 2);
const DENIED: Mark = Mark("denied  ", 31);
const WARNING: Mark = Mark("warning ", 33);
const TO_FIX: Mark = Mark("to fix  ", 33);

impl Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = self.plan;
        f.write_str(&header(plan))?;
        let rows = rows(plan);
        let width = rows.iter().map(|row| row.name.chars().count()).max();
        for Row { mark, name, rest } in &rows {
            let name = format!("{name:width$}", width = width.unwrap_or(0));
            self.line(f, *mark, &format!("{name}  {rest}"))?;
        }
        let changes = plan.to_rename.iter().chain(&plan.to_fix);
        for drift in changes.flat_map(|change| &change.mends) {
            self.line(f, TO_FIX, &drift.to_string())?;
        }
        for (mark, drift) in [(DENIED, &plan.denied), (WARNING, &plan.warned)] {
            // A row says all that there is to say about a column which nobody declared, unless it
            // stands in the way.
            let told = |drift: &Drift| mark == WARNING && drift.kind == DriftKind::Unmanaged;
            for drift in drift.iter().filter(|drift| !told(drift)) {
                self.line(f, mark, &drift.to_string())?;
            }
        }
        write!(f, "\n{}", plan.summary())
    }
}

impl View<'_> {
    fn line(&self, f: &mut fmt::Formatter<'_>, mark: Mark, text: &str) -> fmt::Result {
        let Mark(start, code) = mark;
        let text = text.trim_end();
        if self.colour && code != PRESENT.1 {
            write!(f, "\n  \u{1b}[{code}m{start} {text}\u{1b}[0m")
        } else {
            write!(f, "\n  {start} {text}")
        }
    }
}

fn header(plan: &Plan<'_>) -> String {
    match &plan.stored_table {
        Some(stored) => text::table(plan.table, stored),
        None if plan.create_table => format!("table {} (to be created)", quoted(plan.table)),
        None => format!(
            "table {} (does not exist, and without `create_table(true)` stays so)",
            quoted(plan.table)
        ),
    }
}

struct Row {
    mark: Mark,
    name: String,
    rest: String,
}

fn rows(plan: &Plan<'_>) -> Vec<Row> {
    let declared = |mark, column: &ColumnRequest<'_>| Row {
        mark,
        name: printable(column.name),
        rest: Declared(column).to_string(),
    };
    let listed = |mark, column: &ColumnDetail| Row {
        mark,
        name: printable(&column.name),
        rest: printable(column.data_type.as_deref().unwrap_or("no data type")),
    };
    let to_fix = plan.to_fix.iter().map(|change| change.column.name);
    let to_fix: HashSet<_> = to_fix.collect();
    let mut rows = Vec::new();
    for column in &plan.present {
        let fixed = to_fix.contains(column.name);
        let mark = if fixed { FIX } else { PRESENT };
        rows.push(declared(mark, column));
    }
    for change in &plan.to_rename {
        let mut row = declared(RENAME, &change.column);
        row.rest = format!("{}, renamed from {}", row.rest, quoted(&change.live.name));
        rows.push(row);
    }
    rows.extend(plan.to_add.iter().map(|column| declared(ADD, column)));
    rows.extend(plan.to_delete.iter().map(|column| listed(DELETE, column)));
    rows.extend(
        plan.unmanaged
            .iter()
            .map(|column| listed(UNMANAGED, column)),
    );
    rows
}

/// A column's declaration after its name: type, flags, default.
struct Declared<'a>(&'a ColumnRequest<'a>);

impl Display for Declared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(column) = self;
        write!(f, "{}", column.data_type)?;
        if column.is_not_null {
            f.write_str(", not null")?;
        }
        if column.is_unique {
            f.write_str(", unique")?;
        }
        if let Some(default) = column.default_value {
            write!(f, ", default {}", printable(&default.to_string()))?;
        }
        if column.display_name != column.name {
            write!(f, ", shown as {}", quoted(column.display_name))?;
        }
        Ok(())
    }
}
