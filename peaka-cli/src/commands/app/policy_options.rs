//! The options that override the policy of the program.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use peaka_runtime::{DriftKind, Level, Policy, SyncTables};
use serde::{Deserialize, Serialize};

use crate::output::{Error, option_value};

/// Which drift to accept, whatever the policy of the program says.
#[derive(Args, Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PolicyOptions {
    /// Ignore a kind of drift; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    allow: Vec<Kind>,

    /// Warn about a kind of drift; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kind_parser(), hide_possible_values = true)]
    warn: Vec<Kind>,

    /// Deny a kind of drift; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kind_parser(), hide_possible_values = true)]
    deny: Vec<Kind>,

    /// Deny all kinds of drift but `stored-name` and `unmanaged`; the other options override it
    #[arg(long)]
    strict: bool,
}

/// Returns the kinds whose level can be set.
fn acceptable_kinds() -> impl Iterator<Item = DriftKind> {
    let kinds = DriftKind::ALL.into_iter();
    kinds.filter(|kind| !kind.is_always_denied())
}

/// A kind whose level can be set. In plan files, it is written as on the command line.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
struct Kind(DriftKind);

impl TryFrom<String> for Kind {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        acceptable_kinds()
            .find(|kind| option_value(*kind) == name)
            .map(Self)
            .ok_or("unknown kind of drift")
    }
}

impl From<Kind> for String {
    fn from(Kind(kind): Kind) -> Self {
        option_value(kind)
    }
}

fn kind_parser() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(acceptable_kinds().map(option_value)).try_map(Kind::try_from)
}

impl PolicyOptions {
    /// Returns whether no option is set.
    pub(super) fn is_empty(&self) -> bool {
        let lists = [&self.allow, &self.warn, &self.deny];
        !self.strict && lists.iter().all(|kinds| kinds.is_empty())
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
            for Kind(kind) in kinds {
                if chosen
                    .iter()
                    .any(|(known, other)| known == kind && *other != level)
                {
                    return Err(Error::new(
                        format!("two levels are set for one kind of drift: {kind}"),
                        "remove one of `--allow`, `--warn` and `--deny`",
                    ));
                }
                chosen.push((*kind, level));
            }
        }
        let strict = acceptable_kinds()
            .filter(|_| self.strict)
            .map(|kind| (kind, Policy::strict().level(kind)));
        Ok(strict.chain(chosen).collect())
    }
}
