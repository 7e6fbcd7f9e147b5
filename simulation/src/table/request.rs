//! Requests, parsed from their method, path and body.

use std::fmt;

use peaka_emulator::Operation;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::metadata::MetadataRequest;

/// A request of a sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    ListTables,
    CreateTable,
    ListColumns,
    /// Adds the columns with these names.
    Add(Vec<String>),
    /// Replaces a column, possibly with another name.
    Update {
        column: String,
        new_name: String,
    },
    Delete(String),
    Metadata(MetadataRequest),
    /// A request that no sync should send.
    Other,
}

impl Request {
    /// Parses a request to the service.
    pub(crate) fn parse(method: &str, path: &str, body: &[u8]) -> Self {
        let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        if let Some(tail) = path.strip_prefix("/api/v1/metadata/") {
            let tail = tail.split_once('?').map_or(tail, |(tail, _)| tail);
            let parts: Vec<String> = tail.split('/').skip(1).map(decoded).collect();
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            return MetadataRequest::parse(method, &parts, &body)
                .map_or(Self::Other, Self::Metadata);
        }
        let Some((_, tail)) = path.split_once("/bitable") else {
            return Self::Other;
        };
        let parts: Vec<String> = tail.split('/').skip(1).map(decoded).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let name = |column: &Value| column["name"].as_str().unwrap_or_default().to_owned();
        match (method, &parts[..]) {
            ("GET", []) => Self::ListTables,
            ("POST", [_]) => Self::CreateTable,
            ("GET", [_, "columns"]) => Self::ListColumns,
            ("POST", [_, "columns"]) => {
                Self::Add(body.as_array().into_iter().flatten().map(name).collect())
            }
            ("PUT", [_, "columns", column]) => Self::Update {
                column: (*column).to_owned(),
                new_name: name(&body),
            },
            ("DELETE", [_, "columns", column]) => Self::Delete((*column).to_owned()),
            _ => Self::Other,
        }
    }

    /// Returns whether the request is a write. Unknown requests count as writes, so that the checks report them.
    pub(crate) fn is_write(&self) -> bool {
        match self {
            Self::Metadata(request) => request.is_write(),
            _ => !matches!(self, Self::ListTables | Self::ListColumns),
        }
    }

    /// Returns the operation for which the emulator injects a fault into this request.
    pub(crate) fn operation(&self) -> Operation {
        match self {
            Self::ListTables => Operation::ListTables,
            Self::CreateTable => Operation::CreateTable,
            Self::ListColumns => Operation::ListColumns,
            Self::Add(_) => Operation::AddColumns,
            Self::Update { .. } => Operation::UpdateColumn,
            Self::Delete(_) => Operation::DeleteColumn,
            Self::Metadata(request) => request.operation(),
            Self::Other => Operation::Info,
        }
    }

    /// Returns the request, if it is for metadata.
    pub(crate) fn metadata(&self) -> Option<&MetadataRequest> {
        match self {
            Self::Metadata(request) => Some(request),
            _ => None,
        }
    }

    /// Splits the request into writes of one column each. Returns nothing for a list request.
    pub(crate) fn writes(&self) -> Vec<Self> {
        match self {
            Self::ListTables | Self::ListColumns => Vec::new(),
            Self::Add(columns) => columns
                .iter()
                .map(|name| Self::Add(vec![name.clone()]))
                .collect(),
            write => vec![write.clone()],
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ListTables => f.write_str("GET tables"),
            Self::CreateTable => f.write_str("POST table"),
            Self::ListColumns => f.write_str("GET columns"),
            Self::Add(columns) => write!(f, "POST columns {}", columns.join(" ")),
            Self::Update { column, new_name } => write!(f, "PUT column {column} as {new_name}"),
            Self::Delete(column) => write!(f, "DELETE column {column}"),
            Self::Metadata(request) => request.fmt(f),
            Self::Other => f.write_str("another request"),
        }
    }
}
