//! What to do about denied drift.

use std::collections::{BTreeSet, HashSet};

use super::setting_names::SettingNames;
use super::sync_report::SyncReport;
use crate::plan::{Drift, DriftKind, DriftSource, DriftValue};
use crate::text::quoted;

/// Returns what to do about denied drift: each step once, in the order of the drift. Drift that could be accepted is
/// left out while other drift cannot, because the sync would fail again.
pub(crate) fn drift_help(report: &SyncReport, names: &SettingNames) -> String {
    let sent = SentWrites::of(report);
    let wrong_type_columns = report.columns_of_wrong_type();
    let mut choice = Choice::default();
    let mut not_persisted = BTreeSet::new();
    let mut steps = Vec::new();
    for drift in &report.denied {
        let step = match required_step(drift, &sent, names) {
            Some(step) => Step::Required(step),
            // The flags and the default of a column matter only once it has the right type.
            None if wrong_type_columns.contains(drift.column.as_str()) => continue,
            None if drift.can_be_fixed()
                && (sent.includes_attributes_of(drift)
                    || report.not_persisted_kinds.contains(&drift.kind)) =>
            {
                not_persisted.insert(drift.kind);
                Step::NotPersisted
            }
            None => {
                choice.kinds.insert(drift.kind);
                choice.can_be_fixed |= drift.can_be_fixed();
                Step::Choice
            }
        };
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    if steps.iter().any(|step| matches!(step, Step::Required(_))) {
        steps.retain(|step| matches!(step, Step::Required(_)));
    }
    let steps: Vec<_> = steps
        .into_iter()
        .map(|step| match step {
            Step::Required(step) => step,
            Step::Choice => choice.text(names),
            Step::NotPersisted => format!(
                "check the column in Peaka Studio, change the declaration, or use {} to accept the \
                 difference",
                accept_setting(&not_persisted, names)
            ),
        })
        .collect();
    steps.join("; ")
}

/// A step of the help.
#[derive(PartialEq)]
enum Step {
    Required(String),
    /// For drift that can be accepted, and perhaps fixed.
    Choice,
    /// For drift that a write should have removed, but did not.
    NotPersisted,
}

/// The columns of the writes that a sync has sent.
struct SentWrites<'r> {
    added: HashSet<&'r str>,
    renamed: HashSet<&'r str>,
    fixed: HashSet<&'r str>,
    deleted: HashSet<&'r str>,
}

impl<'r> SentWrites<'r> {
    fn of(report: &'r SyncReport) -> Self {
        let set = |columns: &'r Vec<String>| columns.iter().map(String::as_str).collect();
        Self {
            added: set(&report.adds_sent),
            renamed: set(&report.renames_sent),
            fixed: set(&report.fixes_sent),
            deleted: set(&report.deletes_sent),
        }
    }

    /// Returns whether a write with the declared attributes of the column was sent.
    fn includes_attributes_of(&self, drift: &Drift) -> bool {
        self.added.contains(&*drift.column) || self.fixed.contains(&*drift.column)
    }
}

/// Returns the step that this drift requires; `None` if it can also be accepted.
fn required_step(drift: &Drift, sent: &SentWrites<'_>, names: &SettingNames) -> Option<String> {
    let column = drift.column.as_str();
    Some(match drift.kind {
        _ if drift.source == DriftSource::AddResponse => {
            "retry: the response to the add and the column list contradict each other".to_owned()
        }
        DriftKind::Missing if sent.renamed.contains(column) => {
            "rename the column in Peaka Studio, or remove `renamed_from`".to_owned()
        }
        DriftKind::Missing => "retry: the column list may be stale".to_owned(),
        DriftKind::DataType => "column types are never changed: declare the live type, choose \
                                another column name, or drop the column in Peaka Studio"
            .to_owned(),
        DriftKind::Renamed if matches!(drift.live, DriftValue::Names(_)) => format!(
            "move the data into one of these columns, and delete the others with {}",
            names.delete_columns
        ),
        DriftKind::Renamed => format!(
            "move the data of the old column, then delete it with {}, or remove `renamed_from`",
            names.delete_columns
        ),
        DriftKind::MultipleMatches => format!(
            "rename the column that holds the data to {} in Peaka Studio, or delete the others \
             with {}",
            quoted(column),
            names.delete_columns
        ),
        DriftKind::Unmanaged if sent.deleted.contains(column) => {
            "retry: the column list may be stale".to_owned()
        }
        _ => return None,
    })
}

