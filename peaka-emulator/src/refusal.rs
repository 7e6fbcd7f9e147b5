//! Why a call is refused. How a refusal looks on the wire is the profile's to say.

use std::fmt;

use crate::data_type::DataType;

/// A reason not to do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No key, more than one, something other than a bearer key, or a key that nobody was given.
    Unauthorized,
    /// A valid key, used where it does not reach.
    OutOfScope,
    NoSuchRoute,
    WrongMethod,
    /// A part of the path is not UTF-8 once its percent signs are decoded.
    UnreadablePath,
    BodyTooLarge,
    BodyTooSlow,
    BodyCutOff,
    /// The body is not JSON; with what the parser said.
    NotJson(String),
    /// JSON, but not a column, or not a list of columns; with what is wrong.
    NotAColumn(String),
    NoDataType,
    UnknownDataType(String),
    /// The default is no value of the column's type.
    UnfitDefault {
        data_type: DataType,
        text: String,
    },
    /// Nothing is left of this name when it is stored.
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
    SystemColumn(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthorized => f.write_str("the API key is missing or not valid"),
            Self::OutOfScope => f.write_str("the API key does not reach this resource"),
            Self::NoSuchRoute => f.write_str("no such route"),
            Self::WrongMethod => f.write_str("this route does not know the method"),
            Self::UnreadablePath => f.write_str("the path is not UTF-8"),
            Self::BodyTooLarge => f.write_str("the body is too large"),
            Self::BodyTooSlow => f.write_str("the body did not arrive in time"),
            Self::BodyCutOff => f.write_str("the body ended before it was complete"),
            Self::NotJson(fault) => write!(f, "the body is not JSON: {fault}"),
            Self::NotAColumn(fault) => f.write_str(fault),
            Self::NoDataType => f.write_str("dataType is missing"),
            Self::UnknownDataType(name) => write!(f, "unknown data type '{name}'"),
            Self::UnfitDefault { data_type, text } => {
                write!(
                    f,
                    "'{text}' is no default for a column of type {}",
                    data_type.name()
                )
            }
            Self::EmptyName(name) => write!(f, "'{name}' is not a name"),
            Self::NoSuchTable(table) => write!(f, "table '{table}' does not exist"),
            Self::TableExists(table) => write!(f, "table '{table}' already exists"),
            Self::NoSuchColumn { table, column } => {
                write!(f, "column '{column}' does not exist in table '{table}'")
            }
            Self::ColumnExists { table, column } => {
                write!(f, "column '{column}' already exists in table '{table}'")
            }
            Self::SystemColumn(column) => write!(f, "column '{column}' belongs to the system"),
        }
    }
}
