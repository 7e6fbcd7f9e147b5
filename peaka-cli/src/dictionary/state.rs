//! The states of tables, and the remarks on columns.

use peaka_runtime::__private::counted;
use peaka_runtime::{Drift, DriftKind, Plan};

use super::entry::LiveState;

/// How important a state or a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Quiet,
    Good,
    Warning,
    Bad,
}

/// A remark on one column.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub(crate) tone: Tone,
    pub(crate) label: &'static str,
    /// The text, with names in backticks.
    pub(crate) text: String,
}

impl Remark {
    pub(crate) fn denied(drift: &Drift) -> Self {
        Self::new(Tone::Bad, "denied", drift.to_string())
    }

    pub(crate) fn warned(drift: &Drift) -> Self {
        // The name in SQL is shown beside it, so there is nothing to do.
        let tone = match drift.kind {
            DriftKind::StoredName => Tone::Quiet,
            _ => Tone::Warning,
        };
        Self::new(tone, "warning", drift.to_string())
    }

    pub(crate) fn to_fix(drift: &Drift) -> Self {
        Self::new(Tone::Warning, "to fix", drift.to_string())
    }

    pub(crate) fn to_rename(live: &str) -> Self {
        let text = format!("the live column is `{live}` until a sync renames it");
        Self::new(Tone::Warning, "to rename", text)
    }

    pub(crate) fn missing() -> Self {
        let text = "the live table does not have this column yet".to_owned();
        Self::new(Tone::Warning, "missing", text)
    }

    pub(crate) fn to_delete() -> Self {
        let text = "a sync deletes this column with its data".to_owned();
        Self::new(Tone::Bad, "to delete", text)
    }

    fn new(tone: Tone, label: &'static str, text: String) -> Self {
        Self { tone, label, text }
    }
}

/// The state of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State<'a> {
    NotCompared,
    Unreadable(&'a str),
    Missing { will_be_created: bool },
    Matches,
    Differs { counts: String, tone: Tone },
}

impl<'a> State<'a> {
    pub(crate) fn of(live: LiveState<'a>) -> Self {
        match live {
            LiveState::NotCompared => Self::NotCompared,
            LiveState::Unreadable(why) => Self::Unreadable(why),
            LiveState::Planned(plan) if plan.stored_table.is_none() => Self::Missing {
                will_be_created: plan.create_table,
            },
            LiveState::Planned(plan) => Self::compared(plan),
        }
    }

    fn compared(plan: &Plan<'_>) -> Self {
        let changes = plan.to_fix.iter().chain(&plan.to_rename);
        let to_fix = changes.map(|change| change.fixes.len()).sum();
        let counts: Vec<_> = [
            (plan.denied.len(), "denied"),
            (plan.to_delete.len(), "to delete"),
            (plan.to_add.len(), "missing"),
            (plan.to_rename.len(), "to rename"),
            (to_fix, "to fix"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, label)| format!("{count} {label}"))
        .chain((!plan.warned.is_empty()).then(|| counted(plan.warned.len(), "warning")))
        .collect();
        if counts.is_empty() {
            return Self::Matches;
        }
        let is_bad = !plan.denied.is_empty() || !plan.to_delete.is_empty();
        Self::Differs {
            counts: counts.join(", "),
            tone: if is_bad { Tone::Bad } else { Tone::Warning },
        }
    }

    /// Returns a short label.
    pub(crate) fn label(&self) -> &str {
        match self {
            Self::NotCompared => "not compared",
            Self::Unreadable(_) => "not readable",
            Self::Missing { .. } => "not created yet",
            Self::Matches => "matches its declaration",
            Self::Differs { counts, .. } => counts,
        }
    }

    pub(crate) fn tone(&self) -> Tone {
        match self {
            Self::NotCompared => Tone::Quiet,
            Self::Unreadable(_) => Tone::Bad,
            Self::Missing { .. } => Tone::Warning,
            Self::Matches => Tone::Good,
            Self::Differs { tone, .. } => *tone,
        }
    }

    /// Returns a text that explains the label, if it needs one.
    pub(crate) fn explanation(&self) -> Option<&str> {
        match self {
            Self::Unreadable(why) => Some(why),
            Self::Missing { will_be_created } if *will_be_created => {
                Some("a sync creates the table with the columns below")
            }
            Self::Missing { .. } => Some("the table must be created before it can be queried"),
            _ => None,
        }
    }
}
