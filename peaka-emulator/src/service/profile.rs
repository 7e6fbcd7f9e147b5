//! The profiles of the service, and the settings for what is unknown about it.

use std::fmt;
use std::str::FromStr;

/// The service that the emulator behaves like.
///
/// # Examples
///
/// ```
/// use peaka_emulator::{Emulator, Profile};
///
/// for (name, stored) in [("documented", "page_views"), ("observed", "pageviews")] {
///     let profile: Profile = name.parse().unwrap();
///     let emulator = Emulator::builder().profile(profile).table("page_views").build_in_memory()?;
///     assert_eq!(emulator.tables("emulator"), [stored]);
/// }
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// The service as Peaka documents it: columns are stored as they are sent.
    #[default]
    Documented,
    /// The service as observed in August 2026: underscores are removed from names, display names and flags are
    /// not stored, an update changes nothing, and every table has nine system columns.
    Observed,
}

impl Profile {
    /// Returns one line that says what the profile means.
    pub fn description(self) -> &'static str {
        match self {
            Self::Documented => "Peaka as documented: stores columns as they are sent",
            Self::Observed => {
                "Peaka as observed in August 2026: removes underscores from names, and accepts flags, display names \
                 and updates without storing them"
            }
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
        })
    }
}

impl FromStr for Profile {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        match name {
            "documented" => Ok(Self::Documented),
            "observed" => Ok(Self::Observed),
            _ => Err(UnknownName::new(
                name,
                "profile",
                "`documented` or `observed`",
            )),
        }
    }
}

/// The columns in the response to [`Operation::AddColumns`](crate::Operation::AddColumns).
///
/// It is not known which of the two the service returns, so it is configurable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Echo {
    /// The columns as they were requested.
    #[default]
    Requested,
    /// The columns as they were stored, and as the next list shows them.
    Stored,
}

impl fmt::Display for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Requested => "requested",
            Self::Stored => "stored",
        })
    }
}

impl FromStr for Echo {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        match name {
            "requested" => Ok(Self::Requested),
            "stored" => Ok(Self::Stored),
            _ => Err(UnknownName::new(name, "echo", "`requested` or `stored`")),
        }
    }
}

/// The format of values in query results.
///
/// Peaka was observed to return strings, but no query of numeric BI columns was observed. The format is therefore
/// configurable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellSpelling {
    /// Every value is a JSON string.
    #[default]
    Strings,
    /// Numbers are JSON numbers, with all their digits, and booleans are JSON booleans.
    Numbers,
}

/// The format of values of TIMESTAMP columns in query results. It was not observed, so it is configurable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampSpelling {
    /// `2024-01-31 08:30:00.000000`, as in Trino.
    #[default]
    Plain,
    /// `2024-01-31 08:30:00.000000 UTC`, as in Trino for a type with time zone.
    Utc,
    /// `2024-01-31T08:30:00.000000Z`, as in ISO 8601.
    Iso,
}

/// The error for text that is not the name of a [`Profile`] or [`Echo`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    name: String,
    kind: &'static str,
    expected: &'static str,
}

impl UnknownName {
    fn new(name: &str, kind: &'static str, expected: &'static str) -> Self {
        let name = name.to_owned();
        Self {
            name,
            kind,
            expected,
        }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            kind,
            expected,
        } = self;
        write!(f, "unknown {kind} `{name}`: expected {expected}")
    }
}

impl std::error::Error for UnknownName {}
