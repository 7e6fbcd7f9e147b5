//! How much each kind of drift matters to the caller.

use serde::Serialize;

use crate::plan::drift::{Drift, DriftKind};

/// What a sync does about a kind of drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Level {
    /// It is no fault and is not reported.
    Allow,
    /// It is reported, and the sync succeeds.
    Warn,
    /// The sync fails.
    Deny,
}

/// A level for each kind of drift.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Levels(Vec<(DriftKind, Level)>);

impl Levels {
    /// The last word on a kind counts, unless it [cannot be accepted](DriftKind::can_be_accepted).
    pub(crate) fn set(&mut self, kind: DriftKind, level: Level) {
        self.0.push((kind, level));
    }

    fn of(&self, kind: DriftKind) -> Level {
        let chosen = || {
            self.0
                .iter()
                .rev()
                .find(|(of, _)| *of == kind)
                .map(|(_, level)| *level)
        };
        match kind {
            _ if !kind.can_be_accepted() => Level::Deny,
            DriftKind::DisplayName | DriftKind::StoredName | DriftKind::Unmanaged => {
                chosen().unwrap_or(Level::Warn)
            }
            _ => chosen().unwrap_or(Level::Deny),
        }
    }

    pub(crate) fn allow(&self, kind: DriftKind) -> bool {
        self.of(kind) == Level::Allow
    }

    pub(crate) fn deny(&self, kind: DriftKind) -> bool {
        self.of(kind) == Level::Deny
    }

    /// The denied drift and the drift to warn of.
    pub(crate) fn split(&self, drift: impl IntoIterator<Item = Drift>) -> (Vec<Drift>, Vec<Drift>) {
        drift
            .into_iter()
            .filter(|drift| !self.allow(drift.kind))
            .partition(|drift| self.deny(drift.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_make_the_table_unusable_cannot_be_allowed() {
        let mut levels = Levels::default();
        for kind in [DriftKind::Missing, DriftKind::DataType, DriftKind::Unique] {
            levels.set(kind, Level::Allow);
        }
        assert_eq!(levels.of(DriftKind::Missing), Level::Deny);
        assert_eq!(levels.of(DriftKind::DataType), Level::Deny);
        assert_eq!(levels.of(DriftKind::Unique), Level::Allow);
        levels.set(DriftKind::Unique, Level::Warn);
        assert_eq!(levels.of(DriftKind::Unique), Level::Warn);
        assert_eq!(levels.of(DriftKind::NotNull), Level::Deny);
        assert_eq!(levels.of(DriftKind::StoredName), Level::Warn);
    }
}
