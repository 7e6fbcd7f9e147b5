//! Declared columns against answered ones: what differs, and by what kind.

use std::fmt;

use serde::Serialize;

use crate::schema::column_request::{ColumnDetail, ColumnRequest};
use crate::schema::default_equality::same_default;
use crate::schema::names::fold;
use crate::text::printable;

/// What kind of difference there is between a declared column and the live one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DriftKind {
    /// The table does not have the column.
    Missing,
    /// The column has another data type, or one that is not stated.
    DataType,
    /// The column has another default.
    Default,
    /// The column's not-null flag differs.
    NotNull,
    /// The column's unique flag differs.
    Unique,
    /// The column is shown under another name.
    DisplayName,
    /// The service stores the column under another name.
    StoredName,
    /// The table has a column that is not declared.
    Unmanaged,
    /// The table has a column both under its name and under the one that it was renamed from.
    Renamed,
}

impl DriftKind {
    /// Whether a caller can accept drift of this kind. A missing column and a wrong data type stay
    /// denied: no caller could use such a table as it is declared. So does a column with two names:
    /// nobody can tell which of the two has the data.
    #[must_use]
    pub const fn can_be_accepted(self) -> bool {
        !matches!(self, Self::Missing | Self::DataType | Self::Renamed)
    }

    /// What an add asks for beside a name, which the service is known to fold.
    pub(crate) const OF_AN_ADD: [Self; 6] = [
        Self::Missing,
        Self::DataType,
        Self::Default,
        Self::NotNull,
        Self::Unique,
        Self::DisplayName,
    ];

    /// Whether an update of the column can mend it: nothing but its attributes.
    pub(crate) const fn can_be_fixed(self) -> bool {
        matches!(
            self,
            Self::Default | Self::NotNull | Self::Unique | Self::DisplayName
        )
    }
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Missing => "missing column",
            Self::DataType => "data type",
            Self::Default => "default",
            Self::NotNull => "not-null flag",
            Self::Unique => "unique flag",
            Self::DisplayName => "display name",
            Self::StoredName => "stored name",
            Self::Unmanaged => "unmanaged column",
            Self::Renamed => "column with two names",
        })
    }
}

/// Which answer of the service showed a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Seen {
    /// The answer to the add.
    Echo,
    /// A list of the table's columns.
    List,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Echo => "the answer to the add shows",
            Self::List => "the table has",
        })
    }
}

/// One difference between what is declared and what an answer shows.
///
/// Its `Display` is half a sentence for people; the table's name belongs before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Drift {
    /// What kind of difference it is.
    pub kind: DriftKind,
    /// The column: as declared, or for [`DriftKind::Unmanaged`] as stored.
    pub column: String,
    /// What is declared.
    pub declared: String,
    /// What the answer shows.
    pub live: String,
    /// Which answer shows it.
    pub seen: Seen,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            column,
            declared,
            live,
            seen,
        } = self;
        let [column, declared, live] = [column, declared, live].map(|text| printable(text));
        match kind {
            DriftKind::StoredName => write!(f, "column `{column}` is stored as `{live}`"),
            DriftKind::Unmanaged => write!(f, "column `{column}` ({live}) is not declared"),
            DriftKind::Renamed => write!(
                f,
                "column `{column}` is declared as renamed from `{declared}`, but the table has both \
                 it and `{live}`"
            ),
            DriftKind::DisplayName => {
                write!(
                    f,
                    "column `{column}` is declared with the display name {declared}, but {seen} {live}"
                )
            }
            _ => write!(
                f,
                "column `{column}` is declared {declared}, but {seen} {live}"
            ),
        }
    }
}

