//! The states of tables, and the remarks on columns.

use peaka_runtime::__private::counted;
use peaka_runtime::{Drift, DriftKind, Plan};

use super::entry::Comparison;

/// The labels of remarks, and their meanings.
pub(super) const LEGEND: [(&str, &str); 2] = [
    ("Denied", "the sync of the table fails, and writes nothing"),
    ("Warning", "the sync reports it and succeeds"),
];

/// How important a state or a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    Neutral,
    Good,
    Warning,
    Bad,
}

/// A remark on one column.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub(crate) severity: Severity,
    pub(crate) label: &'static str,
    /// The text, with names in backticks.
    pub(crate) text: String,
}

impl Remark {
    pub(crate) fn denied(drift: &Drift) -> Self {
        Self::new(Severity::Bad, "denied", drift.to_string())
    }

    pub(crate) fn warned(drift: &Drift) -> Self {
        // The page shows the stored name next to the declared one, so this drift needs no attention.
        let severity = match drift.kind {
            DriftKind::StoredName => Severity::Neutral,
            _ => Severity::Warning,
        };
        Self::new(severity, "warning", drift.to_string())
    }

    pub(crate) fn to_fix(drift: &Drift) -> Self {
        Self::new(Severity::Warning, "to fix", drift.to_string())
    }

    pub(crate) fn to_rename(live: &str) -> Self {
        let text = format!("the live column is `{live}` until a sync renames it");
        Self::new(Severity::Warning, "to rename", text)
    }

    pub(crate) fn in_peaka(note: &str) -> Self {
        Self::new(Severity::Neutral, "in Peaka", note.to_owned())
    }

    pub(crate) fn missing() -> Self {
        let text = "the live table does not have this column yet".to_owned();
        Self::new(Severity::Warning, "missing", text)
    }

    pub(crate) fn to_delete() -> Self {
        let text = "a sync deletes this column with its data".to_owned();
        Self::new(Severity::Bad, "to delete", text)
    }

    fn new(severity: Severity, label: &'static str, text: String) -> Self {
        Self {
            severity,
            label,
            text,
        }
    }
}

/// The state of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TableState<'a> {
    NotCompared,
    Unreadable(&'a str),
    Missing { will_be_created: bool },
    Matches,
    Differs { counts: String, severity: Severity },
}

impl<'a> TableState<'a> {
    pub(crate) fn of(live: Comparison<'a>) -> Self {
        match live {
            Comparison::NotRun => Self::NotCompared,
            Comparison::Failed(why) => Self::Unreadable(why),
            Comparison::Planned(plan) if plan.stored_table.is_none() => Self::Missing {
                will_be_created: plan.create_table,
            },
            Comparison::Planned(plan) => Self::compared(plan),
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
            severity: if is_bad {
                Severity::Bad
            } else {
                Severity::Warning
            },
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

    pub(crate) fn severity(&self) -> Severity {
        match self {
            Self::NotCompared => Severity::Neutral,
            Self::Unreadable(_) => Severity::Bad,
            Self::Missing { .. } => Severity::Warning,
            Self::Matches => Severity::Good,
            Self::Differs { severity, .. } => *severity,
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
