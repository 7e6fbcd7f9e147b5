//! The statuses and bodies of errors in each profile.

use serde_json::{Value, json};

use super::error::ServiceError;

/// Returns the status and the body of an error in the documented profile.
///
/// The API reference does not document errors. Both are therefore assumptions: the customary status, and one shape for
/// all errors.
pub(crate) fn documented_error(error: &ServiceError) -> (u16, Value) {
    use ServiceError as E;
    let (status, reason) = match error {
        E::Unauthorized => (401, "Unauthorized"),
        E::OutOfScope => (403, "Forbidden"),
        E::NoSuchRoute
        | E::NoSuchTable(_)
        | E::NoSuchColumn { .. }
        | E::NoSuchCatalog(_)
        | E::NoSuchSchema(_)
        | E::NotInMetadata { .. }
        | E::NoSuchRelation(_)
        | E::NoSuchGoldenSql(_) => (404, "Not Found"),
        E::MethodNotAllowed(_) => (405, "Method Not Allowed"),
        E::BodyTimeout => (408, "Request Timeout"),
        E::BodyTooLarge => (413, "Payload Too Large"),
        E::UnknownHost { .. } => (421, "Misdirected Request"),
        E::InvalidHost
        | E::InvalidPath
        | E::IncompleteBody
        | E::InvalidJson(_)
        | E::InvalidColumn(_)
        | E::MissingDataType
        | E::UnknownDataType(_)
        | E::InvalidDefault { .. }
        | E::EmptyName(_)
        | E::TableExists(_)
        | E::ColumnExists { .. }
        | E::SystemColumn(_)
        | E::InvalidMetadata(_)
        | E::InvalidRow(_)
        | E::InvalidQuery(_)
        | E::InvalidStatement(_) => (400, "Bad Request"),
    };
    (status, framework_error(status, reason, &error.to_string()))
}

/// Returns the status and the body of an error in the observed profile.
///
/// The bodies for a missing data type, an unknown data type and an existing column were observed. The others are
/// assumptions in the observed shapes.
pub(crate) fn observed_error(error: &ServiceError) -> (u16, Value) {
    let body = match error {
        ServiceError::MissingDataType => exception(
            "SerializationException",
            "Class discriminator was missing and no default serializers were registered in the polymorphic scope of \
             'SerColumnType'.",
        ),
        ServiceError::UnknownDataType(name) => {
            let name = name.to_uppercase();
            let constant = format!("com.peaka.gateway.model.ColumnRequest.ColumnType.{name}");
            exception(
                "IllegalArgumentException",
                &format!("No enum constant {constant}"),
            )
        }
        ServiceError::ColumnExists { table, column } => database_error(&format!(
            "duplicate key value violates unique constraint \"sm_column__name__table_name_key\"\n  \
             Detail: Key (name, table_name)=({column}, {table}) already exists."
        )),
        ServiceError::InvalidDefault { data_type, text } => database_error(&format!(
            "invalid input syntax for type {}: \"{text}\"",
            data_type.name()
        )),
        ServiceError::EmptyName(_)
        | ServiceError::NoSuchTable(_)
        | ServiceError::TableExists(_)
        | ServiceError::NoSuchColumn { .. }
        | ServiceError::SystemColumn(_)
        | ServiceError::NoSuchCatalog(_)
        | ServiceError::NoSuchSchema(_)
        | ServiceError::NotInMetadata { .. }
        | ServiceError::NoSuchRelation(_)
        | ServiceError::NoSuchGoldenSql(_)
        | ServiceError::InvalidMetadata(_)
        | ServiceError::InvalidRow(_)
        | ServiceError::InvalidQuery(_)
        | ServiceError::InvalidStatement(_) => {
            exception("WrongRequestException", &error.to_string())
        }
        other => return documented_error(other),
    };
    (400, body)
}

/// Returns the body of an error from the web framework, which occurs before a handler is reached.
pub(crate) fn framework_error(status: u16, reason: &str, message: &str) -> Value {
    json!({ "error": reason, "message": message, "status": status })
}

fn exception(name: &str, message: &str) -> Value {
    json!({ "error": name, "errorCode": null, "message": message })
}

/// Returns the body of an error from the database.
pub(crate) fn database_error(message: &str) -> Value {
    let message = format!("org.postgresql.util.PSQLException: ERROR: {message}");
    json!({ "errorCode": 100, "message": message })
}
