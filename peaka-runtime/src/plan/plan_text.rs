//! The text of a plan.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fmt::{self, Display};
use std::io::IsTerminal;

use super::change::ColumnChange;
use super::drift::{Drift, DriftKind, DriftValue};
use super::rename_candidate::RenameCandidate;
use super::table_plan::Plan;
use super::without_value::without_value_note;
use crate::schema::{ColumnDetail, ColumnRequest};
use crate::text::{counted, describe_stored_name, printable, quoted, table_label};

impl Plan<'_> {
    /// Returns the text of the plan, with colors if the stream is a terminal.
    ///
    /// Colors are left out if `NO_COLOR` is set, or if `TERM` is `dumb`.
    ///
    /// # Examples
    ///
    /// ```
    /// # let plan = peaka_runtime::plan("events", &[], None);
    /// println!("{}", plan.display_on(&std::io::stdout()));
    /// ```
    pub fn display_on(&self, stream: &impl IsTerminal) -> impl Display {
        PlanText {
            plan: self,
            has_color: has_color(stream.is_terminal(), std::env::var_os),
        }
    }

    /// Returns the last line of the plan's text: how many columns are present, to add, and so on.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.lacks_table() {
            return "the table does not exist, nothing will be written".to_owned();
        }
        let mut counts = vec![format!("{} present", self.present.len())];
        for (count, label) in [
            (self.to_rename.len(), "to rename"),
            (self.to_fix.len(), "to fix"),
            (self.to_add.len(), "to add"),
            (self.to_delete.len(), "to delete"),
            (self.unmanaged.len(), "undeclared"),
        ] {
            if count > 0 {
                counts.push(format!("{count} {label}"));
            }
        }
        let mut summary = counts.join(", ");
        if !self.denied.is_empty() {
            let denied = counted(self.denied.len(), "difference");
            summary.push_str(&format!("; {denied} denied, nothing will be written"));
        } else if self.is_empty() {
            summary.push_str("; nothing to write");
        }
        summary
    }
}

impl Display for Plan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = PlanText {
            plan: self,
            has_color: false,
        };
        text.fmt(f)
    }
}

/// Returns whether text has colors, given the environment's variables.
fn has_color(is_terminal: bool, variable: impl Fn(&'static str) -> Option<OsString>) -> bool {
    is_terminal
        && variable("NO_COLOR").is_none_or(|value| value.is_empty())
        && variable("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// The largest width of the column with the names. A longer name does not widen the other rows.
const MAX_WIDTH: usize = 60;

struct PlanText<'p> {
    plan: &'p Plan<'p>,
    has_color: bool,
}

/// What a line begins with, and the SGR code of its color.
#[derive(Clone, Copy, PartialEq)]
struct Mark(&'static str, u8);

const UNCHANGED: Mark = Mark("=", 0);
const DIFFERS: Mark = Mark("!", 33);
const RENAME: Mark = Mark(">", 36);
const FIX: Mark = Mark("~", 33);
const ADD: Mark = Mark("+", 32);
const DELETE: Mark = Mark("-", 31);
const UNDECLARED: Mark = Mark("?", 2);
const DENIED: Mark = Mark("denied: ", 31);
const WARNING: Mark = Mark("warning:", 33);
const TO_FIX: Mark = Mark("to fix: ", 33);
const NOTE: Mark = Mark("note:   ", 33);
const HINT: Mark = Mark("hint:   ", 36);

impl Display for PlanText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = self.plan;
        f.write_str(&header(plan))?;
        let rows = rows(plan);
        let width = rows.iter().map(|row| row.name.chars().count()).max();
        let width = width.unwrap_or(0).min(MAX_WIDTH);
        for Row { mark, name, rest } in &rows {
            let name = format!("{name:width$}");
            self.write_line(f, *mark, &format!("{name}  {rest}"))?;
        }
        let changes = plan.to_rename.iter().chain(&plan.to_fix);
        for drift in changes.flat_map(|change| &change.fixes) {
            self.write_line(f, TO_FIX, &drift.to_string())?;
        }
        for (mark, drift) in [(DENIED, &plan.denied), (WARNING, &plan.warned)] {
            // The rows already show undeclared columns and stored names.
            let is_shown = |drift: &Drift| {
                mark == WARNING
                    && matches!(drift.kind, DriftKind::Unmanaged | DriftKind::StoredName)
            };
            for drift in drift.iter().filter(|drift| !is_shown(drift)) {
                self.write_line(f, mark, &drift.to_string())?;
            }
        }
        for column in plan.not_null_without_default() {
            self.write_line(f, NOTE, &without_value_note(column))?;
        }
        for hint in hints(&plan.rename_candidates()) {
            self.write_line(f, HINT, &hint)?;
        }
        write!(f, "\n{}", plan.summary())
    }
}

impl PlanText<'_> {
    fn write_line(&self, f: &mut fmt::Formatter<'_>, mark: Mark, text: &str) -> fmt::Result {
        let Mark(start, code) = mark;
        let text = text.trim_end();
        if self.has_color && code != UNCHANGED.1 {
            write!(f, "\n  \u{1b}[{code}m{start} {text}\u{1b}[0m")
        } else {
            write!(f, "\n  {start} {text}")
        }
    }
}

