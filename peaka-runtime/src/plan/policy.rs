//! The policy: what a sync may do besides adding columns, and how much each kind of drift matters.

use std::fmt;

use serde::Serialize;

use super::drift::{Drift, DriftKind};

/// The effect of a kind of drift on a sync.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, DriftKind, Level, Policy};
///
/// #[derive(BiTable)]
/// #[bitable(on(unique = "deny"))]
/// struct Event {
///     #[bitable(unique)]
///     id: i64,
/// }
///
/// assert_eq!(Policy::new().level(DriftKind::Unique), Level::Warn);
/// assert_eq!(Event::LEVELS, [(DriftKind::Unique, Level::Deny)]);
/// assert!(Level::Allow < Level::Warn && Level::Warn < Level::Deny);
/// ```
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

/// What a sync may do besides adding columns, and the [`Level`] of each kind of drift.
///
/// | kind | [`Policy::new`] | [`Policy::strict`] |
/// | --- | --- | --- |
/// | `Missing`, `DataType`, `Renamed`, `MultipleMatches` | deny, always | deny, always |
/// | `Default` | deny | deny |
/// | `NotNull`, `Unique`, `DisplayName` | warn | deny |
/// | `Description`, `CategoricalValues`, `Relation`, `AiUsage`, `GoldenSql` | warn | deny |
/// | `StoredName`, `Unmanaged` | warn | warn |
///
/// `NotNull`, `Unique` and `DisplayName` are only warned about by default, because the service was
/// observed to accept flags and display names without persisting them. Neither policy creates
/// tables or fixes drift.
///
/// # Precedence
///
/// One policy decides for syncs, plans, the command line, data dictionaries and snapshots. It comes
/// from four places, of which a later one overrides the ones before it:
///
/// 1. the defaults, [`Policy::new`];
/// 2. the client: `ClientBuilder::policy` replaces the defaults;
/// 3. the struct: `#[bitable(on(unique = "deny"))]` sets the levels of single kinds. It is more
///    specific than the client, so it also overrides `Policy::strict()` for these kinds;
/// 4. the call: `SyncColumns::on` and its other methods, or the options of a command.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{DriftKind, Level, Policy};
///
/// const POLICY: Policy = Policy::strict().on(DriftKind::DisplayName, Level::Allow);
///
/// assert_eq!(POLICY.level(DriftKind::Unique), Level::Deny);
/// assert_eq!(Policy::new().level(DriftKind::Unique), Level::Warn);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[must_use]
pub struct Policy {
    /// The level of each kind, in the order of [`DriftKind::ALL`].
    levels: [Level; DriftKind::ALL.len()],
    create_table: bool,
    fix_drift: bool,
}

impl Policy {
    /// Returns the default policy.
    pub const fn new() -> Self {
        let mut policy = Self {
            levels: [Level::Deny; DriftKind::ALL.len()],
            create_table: false,
            fix_drift: false,
        };
        let mut i = 0;
        while i < DriftKind::ALL.len() {
            policy.levels[i] = match DriftKind::ALL[i] {
                DriftKind::Missing
                | DriftKind::DataType
                | DriftKind::Renamed
                | DriftKind::MultipleMatches
                | DriftKind::Default => Level::Deny,
                DriftKind::NotNull
                | DriftKind::Unique
                | DriftKind::DisplayName
                | DriftKind::StoredName
                | DriftKind::Unmanaged
                | DriftKind::Description
                | DriftKind::CategoricalValues
                | DriftKind::Relation
                | DriftKind::AiUsage
                | DriftKind::GoldenSql => Level::Warn,
            };
            i += 1;
        }
        policy
    }

    /// Returns a policy that also denies drift of NOT NULL flags, UNIQUE flags, display names and metadata.
    pub const fn strict() -> Self {
        Self::new()
            .on(DriftKind::NotNull, Level::Deny)
            .on(DriftKind::Unique, Level::Deny)
            .on(DriftKind::DisplayName, Level::Deny)
            .on(DriftKind::Description, Level::Deny)
            .on(DriftKind::CategoricalValues, Level::Deny)
            .on(DriftKind::Relation, Level::Deny)
            .on(DriftKind::AiUsage, Level::Deny)
            .on(DriftKind::GoldenSql, Level::Deny)
    }

    /// Sets the level of a kind of drift. The last setting for a kind wins.
    ///
    /// It has no effect on kinds that are [always denied](DriftKind::is_always_denied).
    pub const fn on(mut self, kind: DriftKind, level: Level) -> Self {
        if !kind.is_always_denied() {
            self.levels[kind as usize] = level;
        }
        self
    }

    /// Sets whether a table is created if it does not exist. By default, that is an error.
    pub const fn create_table(mut self, create: bool) -> Self {
        self.create_table = create;
        self
    }

