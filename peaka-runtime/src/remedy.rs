//! What a person can do about drift that stands in the way.

use std::collections::BTreeSet;

use crate::compare::{Drift, DriftKind, Seen};
use crate::report::SyncReport;
use crate::write::Write;

/// What to do about all that is denied: each remedy once, in the order of the drift.
pub(crate) fn remedy_for_drift(report: &SyncReport) -> String {
    let mut remedies: Vec<String> = Vec::new();
    for drift in &report.denied {
        let remedy = remedy(drift, report);
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    remedies.join("; ")
}

fn remedy(drift: &Drift, report: &SyncReport) -> String {
    let sent = |write: fn(String) -> Write| report.updates.contains(&write(drift.column.clone()));
    let fixed = match drift.kind {
        _ if drift.seen == Seen::Echo => {
            "the answer to the add and the list contradict each other, so run the sync again: it \
             goes by the list"
        }
        DriftKind::Missing if sent(Write::Rename) => {
            "the service accepted the rename and did not do it, so rename the column in Peaka \
             Studio, or take `renamed_from` away"
        }
        DriftKind::Missing => {
            "the service accepted the add, but no list shows it yet, so run the sync again"
        }
        DriftKind::DataType => {
            "a data type is never changed, so declare the one that is there, give the declared \
             column another name, or delete the column with its data in Peaka Studio"
        }
        DriftKind::Renamed => {
            "move the data of the old column and delete it, as with `delete_columns`, or take \
             `renamed_from` away"
        }
        DriftKind::Unmanaged if sent(Write::Delete) => {
            "the service accepted the delete, but its list still shows the column, so run the sync \
             again"
        }
        _ => return acceptable(report),
    };
    fixed.to_owned()
}

/// What to do about all drift that can be accepted.
fn acceptable(report: &SyncReport) -> String {
    let listed = || {
        report
            .denied
            .iter()
            .filter(|drift| drift.seen == Seen::List && drift.kind.can_be_accepted())
    };
    let tried = |drift: &Drift| {
        report.sent.contains(&drift.column)
            || report.updates.contains(&Write::Fix(drift.column.clone()))
    };
    let fix = if listed().any(|drift| drift.kind.can_be_fixed() && !tried(drift)) {
        ", let the sync mend it with `.fix_drift(true)`"
    } else {
        ""
    };
    let kinds: BTreeSet<_> = listed().map(|drift| drift.kind).collect();
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
        let fix = vec![Write::Fix("a".to_owned())];
        assert_eq!(
            told(&[DriftKind::Unique], |report| report.updates = fix),
            plain
        );
        let sent = vec!["a".to_owned()];
        assert_eq!(
            told(&[DriftKind::Unique], |report| report.sent = sent),
            plain
        );
    }
}
