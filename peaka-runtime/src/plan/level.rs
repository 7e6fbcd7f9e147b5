//! How much each kind of drift matters to the caller.

use serde::Serialize;

use super::drift::{Drift, DriftKind};

/// The effect of a kind of drift on a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Level {
    /// Ignores the drift: it is neither reported nor fixed.
    Allow,
    /// Reports the drift as a warning. The sync can still succeed.
    Warn,
    /// Reports the drift, and fails the sync.
    Deny,
}

/// The level of each kind of drift.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Levels(Vec<(DriftKind, Level)>);

impl Levels {
    /// Sets the level of a kind. The last setting wins; one for a kind that
    /// [cannot be accepted](DriftKind::can_be_accepted) has no effect.
    pub(crate) fn set(&mut self, kind: DriftKind, level: Level) {
        self.0.push((kind, level));
    }

    fn get(&self, kind: DriftKind) -> Level {
        if !kind.can_be_accepted() {
            return Level::Deny;
        }
        let chosen = self.0.iter().rev().find(|(of, _)| *of == kind);
        match (chosen, kind) {
            (Some((_, level)), _) => *level,
            (None, DriftKind::DisplayName | DriftKind::StoredName | DriftKind::Unmanaged) => {
                Level::Warn
            }
            (None, _) => Level::Deny,
        }
    }

    pub(crate) fn allows(&self, kind: DriftKind) -> bool {
        self.get(kind) == Level::Allow
    }

    pub(crate) fn denies(&self, kind: DriftKind) -> bool {
        self.get(kind) == Level::Deny
    }

    /// Splits drift into what is denied and what is warned about, and drops what is allowed.
    pub(crate) fn split(&self, drift: impl IntoIterator<Item = Drift>) -> (Vec<Drift>, Vec<Drift>) {
        drift
            .into_iter()
            .filter(|drift| !self.allows(drift.kind))
            .partition(|drift| self.denies(drift.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{DriftSource, DriftValue};

    #[test]
    fn drift_is_split_by_its_level() {
        let mut levels = Levels::default();
        levels.set(DriftKind::Unique, Level::Allow);
        levels.set(DriftKind::Default, Level::Warn);
        let drift = [
            DriftKind::Unique,
            DriftKind::Default,
            DriftKind::NotNull,
            DriftKind::DisplayName,
        ]
        .map(|kind| Drift {
            kind,
            column: "a".to_owned(),
            declared: DriftValue::None,
            live: DriftValue::None,
            source: DriftSource::List,
        });
        let (denied, warned) = levels.split(drift);
        let kinds = |drift: &[Drift]| drift.iter().map(|drift| drift.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&denied), [DriftKind::NotNull]);
        assert_eq!(kinds(&warned), [DriftKind::Default, DriftKind::DisplayName]);
        assert!(levels.allows(DriftKind::Unique));
        assert!(!levels.allows(DriftKind::Default) && !levels.denies(DriftKind::Default));
    }

    #[test]
    fn drift_that_makes_the_table_unusable_is_always_denied() {
        let mut levels = Levels::default();
        for kind in [DriftKind::Missing, DriftKind::DataType, DriftKind::Unique] {
            levels.set(kind, Level::Allow);
        }
        assert_eq!(levels.get(DriftKind::Missing), Level::Deny);
        assert_eq!(levels.get(DriftKind::DataType), Level::Deny);
        assert_eq!(levels.get(DriftKind::Unique), Level::Allow);
        levels.set(DriftKind::Unique, Level::Warn);
        assert_eq!(levels.get(DriftKind::Unique), Level::Warn);
        assert_eq!(levels.get(DriftKind::NotNull), Level::Deny);
        assert_eq!(levels.get(DriftKind::StoredName), Level::Warn);
    }
}