/// The differences between one declared column and the answered one that was found for it.
pub(crate) fn compare(declared: &ColumnRequest<'_>, live: &ColumnDetail, seen: Seen) -> Vec<Drift> {
    let difference = |kind, wanted: String, found: String| Drift {
        kind,
        column: declared.name.to_owned(),
        declared: wanted,
        live: found,
        seen,
    };
    // An echo that leaves a field out says nothing about it. A list that does proves nothing.
    let silent = |stated: bool| seen == Seen::Echo && !stated;
    let mut drift = Vec::new();

    if live.name != declared.name && !is_old_name(declared, &live.name) {
        drift.push(difference(
            DriftKind::StoredName,
            declared.name.to_owned(),
            live.name.clone(),
        ));
    }
    if live.data_type() != Ok(Some(declared.data_type)) && !silent(live.data_type.is_some()) {
        let found = live
            .data_type
            .clone()
            .unwrap_or_else(|| "no data type".to_owned());
        drift.push(difference(
            DriftKind::DataType,
            declared.data_type.to_string(),
            found,
        ));
    }
    if !same_default(declared, live.default_value.as_deref())
        && !silent(live.default_value.is_some())
    {
        let wanted = declared.default_value.map(|default| default.to_string());
        drift.push(difference(
            DriftKind::Default,
            default_in_words(wanted.as_deref()),
            default_in_words(live.default_value.as_deref()),
        ));
    }
    let not_null = (declared.is_not_null, live.is_not_null);
    let unique = (declared.is_unique, live.is_unique);
    for (kind, (wanted, found), word) in [
        (DriftKind::NotNull, not_null, nullability as Word),
        (DriftKind::Unique, unique, uniqueness),
    ] {
        if wanted != found.unwrap_or(false) && !silent(found.is_some()) {
            let found = match found {
                Some(flag) => format!("it {}", word(flag)),
                None => "it without that flag".to_owned(),
            };
            drift.push(difference(kind, word(wanted).to_owned(), found));
        }
    }
    if !same_display_name(declared, live) && !silent(live.display_name.is_some()) {
        let found = live
            .display_name
            .as_deref()
            .map_or("none".to_owned(), in_ticks);
        drift.push(difference(
            DriftKind::DisplayName,
            in_ticks(declared.display_name),
            found,
        ));
    }
    drift
}

/// A column that is there under its old name is to be renamed, not stored under another name.
fn is_old_name(declared: &ColumnRequest<'_>, live: &str) -> bool {
    let old = declared.renamed_from;
    live != fold(declared.name) && old.is_some_and(|old| live == old || live == fold(old))
}

/// A display name that nobody chose is the column's name, which the service may have folded.
fn same_display_name(declared: &ColumnRequest<'_>, live: &ColumnDetail) -> bool {
    match live.display_name.as_deref() {
        Some(shown) if shown == declared.display_name => true,
        Some(shown) => declared.display_name == declared.name && shown == live.name,
        None => declared.display_name == declared.name,
    }
}

/// The drift of a declared column that an answer does not have.
pub(crate) fn missing(declared: &ColumnRequest<'_>, seen: Seen) -> Drift {
    Drift {
        kind: DriftKind::Missing,
        column: declared.name.to_owned(),
        declared: declared.data_type.to_string(),
        live: "no such column".to_owned(),
        seen,
    }
}

/// The drift of a declared column that the service was asked to rename, and did not.
pub(crate) fn not_renamed(declared: &ColumnRequest<'_>, old: &ColumnDetail) -> Drift {
    Drift {
        live: format!("still {}", in_ticks(&old.name)),
        ..missing(declared, Seen::List)
    }
}

/// The drift of a declared column that is there, and there under its old name too.
pub(crate) fn both_names(declared: &ColumnRequest<'_>, old: &ColumnDetail) -> Drift {
    Drift {
        kind: DriftKind::Renamed,
        column: declared.name.to_owned(),
        declared: declared.renamed_from.unwrap_or_default().to_owned(),
        live: old.name.clone(),
        seen: Seen::List,
    }
}

/// The drift of a column that nobody declared.
pub(crate) fn unmanaged(live: &ColumnDetail) -> Drift {
    Drift {
        kind: DriftKind::Unmanaged,
        column: live.name.clone(),
        declared: "no such column".to_owned(),
        live: live
            .data_type
            .clone()
            .unwrap_or_else(|| "no data type".to_owned()),
        seen: Seen::List,
    }
}

/// What a flag says.
pub(crate) type Word = fn(bool) -> &'static str;

pub(crate) const fn nullability(is_not_null: bool) -> &'static str {
    if is_not_null { "not null" } else { "nullable" }
}

pub(crate) const fn uniqueness(is_unique: bool) -> &'static str {
    if is_unique { "unique" } else { "not unique" }
}

pub(crate) fn default_in_words(default: Option<&str>) -> String {
    match default {
        Some(text) => format!("with default {}", in_ticks(text)),
        None => "without default".to_owned(),
    }
}

fn in_ticks(text: &str) -> String {
    format!("`{text}`")
}
