//! What a test, or a person, chooses about the service.

use std::fmt;
use std::str::FromStr;

/// Which service the emulator behaves like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The service as Peaka describes it: what is sent is what is stored.
    #[default]
    Documented,
    /// The service as it was measured in August 2026: underscores vanish from names, display names and flags are not
    /// kept, an update changes nothing, and every table has nine columns of the system's own.
    Observed,
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

/// What the answer to an Add shows. Which of the two the service does is unknown, so a test chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Echo {
    /// The columns as they were asked for.
    #[default]
    Requested,
    /// The columns as they were stored, which the next list confirms.
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

/// A text that names no [`Profile`], or no [`Echo`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    name: String,
    kind: &'static str,
    known: &'static str,
}

impl UnknownName {
    fn new(name: &str, kind: &'static str, known: &'static str) -> Self {
        let name = name.to_owned();
        Self { name, kind, known }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kind, known } = self;
        write!(f, "unknown {kind} `{name}`: it must be {known}")
    }
}

impl std::error::Error for UnknownName {}
