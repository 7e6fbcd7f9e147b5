//! What a person can do about drift that stands in the way.

use std::collections::{BTreeSet, HashSet};

use crate::plan::drift::{Drift, DriftKind, Seen};
use crate::report::sync_report::SyncReport;

/// What to do about all that is denied: each remedy once, in the order of the drift.
pub(crate) fn remedy_for_drift(report: &SyncReport) -> String {
    let tried = Tried::of(report);
    let mut acceptable = BTreeSet::new();
    let mut can_be_fixed = false;
    let mut remedies: Vec<Option<&str>> = Vec::new();
    for drift in &report.denied {
        let remedy = remedy(drift, &tried);
        if remedy.is_none() {
            acceptable.insert(drift.kind);
            can_be_fixed |= drift.kind.can_be_fixed() && !tried.writes(drift);
        }
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    let choices = choices(&acceptable, can_be_fixed);
    let remedies: Vec<_> = remedies
        .into_iter()
        .map(|remedy| remedy.unwrap_or(&choices))
        .collect();
    remedies.join("; ")
}

/// What the sync has tried.
struct Tried<'r> {
    added: HashSet<&'r str>,
    renamed: HashSet<&'r str>,
    fixed: HashSet<&'r str>,
    deleted: HashSet<&'r str>,
}

impl<'r> Tried<'r> {
    fn of(report: &'r SyncReport) -> Self {
        let set = |columns: &'r Vec<String>| columns.iter().map(String::as_str).collect();
        Self {
            added: set(&report.sent),
            renamed: set(&report.renames_sent),
            fixed: set(&report.fixes_sent),
            deleted: set(&report.deletes_sent),
        }
    }

    /// Whether it has written what is declared of the column.
    fn writes(&self, drift: &Drift) -> bool {
        self.added.contains(&*drift.column) || self.fixed.contains(&*drift.column)
    }
}

/// What to do about one difference; `None` if it can be accepted.
fn remedy(drift: &Drift, tried: &Tried<'_>) -> Option<&'static str> {
    let column = drift.column.as_str();
    Some(match drift.kind {
        _ if drift.seen == Seen::Echo => {
            "the answer to the add and the list contradict each other, so run the sync again: it \
             goes by the list"
        }
        DriftKind::Missing if tried.renamed.contains(column) => {
            "no list shows the rename that was sent, so rename the column in Peaka Studio, or take \
             `renamed_from` away"
        }
        DriftKind::Missing => "no list shows yet what was sent, so run the sync again",
        DriftKind::DataType => {
            "a data type is never changed, so declare the one that is there, give the declared \
             column another name, or delete the column with its data in Peaka Studio"
        }
        DriftKind::Renamed => {
            "move the data of the old column and delete it, as with `delete_columns`, or take \
             `renamed_from` away"
        }
        DriftKind::Unmanaged if tried.deleted.contains(column) => {
            "the list still shows what was to be deleted, so run the sync again"
        }
        _ => return None,
    })
}

/// What to do about all drift that can be accepted.
fn choices(kinds: &BTreeSet<DriftKind>, can_be_fixed: bool) -> String {
    let fix = if can_be_fixed {
        ", let the sync mend it with `.fix_drift(true)`"
    } else {
        ""
    };
    let choices: String = kinds
        .iter()
        .map(|kind| format!(".on(DriftKind::{kind:?}, Level::Warn)"))
        .collect();
    format!("change the declaration or the table{fix}, or accept it with `{choices}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kinds: &[DriftKind], report: impl FnOnce(&mut SyncReport)) -> String {
        let mut denying = SyncReport::new("t");
        denying.denied = kinds
            .iter()
            .map(|kind| Drift {
                kind: *kind,
                column: "a".to_owned(),
                declared: String::new(),
                live: String::new(),
                seen: Seen::List,
            })
            .collect();
        report(&mut denying);
        remedy_for_drift(&denying)
    }

    #[test]
    fn each_remedy_is_told_once() {
        use DriftKind::{DataType, NotNull, Unique};
        assert_eq!(
            told(&[NotNull, Unique, NotNull, DataType, Unique], |_| {}),
            "change the declaration or the table, let the sync mend it with `.fix_drift(true)`, \
             or accept it with `.on(DriftKind::NotNull, Level::Warn).on(DriftKind::Unique, \
             Level::Warn)`; a data type is never changed, so declare the one that is there, give \
             the declared column another name, or delete the column with its data in Peaka Studio"
        );
    }

    #[test]
    fn what_was_tried_is_not_proposed() {
        let plain = "change the declaration or the table, or accept it with \
                     `.on(DriftKind::Unique, Level::Warn)`";
        let column = || vec!["a".to_owned()];
        let fixed = told(&[DriftKind::Unique], |report| report.fixes_sent = column());
        assert_eq!(fixed, plain);
        let added = told(&[DriftKind::Unique], |report| report.sent = column());
        assert_eq!(added, plain);
    }
}
