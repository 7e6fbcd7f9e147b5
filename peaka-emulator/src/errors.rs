//! The statuses and bodies of refusals, as each profile words them.

use serde_json::{Value, json};

use crate::refusal::Refusal;

/// The status and the body of a refusal where nothing but the description is known. The description is silent about
/// refusals, so both are choices: the customary status, and one shape for all.
pub(crate) fn documented_refusal(refusal: &Refusal) -> (u16, Value) {
    use Refusal as R;
    let (status, reason) = match refusal {
        R::Unauthorized => (401, "Unauthorized"),
        R::OutOfScope => (403, "Forbidden"),
        R::NoSuchRoute | R::NoSuchTable(_) | R::NoSuchColumn { .. } => (404, "Not Found"),
        R::WrongMethod => (405, "Method Not Allowed"),
        R::BodyTooSlow => (408, "Request Timeout"),
        R::BodyTooLarge => (413, "Payload Too Large"),
        R::UnreadablePath
        | R::BodyCutOff
        | R::NotJson(_)
        | R::NotAColumn(_)
        | R::NoDataType
        | R::UnknownDataType(_)
        | R::UnfitDefault { .. }
        | R::EmptyName(_)
        | R::TableExists(_)
        | R::ColumnExists { .. }
        | R::SystemColumn(_) => (400, "Bad Request"),
    };
    (
        status,
        framework_error(status, reason, &refusal.to_string()),
    )
}

/// The status and the body of a refusal as the live service words it, or, where it was not measured, plausibly would.
pub(crate) fn observed_refusal(refusal: &Refusal) -> (u16, Value) {
    let body = match refusal {
        Refusal::NoDataType => exception(
            "SerializationException",
            "Class discriminator was missing and no default serializers were registered in the polymorphic scope of \
             'SerColumnType'.",
        ),
        Refusal::UnknownDataType(name) => {
            let name = name.to_uppercase();
            let constant = format!("com.peaka.gateway.model.ColumnRequest.ColumnType.{name}");
            exception(
                "IllegalArgumentException",
                &format!("No enum constant {constant}"),
            )
        }
        Refusal::ColumnExists { table, column } => database_error(&format!(
            "duplicate key value violates unique constraint \"sm_column__name__table_name_key\"\n  \
             Detail: Key (name, table_name)=({column}, {table}) already exists."
        )),
        Refusal::UnfitDefault { data_type, text } => database_error(&format!(
            "invalid input syntax for type {}: \"{text}\"",
            data_type.name()
        )),
        Refusal::EmptyName(_)
        | Refusal::NoSuchTable(_)
        | Refusal::TableExists(_)
        | Refusal::NoSuchColumn { .. }
        | Refusal::SystemColumn(_) => exception("WrongRequestException", &refusal.to_string()),
        other => return documented_refusal(other),
    };
    (400, body)
}

/// What a web framework answers when no handler was reached.
pub(crate) fn framework_error(status: u16, reason: &str, message: &str) -> Value {
    json!({ "status": status, "error": reason, "message": message })
}

fn exception(name: &str, message: &str) -> Value {
    json!({ "error": name, "message": message, "errorCode": null })
}

/// What a database's complaint looks like.
pub(crate) fn database_error(message: &str) -> Value {
    let message = format!("org.postgresql.util.PSQLException: ERROR: {message}");
    json!({ "errorCode": 100, "message": message })
}
