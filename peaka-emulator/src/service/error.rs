//! The reasons for which a request is rejected. Their status and body are decided by the profile.

use std::fmt;

use super::data_type::DataType;

/// What allows further hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostSetting {
    /// The method of the builder.
    Builder,
    /// The option of the program.
    #[cfg_attr(
        not(feature = "program"),
        allow(dead_code, reason = "only the program has options")
    )]
    Option,
}

/// The reason for which a request is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ServiceError {
    /// There is no key, more than one, one without `Bearer`, or an unknown one.
    Unauthorized,
    /// The key is valid, but does not give access to the project.
    OutOfScope,
    /// The `Host` header is not a host, or there are several.
    InvalidHost,
    /// The request is for another host.
    UnknownHost {
        host: String,
        setting: HostSetting,
    },
    NoSuchRoute,
    /// The path exists, but only with these methods.
    MethodNotAllowed(&'static str),
    /// The path is not UTF-8 after percent-decoding.
    InvalidPath,
    BodyTooLarge,
    BodyTimeout,
    IncompleteBody,
    /// The body is not JSON. Holds the parser's message.
    InvalidJson(String),
    /// The JSON is not a column or a list of columns. Holds the problem.
    InvalidColumn(String),
    MissingDataType,
    UnknownDataType(String),
    /// The default is not a value of the column's type.
    InvalidDefault {
        data_type: DataType,
        text: String,
    },
    /// The name is empty once it is stored.
    EmptyName(String),
    NoSuchTable(String),
    TableExists(String),
    NoSuchColumn {
        table: String,
        column: String,
    },
    ColumnExists {
        table: String,
        column: String,
    },
    NoSuchCatalog(String),
    NoSuchSchema(String),
    /// The table or the column exists, but has not been discovered.
    NotInMetadata {
        table: String,
        column: Option<String>,
    },
    NoSuchRelation(String),
    NoSuchGoldenSql(String),
    /// The body or the query of a metadata operation is not valid. Holds the problem.
    InvalidMetadata(String),
    SystemColumn(String),
    /// A row to insert is not valid. Holds the problem.
    InvalidRow(String),
    /// The body is not that of a query, or the format is unknown. Holds the problem.
    InvalidQuery(String),
    /// The statement cannot be executed. Holds the problem.
    InvalidStatement(String),
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthorized => f.write_str("the API key is missing or not valid"),
            Self::OutOfScope => f.write_str("the API key does not give access to this resource"),
            Self::InvalidHost => f.write_str("the Host header is not valid"),
            Self::UnknownHost { host, setting } => {
                write!(
                    f,
                    "host `{host}` is not allowed; help: use `localhost` or an IP address, or allow the host with "
                )?;
                match setting {
                    HostSetting::Builder => f.write_str("`Builder::allow_host`"),
                    HostSetting::Option => write!(f, "`--allow-host {host}`"),
                }
            }
            Self::NoSuchRoute => f.write_str("no such route"),
            Self::MethodNotAllowed(_) => f.write_str("the method is not allowed for this route"),
            Self::InvalidPath => f.write_str("the path is not UTF-8"),
            Self::BodyTooLarge => f.write_str("the body is too large"),
            Self::BodyTimeout => f.write_str("the body did not arrive in time"),
            Self::IncompleteBody => f.write_str("the body ended before it was complete"),
            Self::InvalidJson(message) => write!(f, "the body is not JSON: {message}"),
            Self::InvalidColumn(message) => f.write_str(message),
            Self::MissingDataType => f.write_str("dataType is missing"),
            Self::UnknownDataType(name) => write!(f, "unknown data type '{name}'"),
            Self::InvalidDefault { data_type, text } => {
                let data_type = data_type.name();
                write!(f, "default '{text}' is not a valid {data_type}")
            }
            Self::EmptyName(name) => write!(f, "'{name}' is not a valid name"),
            Self::NoSuchTable(table) => write!(f, "table '{table}' does not exist"),
            Self::TableExists(table) => write!(f, "table '{table}' already exists"),
            Self::NoSuchColumn { table, column } => {
                write!(f, "column '{column}' does not exist in table '{table}'")
            }
            Self::ColumnExists { table, column } => {
                write!(f, "column '{column}' already exists in table '{table}'")
            }
            Self::NoSuchCatalog(id) => write!(f, "catalog '{id}' does not exist"),
            Self::NoSuchSchema(name) => write!(f, "schema '{name}' does not exist"),
            Self::NotInMetadata {
                table,
                column: None,
            } => {
                write!(f, "table '{table}' is not in the metadata")
            }
            Self::NotInMetadata {
                table,
                column: Some(column),
            } => {
                write!(
                    f,
                    "column '{column}' of table '{table}' is not in the metadata"
                )
            }
            Self::NoSuchRelation(id) => write!(f, "relation '{id}' does not exist"),
            Self::NoSuchGoldenSql(id) => write!(f, "golden SQL '{id}' does not exist"),
            Self::SystemColumn(column) => write!(f, "column '{column}' is a system column"),
            Self::InvalidMetadata(message)
            | Self::InvalidRow(message)
            | Self::InvalidQuery(message)
            | Self::InvalidStatement(message) => f.write_str(message),
        }
    }
}