    /// Sets whether live columns are updated to the declared default, flags and display name. By
    /// default they are not.
    pub const fn fix_drift(mut self, fix: bool) -> Self {
        self.fix_drift = fix;
        self
    }

    /// Returns the level of a kind of drift.
    #[must_use]
    pub const fn level(&self, kind: DriftKind) -> Level {
        self.levels[kind as usize]
    }

    /// Returns whether a table is created if it does not exist.
    #[must_use]
    pub const fn creates_table(&self) -> bool {
        self.create_table
    }

    /// Returns whether live columns are updated to the declared default, flags and display name.
    #[must_use]
    pub const fn fixes_drift(&self) -> bool {
        self.fix_drift
    }

    /// Returns the policy with the levels that a struct declares.
    pub(crate) const fn with_levels(mut self, levels: &[(DriftKind, Level)]) -> Self {
        let mut i = 0;
        while i < levels.len() {
            let (kind, level) = levels[i];
            self = self.on(kind, level);
            i += 1;
        }
        self
    }

    pub(crate) const fn allows(&self, kind: DriftKind) -> bool {
        matches!(self.level(kind), Level::Allow)
    }

    pub(crate) const fn denies(&self, kind: DriftKind) -> bool {
        matches!(self.level(kind), Level::Deny)
    }

    /// Returns whether a sync updates the column to remove this drift.
    pub(crate) fn fixes(&self, drift: &Drift) -> bool {
        self.fix_drift && drift.can_be_fixed() && !self.allows(drift.kind)
    }

    /// Splits drift into what is denied, what is warned about, and what is allowed.
    pub(crate) fn split(&self, drift: impl IntoIterator<Item = Drift>) -> [Vec<Drift>; 3] {
        let [mut denied, mut warned, mut allowed] = [const { Vec::new() }; 3];
        for drift in drift {
            match self.level(drift.kind) {
                Level::Deny => denied.push(drift),
                Level::Warn => warned.push(drift),
                Level::Allow => allowed.push(drift),
            }
        }
        [denied, warned, allowed]
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Policy");
        for &kind in DriftKind::ALL {
            debug.field(&format!("{kind:?}"), &self.level(kind));
        }
        debug
            .field("create_table", &self.create_table)
            .field("fix_drift", &self.fix_drift)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{DriftSource, DriftValue};

    #[test]
    fn drift_is_split_by_its_level() {
        let policy = Policy::new()
            .on(DriftKind::Unique, Level::Allow)
            .on(DriftKind::NotNull, Level::Deny)
            .on(DriftKind::Default, Level::Warn);
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
        let [denied, warned, allowed] = policy.split(drift);
        let kinds = |drift: &[Drift]| drift.iter().map(|drift| drift.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&denied), [DriftKind::NotNull]);
        assert_eq!(kinds(&warned), [DriftKind::Default, DriftKind::DisplayName]);
        assert_eq!(kinds(&allowed), [DriftKind::Unique]);
    }

    fn levels(policy: &Policy) -> [Level; DriftKind::ALL.len()] {
        std::array::from_fn(|index| policy.level(DriftKind::ALL[index]))
    }

    #[test]
    fn default_policy_denies_what_the_service_persists() {
        use Level::{Deny, Warn};
        assert_eq!(
            levels(&Policy::new()),
            [
                Deny, Deny, Deny, Warn, Warn, Warn, Warn, Warn, Deny, Deny, Warn, Warn, Warn, Warn,
                Warn
            ]
        );
        assert_eq!(
            levels(&Policy::strict()),
            [
                Deny, Deny, Deny, Deny, Deny, Deny, Warn, Warn, Deny, Deny, Deny, Deny, Deny, Deny,
                Deny
            ]
        );
        for policy in [Policy::default(), Policy::strict()] {
            assert!(!policy.creates_table() && !policy.fixes_drift());
        }
        let kinds = DriftKind::ALL.iter().map(|kind| *kind as usize);
        assert!(kinds.eq(0..DriftKind::ALL.len()));
    }

    #[test]
    fn drift_that_makes_the_table_unusable_is_always_denied() {
        for &kind in DriftKind::ALL {
            let level = Policy::new().on(kind, Level::Allow).level(kind);
            assert_eq!(level == Level::Deny, kind.is_always_denied(), "{kind}");
        }
    }

    #[test]
    fn last_setting_of_a_kind_wins() {
        let policy = Policy::strict()
            .on(DriftKind::Unique, Level::Allow)
            .with_levels(&[
                (DriftKind::Unique, Level::Warn),
                (DriftKind::Missing, Level::Warn),
                (DriftKind::Default, Level::Allow),
            ]);
        let expected = Policy::strict()
            .on(DriftKind::Unique, Level::Warn)
            .on(DriftKind::Default, Level::Allow);
        assert_eq!(policy, expected);
        assert_ne!(policy, Policy::strict());
    }
}
