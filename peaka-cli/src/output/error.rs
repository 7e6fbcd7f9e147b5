//! Why a command failed.

use std::fmt;

use peaka_runtime::__private::SettingNames;
use peaka_runtime::DriftKind;
use serde::Serialize;
use serde_json::{Map, Value};

/// The names of settings on the command line, for the help in errors of the runtime.
pub(crate) const COMMAND_LINE: SettingNames = SettingNames {
    api_key: "PEAKA_API_KEY, PEAKA_API_KEY_FILE or `--api-key-file`",
    project_id: "`--project-id` or PEAKA_PROJECT_ID",
    base_url: "`--base-url` or PEAKA_BASE_URL",
    zone: "`--zone` or PEAKA_ZONE",
    proxy: "`--proxy`",
    max_response_bytes: None,
    allow_http: "`--allow-http`",
    request_timeout: "`--timeout`",
    sync_timeout: "`--sync-timeout`",
    max_columns: "`--max-columns`",
    create_table: "`sync --create-table`",
    fix_drift: "`sync --fix-drift`",
    delete_columns: "`sync --delete TABLE.COLUMN --yes`",
    accept_drift: |kinds| {
        let options: Vec<_> = kinds
            .iter()
            .map(|kind| format!("--warn {}", drift_kind_name(*kind)))
            .collect();
        format!("`{}`", options.join(" "))
    },
};

/// Returns the name of a kind of drift on the command line, such as `not-null`.
pub(crate) fn drift_kind_name(kind: DriftKind) -> String {
    let mut kebab = String::new();
    for c in format!("{kind:?}").chars() {
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
            Self::Peaka(error) => f.write_str(&error.text_with(&COMMAND_LINE)),
            Self::Command { message, help } if help.is_empty() => f.write_str(message),
            Self::Command { message, help } => write!(f, "{message}; help: {help}"),
        }
    }
}

/// An error in the `errors` of a JSON document.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JsonError {
    /// The table that failed; `null` if the whole command failed.
    table: Option<String>,
    kind: String,
    message: String,
    help: Option<String>,
    is_ambiguous: bool,
    is_retryable: bool,
    /// The fields that only some kinds have; see the JSON of `peaka_runtime::Error`.
    #[serde(flatten)]
    details: Map<String, Value>,
}

impl JsonError {
    /// Returns the error of one table.
    pub(crate) fn of_table(table: &str, error: impl Into<Self>) -> Self {
        Self {
            table: Some(table.to_owned()),
            ..error.into()
        }
    }

    /// Replaces the help. Used when the original help names options of another command.
    #[cfg(feature = "program")]
    pub(crate) fn with_help(self, help: &str) -> Self {
        Self {
            help: Some(help.to_owned()),
            ..self
        }
    }
}

impl From<&peaka_runtime::Error> for JsonError {
    fn from(error: &peaka_runtime::Error) -> Self {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(error) else {
            return Self::default();
        };
        let mut text = |name: &str| match fields.remove(name) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let (kind, message) = (text("kind"), text("message"));
        for name in ["table", "help", "isAmbiguous", "isRetryable"] {
            fields.remove(name);
        }
        Self {
            table: None,
            kind,
            message,
            help: error.help_with(&COMMAND_LINE),
            is_ambiguous: error.is_ambiguous(),
            is_retryable: error.is_retryable(),
            details: fields,
        }
    }
}

impl From<&Error> for JsonError {
    fn from(error: &Error) -> Self {
        match error {
            Error::Peaka(error) => error.into(),
            Error::Command { message, help } => Self {
                kind: "command".to_owned(),
                message: message.clone(),
                help: (!help.is_empty()).then(|| help.clone()),
                ..Self::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_names_options_for_every_kind_of_drift() {
        assert_eq!(
            (COMMAND_LINE.accept_drift)(&[DriftKind::NotNull, DriftKind::Unique]),
            "`--warn not-null --warn unique`"
        );
    }
}
