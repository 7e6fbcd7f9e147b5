//! Who may ask for what.

use std::collections::HashMap;

use crate::refusal::Refusal;

/// How far a key reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    EveryProject,
    Project(String),
}

impl Reach {
    /// Refuses a project that is out of reach.
    pub(crate) fn cover(&self, project: &str) -> Result<(), Refusal> {
        match self {
            Self::EveryProject => Ok(()),
            Self::Project(own) if own == project => Ok(()),
            Self::Project(_) => Err(Refusal::OutOfScope),
        }
    }

    /// The one project of a project key. A partner key has none.
    pub(crate) fn project(&self) -> Result<&str, Refusal> {
        match self {
            Self::Project(own) => Ok(own),
            Self::EveryProject => Err(Refusal::OutOfScope),
        }
    }
}

/// The keys that are valid. Without `Debug`, so that none is ever printed.
pub(crate) struct Keys(pub(crate) HashMap<String, Reach>);

impl Keys {
    /// How far the key reaches that `Authorization` carries: given exactly once, as `Bearer <key>`.
    pub(crate) fn reach<'a>(
        &self,
        mut authorization: impl Iterator<Item = &'a [u8]>,
    ) -> Result<&Reach, Refusal> {
        let (Some(header), None) = (authorization.next(), authorization.next()) else {
            return Err(Refusal::Unauthorized);
        };
        std::str::from_utf8(header)
            .ok()
            .and_then(|header| header.trim().split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, key)| self.0.get(key.trim()))
            .ok_or(Refusal::Unauthorized)
    }
}
