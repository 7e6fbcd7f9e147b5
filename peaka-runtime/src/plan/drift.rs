//! Drift: one difference between a declaration and the live table.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::schema::DataType;
use crate::text::{describe_stored_name, listed, printable, quoted};

/// The kind of a difference between a declaration and the live table.
///
/// The kinds from [`Description`](Self::Description) on are differences of the metadata. They occur in a
/// [`MetadataDrift`](crate::MetadataDrift), the others in a [`Drift`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub enum DriftKind {
    /// The live table does not have the column.
    Missing,
    /// The live column has another data type, or one that the service does not report.
    DataType,
    /// The live column has another default.
    Default,
    /// The NOT NULL flag differs.
    NotNull,
    /// The UNIQUE flag differs.
    Unique,
    /// The display name differs.
    DisplayName,
    /// The service stores the column under another name.
    StoredName,
    /// The live table has a column that is not declared.
    Unmanaged,
    /// The live table has both the declared column and one that it was renamed from, or several
    /// columns that it was renamed from.
    Renamed,
    /// The live table has several columns whose names look like the declared one.
    MultipleMatches,
    /// The description of the table or a column differs.
    Description,
    /// The categorical values of a column differ.
    CategoricalValues,
    /// The type of a relation differs.
    Relation,
    /// Whether Peaka's AI may use the table differs.
    AiUsage,
    /// The SQL that answers a question differs.
    GoldenSql,
}

impl DriftKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Missing,
        Self::DataType,
        Self::Default,
        Self::NotNull,
        Self::Unique,
        Self::DisplayName,
        Self::StoredName,
        Self::Unmanaged,
        Self::Renamed,
        Self::MultipleMatches,
        Self::Description,
        Self::CategoricalValues,
        Self::Relation,
        Self::AiUsage,
        Self::GoldenSql,
    ];

    /// The kinds of drift that a column has none of after a persisted add. A stored name that differs is not among
    /// them, because the service is known to normalize names.
    pub(crate) const RESOLVED_BY_ADD: [Self; 6] = [
        Self::Missing,
        Self::DataType,
        Self::Default,
        Self::NotNull,
        Self::Unique,
        Self::DisplayName,
    ];

    /// Returns whether this kind is denied whatever [`Level`](crate::Level) is set for it.
    ///
    /// These are `Missing`, `DataType`, `Renamed` and `MultipleMatches`: a program cannot use a table that lacks a
    /// declared column or has another type for it, and if both the old and the new column of a rename are live, or
    /// several columns of similar names, only a person can tell which one holds the data.
    #[must_use]
    pub const fn is_always_denied(self) -> bool {
        matches!(
            self,
            Self::Missing | Self::DataType | Self::Renamed | Self::MultipleMatches
        )
    }

    /// Returns whether an update of the column can remove the difference.
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
            Self::NotNull => "NOT NULL flag",
            Self::Unique => "UNIQUE flag",
            Self::DisplayName => "display name",
            Self::StoredName => "stored name",
            Self::Unmanaged => "undeclared column",
            Self::Renamed => "rename",
            Self::MultipleMatches => "multiple matches",
            Self::Description => "description",
            Self::CategoricalValues => "categorical values",
            Self::Relation => "relation",
            Self::AiUsage => "AI usage",
            Self::GoldenSql => "golden SQL",
        })
    }
}

/// The response in which drift was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum DriftSource {
    /// The response to the request that added the columns.
    AddResponse,
    /// A list of the live columns.
    List,
}

/// One side of a [`Drift`].
///
/// It serializes as the value itself: `null`, a boolean, a string or an array of strings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriftValue {
    /// No value: there is no such column or no default, or the response does not report it.
    None,
    /// A flag.
    Flag(bool),
    /// A declared data type.
    DataType(DataType),
    /// A default, a name, a description or SQL, or a live data type in the service's own spelling.
    Text(String),
    /// The names of several columns, or several values of one.
    Names(Vec<String>),
    /// A live default that is the declared one, rounded or truncated by the service because the live type
    /// holds fewer digits.
    ///
    /// It serializes as the default.
    #[non_exhaustive]
    Rounded {
        /// The live default.
        default: String,
        /// The live data type in the service's own spelling, if it is reported with its precision.
        data_type: Option<String>,
    },
}

