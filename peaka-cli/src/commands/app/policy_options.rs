//! The options that override the policy of the program.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use peaka_runtime::{DriftKind, Level, Policy, SyncTables};
use serde::{Deserialize, Serialize};

use crate::output::{Error, drift_kind_name};

/// Which drift to accept, whatever the policy of the program says.
#[derive(Args, Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PolicyOptions {
    /// Ignore a kind of drift; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    allow: Vec<ConfigurableKind>,

    /// Warn about a kind of drift; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kind_parser(), hide_possible_values = true)]
    warn: Vec<ConfigurableKind>,

    /// Deny a kind of drift; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kind_parser(), hide_possible_values = true)]
    deny: Vec<ConfigurableKind>,

    /// Deny all kinds of drift except `stored-name` and `unmanaged`; `--allow` and `--warn` override it
    #[arg(long)]
    strict: bool,
}

/// Returns the kinds of drift whose level can be set.
fn configurable_kinds() -> impl Iterator<Item = DriftKind> {
    let kinds = DriftKind::ALL.iter().copied();
    kinds.filter(|kind| !kind.is_always_denied())
}

/// A kind whose level can be set. In plan files, it is written as on the command line.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct ConfigurableKind(DriftKind);

impl TryFrom<String> for ConfigurableKind {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        configurable_kinds()
            .find(|kind| drift_kind_name(*kind) == name)
            .map(Self)
            .ok_or("unknown kind of drift")
    }
}

impl From<ConfigurableKind> for String {
    fn from(ConfigurableKind(kind): ConfigurableKind) -> Self {
        drift_kind_name(kind)
    }
}

/// Returns the name of a level in options and attributes.
pub(super) fn level_name(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}

/// Returns the option that sets a level, with its value, in backticks.
fn level_option(level: Level, kind: DriftKind) -> String {
    format!("`--{} {}`", level_name(level), drift_kind_name(kind))
}

fn kind_parser() -> impl TypedValueParser<Value = ConfigurableKind> {
    PossibleValuesParser::new(configurable_kinds().map(drift_kind_name))
        .try_map(ConfigurableKind::try_from)
}

impl PolicyOptions {
    /// Returns the name of the first option that is set.
    pub(super) fn first_given(&self) -> Option<&'static str> {
        let options = [
            ("--allow", !self.allow.is_empty()),
            ("--warn", !self.warn.is_empty()),
            ("--deny", !self.deny.is_empty()),
            ("--strict", self.strict),
        ];
        let mut given = options.iter().filter(|(_, is_given)| *is_given);
        given.next().map(|(option, _)| *option)
    }

    /// Overrides the levels of all tables.
    pub(super) fn apply<'c>(&self, sync: SyncTables<'c>) -> Result<SyncTables<'c>, Error> {
        let levels = self.levels()?;
        Ok(sync.each(move |_, sync| {
            levels
                .iter()
                .fold(sync, |sync, (kind, level)| sync.on(*kind, *level))
        }))
    }

    /// Returns the levels to set, in order.
    fn levels(&self) -> Result<Vec<(DriftKind, Level)>, Error> {
        let mut chosen = Vec::<(DriftKind, Level)>::new();
        for (kinds, level) in [
            (&self.allow, Level::Allow),
            (&self.warn, Level::Warn),
            (&self.deny, Level::Deny),
        ] {
            for ConfigurableKind(kind) in kinds {
                let mut known = chosen.iter();
                let other = known.find(|(known, other)| known == kind && *other != level);
                if let Some((_, other)) = other {
                    return Err(Error::new(
                        format!(
                            "{} and {} contradict each other",
                            level_option(*other, *kind),
                            level_option(level, *kind)
                        ),
                        "remove one of them",
                    ));
                }
                chosen.push((*kind, level));
            }
        }
        let strict = configurable_kinds()
            .filter(|_| self.strict)
            .map(|kind| (kind, Policy::strict().level(kind)));
        Ok(strict.chain(chosen).collect())
    }
}
