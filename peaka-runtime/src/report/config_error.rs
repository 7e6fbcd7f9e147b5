//! An invalid configuration.

use std::borrow::Cow;
use std::fmt;

use super::setting_names::SettingNames;

/// An invalid configuration or declaration, found before anything is sent.
#[derive(Clone)]
pub struct ConfigError {
    message: String,
    help: Help,
}

/// What to do about an error.
#[derive(Clone)]
pub(crate) enum Help {
    Text(Cow<'static, str>),
    /// Names a setting as the reader knows it.
    Setting(fn(&SettingNames) -> String),
}

impl From<&'static str> for Help {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Help {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<Help>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }

    /// Returns what to do about the error.
    #[must_use]
    pub fn help(&self) -> String {
        self.help_with(&SettingNames::RUST_API)
    }

    pub(crate) fn help_with(&self, names: &SettingNames) -> String {
        match &self.help {
            Help::Text(text) => text.to_string(),
            Help::Setting(help) => help(names),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfigError").field(&self.message).finish()
    }
}
