//! How tables and columns stand to their declaration.

use peaka_runtime::{Drift, DriftKind, Plan};

use super::Live;
use super::text::counted;

/// How much a reader must care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Quiet,
    Good,
    Warning,
    Bad,
}

/// One thing that differs, at the column that it is about.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) tone: Tone,
    pub(crate) label: &'static str,
    /// Names are between backticks.
    pub(crate) sentence: String,
}

impl Mark {
    pub(crate) fn denied(drift: &Drift) -> Self {
        Self::new(Tone::Bad, "denied", drift.to_string())
    }

    pub(crate) fn warned(drift: &Drift) -> Self {
        // The name to write stands beside it: there is nothing that a reader could do wrong.
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
        let sentence = format!("the table has it as `{live}` until a sync renames it");
        Self::new(Tone::Warning, "to rename", sentence)
    }

    pub(crate) fn missing() -> Self {
        let sentence = "this column is not in the table yet".to_owned();
        Self::new(Tone::Warning, "missing", sentence)
    }

    pub(crate) fn to_delete() -> Self {
        let sentence = "a sync deletes this column with its data".to_owned();
        Self::new(Tone::Bad, "to delete", sentence)
    }

    fn new(tone: Tone, label: &'static str, sentence: String) -> Self {
        Self {
            tone,
            label,
            sentence,
        }
    }
}

/// How a table stands to its declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State<'a> {
    NotAsked,
    Unreadable(&'a str),
    Absent { is_to_be_created: bool },
    AsDeclared,
    Differs { how: String, tone: Tone },
}

impl<'a> State<'a> {
    pub(crate) fn of(live: Live<'a>) -> Self {
        match live {
            Live::NotAsked => Self::NotAsked,
            Live::Unreadable(why) => Self::Unreadable(why),
            Live::Planned(plan) if plan.stored_table.is_none() => Self::Absent {
                is_to_be_created: plan.create_table,
            },
            Live::Planned(plan) => Self::compared(plan),
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
        .map(|(count, what)| format!("{count} {what}"))
        .chain((!plan.warned.is_empty()).then(|| counted(plan.warned.len(), "warning")))
        .collect();
        if counts.is_empty() {
            return Self::AsDeclared;
        }
        let is_bad = !plan.denied.is_empty() || !plan.to_delete.is_empty();
        Self::Differs {
            how: counts.join(", "),
            tone: if is_bad { Tone::Bad } else { Tone::Warning },
        }
    }

    /// A few words for a list.
    pub(crate) fn label(&self) -> &str {
        match self {
            Self::NotAsked => "not compared",
            Self::Unreadable(_) => "could not be read",
            Self::Absent { .. } => "not in Peaka yet",
            Self::AsDeclared => "as declared",
            Self::Differs { how, .. } => how,
        }
    }

    pub(crate) fn tone(&self) -> Tone {
        match self {
            Self::NotAsked => Tone::Quiet,
            Self::Unreadable(_) => Tone::Bad,
            Self::Absent { .. } => Tone::Warning,
            Self::AsDeclared => Tone::Good,
            Self::Differs { tone, .. } => *tone,
        }
    }

    /// What the label leaves open, if that is anything.
    pub(crate) fn sentence(&self) -> Option<&str> {
        match self {
            Self::Unreadable(why) => Some(why),
            Self::Absent { is_to_be_created } if *is_to_be_created => {
                Some("a sync creates the table with the columns below")
            }
            Self::Absent { .. } => {
                Some("no query finds the table before somebody creates it with the columns below")
            }
            _ => None,
        }
    }
}