impl DriftValue {
    /// Returns the text of [`DriftValue::Text`], or the default of [`DriftValue::Rounded`].
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Rounded { default: text, .. } => Some(text),
            _ => None,
        }
    }

    pub(crate) fn text(text: Option<&str>) -> Self {
        text.map_or(Self::None, |text| Self::Text(text.to_owned()))
    }

    pub(crate) fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::None, Self::Flag)
    }

    /// Returns the text of the value for messages, or `None` if there is none.
    pub(crate) fn display_text(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Flag(flag) => Some(flag.to_string()),
            Self::DataType(data_type) => Some(data_type.to_string()),
            Self::Text(text) | Self::Rounded { default: text, .. } => Some(printable(text)),
            Self::Names(names) => Some(listed(names)),
        }
    }

    fn is_true(&self) -> bool {
        *self == Self::Flag(true)
    }
}

impl Serialize for DriftValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::DataType(data_type) => data_type.serialize(serializer),
            Self::Text(text) | Self::Rounded { default: text, .. } => {
                serializer.serialize_str(text)
            }
            Self::Names(names) => names.serialize(serializer),
        }
    }
}

/// One difference between a declared column and the live one.
///
/// Its `Display` is one clause, such as ``column `currency`: declared default `USD`, live default
/// `EUR` ``. It does not name the table. As JSON, the same drift is
/// `{"kind":"Default","column":"currency","declared":"USD","live":"EUR","source":"list"}`.
///
/// | kind | `declared` | `live` |
/// | --- | --- | --- |
/// | `Missing` | the data type | none; after a rename that was not applied, the old column's name |
/// | `DataType` | the data type | the data type in the service's spelling |
/// | `Default` | the default | the default |
/// | `NotNull`, `Unique` | the flag | the flag |
/// | `DisplayName`, `StoredName` | the name | the name |
/// | `Unmanaged` | none | the data type |
/// | `Renamed` | the name in `renamed_from` | the name of the old column; if several are live, these are arrays |
/// | `MultipleMatches` | the data type | the names of the columns |
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, DriftKind, LiveTable, plan};
/// use serde_json::{from_value, json};
///
/// #[derive(BiTable)]
/// #[bitable(table = "events")]
/// struct Event { clicks: i64 }
///
/// let live = LiveTable {
///     name: "events".to_owned(),
///     columns: from_value(json!([{"name": "clicks", "dataType": "varchar"}])).unwrap(),
/// };
/// let plan = plan(Event::TABLE, Event::COLUMNS, Some(&live));
/// let drift = &plan.denied[0];
/// assert_eq!(drift.kind, DriftKind::DataType);
/// assert_eq!(drift.to_string(), "column `clicks`: declared BIGINT, live type is varchar");
/// ```
///
/// An error has the drift that the policy denies:
///
#[cfg_attr(feature = "client", doc = "```no_run")]
#[cfg_attr(not(feature = "client"), doc = "```ignore")]
/// use peaka_runtime::{BiTable, Client, DriftKind, Error};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn start(peaka: &Client) {
///     if let Err(Error::Drift(report)) = Event::sync_columns(peaka).await {
///         for drift in &report.denied {
///             match drift.kind {
///                 DriftKind::DataType => println!("`{}` has another type", drift.column),
///                 _ => println!("{drift}"),
///             }
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Drift {
    /// The kind of the difference.
    pub kind: DriftKind,
    /// The column's declared name, or its stored name for [`DriftKind::Unmanaged`].
    pub column: String,
    /// The declared value.
    pub declared: DriftValue,
    /// The live value.
    pub live: DriftValue,
    /// The response that shows the live value.
    pub source: DriftSource,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: ", quoted(&self.column))?;
        let live = match self.source {
            DriftSource::AddResponse => "returned",
            DriftSource::List => "live",
        };
        let [declared, found] = [&self.declared, &self.live].map(DriftValue::display_text);
        let declared_text = declared.as_deref().unwrap_or("none");
        match self.kind {
            DriftKind::Missing => match (found, self.source) {
                (Some(old), _) => write!(
                    f,
                    "declared {declared_text}, but the live column still has its old name `{old}`"
                ),
                (None, DriftSource::AddResponse) => {
                    write!(
                        f,
                        "declared {declared_text}, but not in the response to the add"
                    )
                }
                (None, DriftSource::List) => {
                    write!(f, "declared {declared_text}, but not in the live table")
                }
            },
            DriftKind::DataType => match found {
                Some(found) => write!(f, "declared {declared_text}, {live} type is {found}"),
                None => write!(f, "declared {declared_text}, {live} type is not reported"),
            },
            DriftKind::Default
            | DriftKind::DisplayName
            | DriftKind::Description
            | DriftKind::CategoricalValues
            | DriftKind::Relation
            | DriftKind::AiUsage
            | DriftKind::GoldenSql => {
                match &declared {
                    Some(declared) => write!(f, "declared {} `{declared}`, ", self.kind)?,
                    None => write!(f, "declared without {}, ", self.kind)?,
                }
                match found {
                    Some(found) => write!(f, "{live} {} `{found}`", self.kind)?,
                    None => write!(f, "{live} column has no {}", self.kind)?,
                }
                match &self.live {
                    DriftValue::Rounded {
                        data_type: Some(data_type),
                        ..
                    } => write!(f, ", rounded by the service to fit {}", quoted(data_type)),
                    DriftValue::Rounded { .. } => f.write_str(", rounded by the service"),
                    _ => Ok(()),
                }
            }
            DriftKind::NotNull => self.write_flag(f, live, NULLABILITY),
            DriftKind::Unique => self.write_flag(f, live, UNIQUENESS),
            DriftKind::StoredName => {
                let live = self.live.as_text().unwrap_or_default();
                write!(f, "stored as {}", describe_stored_name(&self.column, live))
            }
            DriftKind::Unmanaged => match found {
                Some(found) => write!(f, "not declared, {live} type is {found}"),
                None => write!(f, "not declared, {live} type is not reported"),
            },
            DriftKind::MultipleMatches => write!(
                f,
                "declared {declared_text}, but several live columns have names that look like it: {}",
                found.unwrap_or_default()
            ),
            DriftKind::Renamed if matches!(self.live, DriftValue::Names(_)) => write!(
                f,
                "declared as renamed, but several columns with old names are live: {}",
                found.unwrap_or_default()
            ),
            DriftKind::Renamed => write!(
                f,
                "declared as renamed from `{declared_text}`, but both columns are live{}",
                match found {
                    Some(found) if found != declared_text => format!(" (`{found}` is stored)"),
                    _ => String::new(),
                }
            ),
        }
    }
}

/// What the NOT NULL flag means when it is clear, and when it is set.
pub(crate) const NULLABILITY: [&str; 2] = ["nullable", "NOT NULL"];

/// What the UNIQUE flag means when it is clear, and when it is set.
pub(crate) const UNIQUENESS: [&str; 2] = ["not unique", "UNIQUE"];

impl Drift {
    /// Returns whether an update of the column can remove the difference. It cannot if the service rounded the default,
    /// because it would round it again.
    pub(crate) const fn can_be_fixed(&self) -> bool {
        self.kind.can_be_fixed() && !matches!(self.live, DriftValue::Rounded { .. })
    }

    fn write_flag(&self, f: &mut fmt::Formatter<'_>, live: &str, words: [&str; 2]) -> fmt::Result {
        let word = |value: &DriftValue| words[usize::from(value.is_true())];
        write!(f, "declared {}, {live} column ", word(&self.declared))?;
        match self.live {
            DriftValue::None => write!(f, "does not report the {}", self.kind),
            _ => write!(f, "is {}", word(&self.live)),
        }
    }
}

#[cfg(test)]
mod tests;
