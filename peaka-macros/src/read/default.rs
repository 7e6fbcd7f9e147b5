//! Checks the value of `default = …`, as far as that is possible without its type.

use syn::Lit;

use super::attribute::Value;
use crate::errors::Errors;
use crate::messages;

/// Returns whether the value can be a default of some column, and reports it otherwise.
pub(super) fn validate_default(value: &Value, errors: &Errors) -> bool {
    let message = match value {
        Value::Path(path) if path.path.is_ident("None") => messages::DEFAULT_IS_NONE,
        Value::Literal(_, Lit::Int(number)) if !number.suffix().is_empty() => {
            messages::DEFAULT_HAS_SUFFIX
        }
        Value::Literal(_, Lit::Float(number)) if !number.suffix().is_empty() => {
            messages::DEFAULT_HAS_SUFFIX
        }
        Value::Path(_)
        | Value::Literal(_, Lit::Int(_) | Lit::Float(_))
        | Value::Literal(None, Lit::Str(_) | Lit::Bool(_)) => return true,
        Value::Literal(None, Lit::Char(c)) => {
            errors.on(value, messages::default_is_char(c.value()));
            return false;
        }
        Value::Literal(..) | Value::List(..) | Value::Unreadable(_) => messages::INVALID_DEFAULT,
    };
    errors.on(value, message);
    false
}