/// The options for drift that no write has targeted yet.
#[derive(Default)]
struct Choice {
    kinds: BTreeSet<DriftKind>,
    can_be_fixed: bool,
}

impl Choice {
    fn text(&self, names: &SettingNames) -> String {
        let fix = if self.can_be_fixed {
            format!(
                ", or try {}, which the service may not persist",
                names.fix_drift
            )
        } else {
            String::new()
        };
        format!(
            "change the declaration or the table{fix}; {} accepts the difference",
            accept_setting(&self.kinds, names)
        )
    }
}

/// Returns the name of the setting that accepts these kinds of drift.
fn accept_setting(kinds: &BTreeSet<DriftKind>, names: &SettingNames) -> String {
    let kinds: Vec<_> = kinds.iter().copied().collect();
    (names.accept_drift)(&kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(kinds: &[DriftKind], change: impl FnOnce(&mut SyncReport)) -> String {
        let mut report = SyncReport::new("t");
        report.denied = kinds
            .iter()
            .map(|kind| Drift {
                kind: *kind,
                column: "a".to_owned(),
                declared: DriftValue::None,
                live: DriftValue::None,
                source: DriftSource::List,
            })
            .collect();
        change(&mut report);
        drift_help(&report, &SettingNames::RUST_API)
    }

    #[test]
    fn each_step_is_named_once_and_only_if_it_can_help() {
        use DriftKind::{DataType, NotNull, Unique};
        let other_column = |report: &mut SyncReport| report.denied[3].column = "b".to_owned();
        assert_eq!(
            help(&[NotNull, Unique, NotNull, DataType, Unique], other_column),
            "column types are never changed: declare the live type, choose another column name, or \
             drop the column in Peaka Studio"
        );
        assert_eq!(
            help(&[NotNull, Unique, NotNull], |_| {}),
            "change the declaration or the table, or try `fix_drift(true)`, which the service may not \
             persist; `.on(DriftKind::NotNull, Level::Warn).on(DriftKind::Unique, Level::Warn)` \
             accepts the difference"
        );
    }

    #[test]
    fn other_drift_of_a_column_with_another_type_needs_no_step() {
        assert_eq!(
            help(&[DriftKind::DataType, DriftKind::Default], |_| {}),
            "column types are never changed: declare the live type, choose another column name, or \
             drop the column in Peaka Studio"
        );
    }

    #[test]
    fn fix_is_not_proposed_for_what_the_service_was_seen_not_to_persist() {
        let not_persisted = "check the column in Peaka Studio, change the declaration, or use \
                             `.on(DriftKind::Unique, Level::Warn)` to accept the difference";
        let column = || vec!["a".to_owned()];
        for change in [
            (|report, column| report.fixes_sent = column) as fn(&mut SyncReport, Vec<String>),
            |report, column| report.adds_sent = column,
            |report, _| report.not_persisted_kinds = [DriftKind::Unique].into(),
        ] {
            let help = help(&[DriftKind::Unique], |report| change(report, column()));
            assert_eq!(help, not_persisted);
        }
        let two_kinds = help(&[DriftKind::Unique, DriftKind::Default], |report| {
            report.not_persisted_kinds = [DriftKind::Unique].into();
        });
        assert_eq!(
            two_kinds,
            format!(
                "{not_persisted}; change the declaration or the table, or try `fix_drift(true)`, which \
                 the service may not persist; `.on(DriftKind::Default, Level::Warn)` accepts the \
                 difference"
            )
        );
    }
}
