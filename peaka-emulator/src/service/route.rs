//! The route of a request, and the names in its path.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::error::ServiceError;
use super::operation::Operation;

/// The prefix of every path, as on Peaka's servers.
pub(crate) const PATH_PREFIX: &str = "/api/v1";

/// The route of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Operation(Operation),
    /// The path exists, but only with the methods that are listed here.
    MethodNotAllowed(&'static str),
    /// The path does not exist. If `requires_key`, a request without a valid key is rejected as unauthorized instead.
    NotFound {
        requires_key: bool,
    },
}

impl Route {
    /// Returns the operation of the route, if it has one.
    pub(crate) fn operation(self) -> Option<Operation> {
        match self {
            Self::Operation(operation) => Some(operation),
            Self::MethodNotAllowed(_) | Self::NotFound { .. } => None,
        }
    }
}

/// The decoded names in a path. A missing project is `None`; other names that the route does not have are empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PathNames<'a> {
    pub(crate) project: Option<Cow<'a, str>>,
    pub(crate) catalog: Cow<'a, str>,
    pub(crate) schema: Cow<'a, str>,
    pub(crate) table: Cow<'a, str>,
    pub(crate) column: Cow<'a, str>,
    /// The id of a relation or a golden SQL.
    pub(crate) id: Cow<'a, str>,
}

/// Returns the route of a method at an existing path. A `HEAD` is handled as a `GET`.
pub(super) fn route_for_method(
    method: &str,
    allowed: &'static str,
    operations: &[(&str, Operation)],
) -> Route {
    let method = if method == "HEAD" { "GET" } else { method };
    operations
        .iter()
        .find(|(name, _)| *name == method)
        .map_or(Route::MethodNotAllowed(allowed), |&(_, operation)| {
            Route::Operation(operation)
        })
}

pub(super) fn path_names<'a>(
    project: &'a str,
    table: &'a str,
    column: &'a str,
) -> Result<PathNames<'a>, ServiceError> {
    Ok(PathNames {
        project: Some(decode(project)?),
        table: decode(table)?,
        column: decode(column)?,
        ..PathNames::default()
    })
}

/// Returns the project in a path that does not exist. Fails if any part of the path cannot be decoded.
pub(super) fn project_only<'a>(
    project: &'a str,
    data: &'a str,
) -> Result<PathNames<'a>, ServiceError> {
    decode(data)?;
    path_names(project, "", "")
}

pub(super) fn decode(part: &str) -> Result<Cow<'_, str>, ServiceError> {
    percent_decode_str(part)
        .decode_utf8()
        .map_err(|_| ServiceError::InvalidPath)
}
