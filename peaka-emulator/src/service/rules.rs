//! The differences between the profiles. No other file depends on the profile; all of them follow its [`Rules`].

use serde_json::Value;

use super::data_type::DataType;
use super::error::ServiceError;
use super::error_body;
use super::metadata::options::MetadataOptions;
use super::profile::{CellSpelling, Echo, Profile, TimestampSpelling};

impl Profile {
    pub(crate) fn rules(self) -> &'static Rules {
        match self {
            Self::Documented => &DOCUMENTED,
            Self::Observed => &OBSERVED,
        }
    }
}

/// The behavior in which the profiles differ.
pub(crate) struct Rules {
    /// Converts a requested name to the stored one.
    pub(crate) stored_name: fn(&str) -> String,
    /// Whether a list shows the requested display name instead of the stored name.
    pub(crate) stores_display_names: bool,
    /// Whether a list shows the requested flags instead of `false`.
    pub(crate) stores_flags: bool,
    /// Whether creating an existing table returns that table instead of an error.
    pub(crate) returns_existing_table: bool,
    /// Whether an update changes the stored column.
    pub(crate) applies_updates: bool,
    /// Whether the response to an update is a list of one column instead of the column itself.
    pub(crate) returns_updated_column_in_list: bool,
    /// Returns the name of a type in lists.
    pub(crate) type_name: fn(DataType) -> &'static str,
    /// The columns of every new table.
    pub(crate) system_columns: &'static [(&'static str, DataType)],
    pub(crate) refresh_statuses: RefreshStatuses,
    /// Returns the status and the body of an error.
    pub(crate) error_body: fn(&ServiceError) -> (u16, Value),
}

/// The names of the statuses of a metadata refresh.
pub(crate) struct RefreshStatuses {
    pub(crate) never_started: &'static str,
    pub(crate) active: &'static str,
    pub(crate) finished: &'static str,
}

/// The rules of a profile, and the settings for what is unknown about the service.
#[derive(Clone, Copy)]
pub(crate) struct Behavior {
    pub(crate) rules: &'static Rules,
    pub(crate) echo: Echo,
    /// Whether a path may contain the requested name instead of the stored one.
    pub(crate) matches_requested_names: bool,
    /// The format of values in query results.
    pub(crate) cells: CellSpelling,
    pub(crate) timestamps: TimestampSpelling,
    /// The largest number of rows in a result that can be read.
    pub(crate) max_result_rows: usize,
    pub(crate) metadata: MetadataOptions,
}

impl Behavior {
    /// Converts a requested name to the stored one.
    ///
    /// # Errors
    ///
    /// Fails if the stored name would be empty.
    pub(crate) fn stored_name(self, name: &str) -> Result<String, ServiceError> {
        Some((self.rules.stored_name)(name))
            .filter(|stored| !stored.is_empty())
            .ok_or_else(|| ServiceError::EmptyName(name.to_owned()))
    }

    /// Returns the position of the stored name that a name in a path refers to. An exact match takes precedence.
    pub(crate) fn position<'a>(
        self,
        name: &str,
        stored: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<usize> {
        let position_of = |name: &str| stored.clone().position(|stored| stored == name);
        position_of(name).or_else(|| {
            let stored_name = (self.rules.stored_name)(name);
            position_of(&stored_name).filter(|_| self.matches_requested_names)
        })
    }
}

static DOCUMENTED: Rules = Rules {
    stored_name: str::to_owned,
    stores_display_names: true,
    stores_flags: true,
    returns_existing_table: false,
    applies_updates: true,
    returns_updated_column_in_list: true,
    type_name: DataType::name,
    system_columns: &[],
    refresh_statuses: RefreshStatuses {
        never_started: "NOT_ACTIVE",
        active: "ACTIVE",
        finished: "COMPLETED",
    },
    error_body: error_body::documented_error,
};

static OBSERVED: Rules = Rules {
    stored_name: without_underscores,
    stores_display_names: false,
    stores_flags: false,
    returns_existing_table: true,
    applies_updates: false,
    returns_updated_column_in_list: false,
    type_name: DataType::trino_name,
    // The names and the type of `text` were observed. The other types are assumptions.
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
    // A refresh was observed to end as if it had never been started.
    refresh_statuses: RefreshStatuses {
        never_started: "not-active",
        active: "active",
        finished: "not-active",
    },
    error_body: error_body::observed_error,
};

fn without_underscores(name: &str) -> String {
    name.replace('_', "")
}
