//! How the values of placeholders are sent.

use crate::report::Error;
use crate::row::Binding;
use crate::text::counted;

/// How the values of placeholders are sent.
///
/// The API reference has `bindings` in its schema and `bindArgs` in an example; which one the service reads was not
/// observed.
///
/// # Examples
///
/// ```no_run
/// use peaka_runtime::{BindingsKey, Client, Error};
///
/// async fn visits(peaka: &Client) -> Result<u64, Error> {
///     let sql = r#"SELECT COUNT(*) FROM "peaka"."bitable"."events" WHERE clicks > ?"#;
///     let query = peaka.query(sql).bind(3).bindings_key(BindingsKey::BindArgs);
///     let (count,) = query.fetch_one().await?;
///     Ok(count)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BindingsKey {
    /// In the field `bindings` of the request.
    #[default]
    Bindings,
    /// In the field `bindArgs` of the request.
    BindArgs,
    /// In the statement: each `?` is replaced with a literal, in which quotes are escaped. Use it only if the service
    /// reads neither of the fields.
    Literals,
}

/// Checks the values of a statement.
///
/// # Errors
///
/// [`Error::Config`] if there are not as many as placeholders, or if one cannot be sent.
pub(super) fn check_bindings(bindings: &[Binding], placeholders: usize) -> Result<(), Error> {
    if bindings.len() != placeholders {
        return Err(Error::config(
            format!(
                "invalid query: it has {} for {}",
                counted(placeholders, "placeholder"),
                counted(bindings.len(), "value")
            ),
            "call `bind` once for each `?`",
        ));
    }
    for (index, binding) in bindings.iter().enumerate() {
        if let Some(fault) = binding.fault {
            return Err(Error::config(
                format!("invalid query: value {} cannot be sent: {fault}", index + 1),
                "bind a value that a column can have",
            ));
        }
    }
    Ok(())
}

/// Returns what takes the place of `?` in the statement.
pub(super) fn placeholder(binding: &Binding, key: BindingsKey) -> String {
    let value = match (&binding.text, key) {
        (None, _) => "NULL".to_owned(),
        (Some(text), BindingsKey::Literals) => format!("'{}'", text.replace('\'', "''")),
        (Some(_), BindingsKey::Bindings | BindingsKey::BindArgs) => "?".to_owned(),
    };
    match &binding.cast {
        Some(cast) => format!("CAST({value} AS {cast})"),
        None => value,
    }
}

/// Returns the value that is sent beside the statement.
pub(super) fn sent_value(binding: Binding, key: BindingsKey) -> Option<String> {
    binding.text.filter(|_| key != BindingsKey::Literals)
}

#[cfg(test)]
mod tests;
