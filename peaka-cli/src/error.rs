//! Why a command failed: one sentence, and what it means for the exit code.

use std::fmt;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Error {
    /// What the runtime says.
    Peaka(peaka_runtime::Error),
    /// A sentence of a command's own.
    Command(String),
}

impl Error {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self::Command(sentence.into())
    }
}

impl From<peaka_runtime::Error> for Error {
    fn from(error: peaka_runtime::Error) -> Self {
        Self::Peaka(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Peaka(error) => error.fmt(f),
            Self::Command(sentence) => f.write_str(sentence),
        }
    }
}
