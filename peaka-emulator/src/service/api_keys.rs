//! API keys, and the projects that they give access to.

use std::collections::HashMap;

use super::error::ServiceError;

/// The projects that a key gives access to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyScope {
    /// The scope of a partner key.
    EveryProject,
    /// The scope of a project key.
    Project(String),
}

impl KeyScope {
    /// Checks that the key gives access to a project.
    pub(crate) fn check(&self, project: &str) -> Result<(), ServiceError> {
        match self {
            Self::EveryProject => Ok(()),
            Self::Project(own) if own == project => Ok(()),
            Self::Project(_) => Err(ServiceError::OutOfScope),
        }
    }

    /// Returns the project of a project key.
    pub(crate) fn project(&self) -> Result<&str, ServiceError> {
        match self {
            Self::Project(own) => Ok(own),
            Self::EveryProject => Err(ServiceError::OutOfScope),
        }
    }
}

/// The valid keys. It does not implement `Debug`, so that no key is ever printed.
pub(crate) struct ApiKeys(pub(crate) HashMap<String, KeyScope>);

impl ApiKeys {
    /// Returns the scope of the key in the `Authorization` headers. There must be exactly one, `Bearer <key>`.
    pub(crate) fn scope<'a>(
        &self,
        mut authorization: impl Iterator<Item = &'a [u8]>,
    ) -> Result<&KeyScope, ServiceError> {
        let (Some(header), None) = (authorization.next(), authorization.next()) else {
            return Err(ServiceError::Unauthorized);
        };
        std::str::from_utf8(header)
            .ok()
            .and_then(|header| header.trim().split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, key)| self.0.get(key.trim()))
            .ok_or(ServiceError::Unauthorized)
    }
}
