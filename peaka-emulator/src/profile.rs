//! What differs between the profiles. No other file asks which profile it is in: they follow its [`Rules`].

use serde_json::Value;

use crate::choices::{Echo, Profile};
use crate::data_type::DataType;
use crate::errors;
use crate::refusal::Refusal;

impl Profile {
    pub(crate) fn rules(self) -> &'static Rules {
        match self {
            Self::Documented => &DOCUMENTED,
            Self::Observed => &OBSERVED,
        }
    }
}

/// The decisions in which the profiles differ.
pub(crate) struct Rules {
    /// What a name becomes when it is stored.
    pub(crate) stored_name: fn(&str) -> String,
    /// Whether a list shows the display name that was sent, rather than the stored name.
    pub(crate) keeps_display_names: bool,
    /// Whether a list shows the flags that were sent, rather than false.
    pub(crate) keeps_flags: bool,
    /// Whether creating a table that exists answers with that table, rather than with a refusal.
    pub(crate) creates_again: bool,
    /// Whether an update changes the column.
    pub(crate) updates_store: bool,
    /// Whether an update answers a list of one column, rather than the column itself.
    pub(crate) updates_answer_a_list: bool,
    /// How a list spells a type.
    pub(crate) type_name: fn(DataType) -> &'static str,
    /// The columns that every table has from the beginning.
    pub(crate) system_columns: &'static [(&'static str, DataType)],
    /// The status and the body of a refusal.
    pub(crate) refuse: fn(&Refusal) -> (u16, Value),
}

/// A profile's rules, with the choices that are left to a test.
#[derive(Clone, Copy)]
pub(crate) struct Behaviour {
    pub(crate) rules: &'static Rules,
    pub(crate) echo: Echo,
    /// Whether a path reaches a stored name by the name from which it was made.
    pub(crate) reach_unfolded: bool,
}

impl Behaviour {
    /// What a name becomes when it is stored, unless nothing is left of it.
    pub(crate) fn stored_name(self, name: &str) -> Result<String, Refusal> {
        Some((self.rules.stored_name)(name))
            .filter(|stored| !stored.is_empty())
            .ok_or_else(|| Refusal::EmptyName(name.to_owned()))
    }

    /// Which of the stored names a name in a path means. One that is stored always means itself.
    pub(crate) fn position<'a>(
        self,
        name: &str,
        stored: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<usize> {
        let at = |name: &str| stored.clone().position(|stored| stored == name);
        let unfolded = || at(&(self.rules.stored_name)(name)).filter(|_| self.reach_unfolded);
        at(name).or_else(unfolded)
    }
}

static DOCUMENTED: Rules = Rules {
    stored_name: str::to_owned,
    keeps_display_names: true,
    keeps_flags: true,
    creates_again: false,
    updates_store: true,
    updates_answer_a_list: true,
    type_name: DataType::name,
    system_columns: &[],
    refuse: errors::documented_refusal,
};

static OBSERVED: Rules = Rules {
    stored_name: without_underscores,
    keeps_display_names: false,
    keeps_flags: false,
    creates_again: true,
    updates_store: false,
    updates_answer_a_list: false,
    type_name: DataType::trino_name,
    // The names were measured. The types are what such columns plausibly have, except that of `text`.
    system_columns: &[
        ("_id", DataType::Varchar),
        ("_version", DataType::Bigint),
        ("_created_time", DataType::Timestamp),
        ("_created_by", DataType::Varchar),
        ("_last_modified_time", DataType::Timestamp),
        ("_last_modified_by", DataType::Varchar),
        ("_session", DataType::Varchar),
        ("_operation", DataType::Varchar),
        ("text", DataType::Varchar),
    ],
    refuse: errors::observed_refusal,
};

fn without_underscores(name: &str) -> String {
    name.replace('_', "")
}