fn header(plan: &Plan<'_>) -> String {
    match &plan.stored_table {
        Some(stored) => table_label(plan.table, stored),
        None if plan.create_table => format!("table {} (will be created)", quoted(plan.table)),
        None => format!("table {}", quoted(plan.table)),
    }
}

struct Row {
    mark: Mark,
    name: String,
    rest: String,
}

/// The declared names of columns that a plan shows in a special way.
struct NameSets<'p> {
    to_fix: HashSet<&'p str>,
    /// The columns with denied or warned drift other than another stored name. The text has a line for each of them;
    /// allowed drift is ignored.
    differing: HashSet<&'p str>,
    with_multiple_matches: HashSet<&'p str>,
    /// The stored names that differ, by declared name.
    stored: HashMap<&'p str, &'p str>,
}

impl<'p> NameSets<'p> {
    fn of(plan: &'p Plan<'p>) -> Self {
        let is_own_row = |kind| matches!(kind, DriftKind::StoredName | DriftKind::Unmanaged);
        Self {
            to_fix: plan
                .to_fix
                .iter()
                .map(|change| change.column.name)
                .collect(),
            differing: plan
                .denied
                .iter()
                .chain(&plan.warned)
                .filter(|drift| !is_own_row(drift.kind))
                .map(|drift| drift.column.as_str())
                .collect(),
            with_multiple_matches: plan
                .denied
                .iter()
                .filter(|drift| drift.kind == DriftKind::MultipleMatches)
                .map(|drift| drift.column.as_str())
                .collect(),
            stored: plan
                .drift()
                .chain(&plan.allowed)
                .filter_map(|drift| match (drift.kind, &drift.live) {
                    (DriftKind::StoredName, DriftValue::Text(stored)) => {
                        Some((drift.column.as_str(), stored.as_str()))
                    }
                    _ => None,
                })
                .collect(),
        }
    }

    fn mark_of_present(&self, name: &str) -> Mark {
        if self.to_fix.contains(name) {
            FIX
        } else if self.differing.contains(name) {
            DIFFERS
        } else {
            UNCHANGED
        }
    }
}

fn rows(plan: &Plan<'_>) -> Vec<Row> {
    let names = NameSets::of(plan);
    let declared = |mark, column: &ColumnRequest<'_>| {
        let mut rest = Declaration(column).to_string();
        if let Some(stored) = names.stored.get(column.name) {
            rest.push_str(&format!(
                ", stored as {}",
                describe_stored_name(column.name, stored)
            ));
        }
        Row {
            mark,
            name: printable(column.name),
            rest,
        }
    };
    let live = |mark, column: &ColumnDetail| Row {
        mark,
        name: printable(&column.name),
        rest: printable(column.data_type.as_deref().unwrap_or("type not reported")),
    };
    let mut rows = Vec::new();
    for column in &plan.present {
        rows.push(declared(names.mark_of_present(column.name), column));
    }
    for column in plan.spec.columns {
        if names.with_multiple_matches.contains(column.name) {
            rows.push(declared(DIFFERS, column));
        }
    }
    for change in &plan.to_rename {
        let mut row = declared(RENAME, &change.column);
        row.rest = format!("{}, {}", row.rest, rename_text(change));
        rows.push(row);
    }
    if !plan.lacks_table() {
        rows.extend(plan.to_add.iter().map(|column| declared(ADD, column)));
    }
    rows.extend(plan.to_delete.iter().map(|column| live(DELETE, column)));
    rows.extend(plan.unmanaged.iter().map(|column| live(UNDECLARED, column)));
    rows
}

/// Returns what the update of a column to rename changes: the name, and perhaps attributes.
fn rename_text(change: &ColumnChange<'_>) -> String {
    let mut text = format!("renamed from {}", quoted(&change.live.name));
    if !change.fixes.is_empty() {
        let kinds: Vec<_> = change
            .fixes
            .iter()
            .map(|drift| drift.kind.to_string())
            .collect();
        text.push_str(&format!(" with a new {}", kinds.join(" and ")));
    }
    text
}

/// Returns how to rename live columns in place of adding new ones: one hint for each live column.
fn hints(candidates: &[RenameCandidate<'_>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let live = candidates.iter().flat_map(|candidate| &candidate.live);
    live.filter(|live| seen.insert(**live))
        .map(|live| {
            let columns = candidates
                .iter()
                .filter(|candidate| candidate.live.contains(live))
                .map(|candidate| quoted(candidate.column));
            let columns: Vec<_> = columns.collect();
            format!(
                "if undeclared column {} is the old name of {}, add {} to that field",
                quoted(live),
                columns.join(" or "),
                renamed_from_attribute(live)
            )
        })
        .collect()
}

fn renamed_from_attribute(live: &str) -> String {
    quoted(&format!("#[bitable(renamed_from = {live:?})]"))
}

/// The declaration of a column without its name: data type, flags, default and display name.
struct Declaration<'a>(&'a ColumnRequest<'a>);

impl Display for Declaration<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(column) = self;
        write!(f, "{}", column.data_type)?;
        if column.is_not_null {
            f.write_str(" NOT NULL")?;
        }
        if column.is_unique {
            f.write_str(" UNIQUE")?;
        }
        if let Some(default) = column.default_value {
            write!(f, " DEFAULT {}", printable(&default.to_string()))?;
        }
        if column.display_name != column.name {
            write!(f, ", shown as {}", quoted(column.display_name))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
