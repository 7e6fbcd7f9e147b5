//! Why a command failed.

use std::fmt;

use peaka_runtime::__private::Vocabulary;
use serde::Serialize;
use serde_json::{Value, json};

/// The names of settings on the command line, for the help in errors of the runtime.
pub(crate) const COMMAND_LINE: Vocabulary = Vocabulary {
    api_key: "PEAKA_API_KEY, PEAKA_API_KEY_FILE or `--api-key-file`",
    project_id: "`--project-id` or PEAKA_PROJECT_ID",
    base_url: "`--base-url` or PEAKA_BASE_URL",
    allow_http: "`--allow-http`",
    request_timeout: "`--timeout`",
    sync_timeout: "`--sync-timeout`",
    create_table: "`sync --create-table`",
    fix_drift: "`--fix-drift`",
    delete_columns: "`sync --delete TABLE.COLUMN --yes`",
    warn: |kinds| {
        let options: Vec<_> = kinds
            .iter()
            .map(|kind| format!("--warn {}", kebab_case(&format!("{kind:?}"))))
            .collect();
        format!("`{}`", options.join(" "))
    },
};

fn kebab_case(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(c.to_lowercase());
    }
    kebab
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Error {
    /// An error of the runtime.
    Peaka(peaka_runtime::Error),
    /// An error of the command itself.
    Command { message: String, help: String },
}

impl Error {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Command {
            message: message.into(),
            help: help.into(),
        }
    }
}

impl From<peaka_runtime::Error> for Error {
    fn from(error: peaka_runtime::Error) -> Self {
        Self::Peaka(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Peaka(error) => f.write_str(&error.text_in(&COMMAND_LINE)),
            Self::Command { message, help } if help.is_empty() => f.write_str(message),
            Self::Command { message, help } => write!(f, "{message}; help: {help}"),
        }
    }
}

/// An error in the `errors` of a JSON document.
#[derive(Debug, Serialize)]
pub(crate) struct JsonError {
    /// The table that failed; `null` if the whole command failed.
    table: Option<String>,
    /// The fields of the error; see the JSON of `peaka_runtime::Error`.
    #[serde(flatten)]
    error: Value,
}

impl JsonError {
    /// Returns the error of one table.
    pub(crate) fn of_table(table: &str, error: &peaka_runtime::Error) -> Self {
        Self {
            table: Some(table.to_owned()),
            ..Self::from(error)
        }
    }
}

impl From<&peaka_runtime::Error> for JsonError {
    fn from(error: &peaka_runtime::Error) -> Self {
        let mut fields = serde_json::to_value(error).unwrap_or_default();
        if let Value::Object(fields) = &mut fields {
            fields.insert("help".to_owned(), error.help_in(&COMMAND_LINE).into());
            // The document has the table beside the fields.
            fields.remove("table");
        }
        Self {
            table: None,
            error: fields,
        }
    }
}

impl From<&Error> for JsonError {
    fn from(error: &Error) -> Self {
        match error {
            Error::Peaka(error) => error.into(),
            Error::Command { message, help } => Self {
                table: None,
                error: json!({
                    "kind": "command",
                    "message": message,
                    "help": (!help.is_empty()).then_some(help),
                    "isAmbiguous": false,
                    "isRetryable": false,
                }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use peaka_runtime::DriftKind;

    use super::*;

    #[test]
    fn help_names_options_for_every_kind_of_drift() {
        assert_eq!(
            (COMMAND_LINE.warn)(&[DriftKind::NotNull, DriftKind::Unique]),
            "`--warn not-null --warn unique`"
        );
    }
}
