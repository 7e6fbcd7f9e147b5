//! Where the API key comes from.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::api_key::ApiKey;
use super::key_file::{is_readable_by_others, read_key_file};
use crate::report::Error;
use crate::text::quoted;

/// A function that returns the current API key.
type Callback = dyn Fn() -> Result<String, Box<dyn std::error::Error + Send + Sync>> + Send + Sync;

/// An API key as it was set.
#[derive(Clone)]
pub(super) enum UnvalidatedKey {
    Text(Zeroizing<String>),
    Source(KeySource),
}

impl UnvalidatedKey {
    /// Returns the source of the API key. A key that was set as text is validated.
    pub(super) fn validate(self) -> Result<KeySource, Error> {
        match self {
            Self::Text(key) => Ok(KeySource::Fixed(ApiKey::new(&key)?)),
            Self::Source(source) => Ok(source),
        }
    }
}

/// The source of the API key.
#[derive(Clone)]
pub(crate) enum KeySource {
    Fixed(ApiKey),
    /// Read for each request, so that the key can be replaced while the program runs.
    File(PathBuf),
    /// Called for each request.
    Callback(Arc<Callback>),
}

impl KeySource {
    /// Returns the current API key for a request. A file is read on a thread that may block.
    pub(crate) async fn current(&self) -> Result<ApiKey, Error> {
        match self {
            Self::Fixed(key) => Ok(key.clone()),
            Self::File(_) => {
                let source = self.clone();
                let key = spawn_blocking(move || source.read()).await;
                key.unwrap_or_else(|error| Err(unreadable(&error, "report this as a bug")))
            }
            Self::Callback(_) => self.read(),
        }
    }

    /// Checks that a key can be read, and warns if other users can read its file.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::File(path) if is_readable_by_others(path) => tracing::warn!(
                "API key file {} can be read by other users of this machine",
                quoted(&path.to_string_lossy())
            ),
            _ => {}
        }
        self.read().map(drop)
    }

    fn read(&self) -> Result<ApiKey, Error> {
        match self {
            Self::Fixed(key) => Ok(key.clone()),
            Self::File(path) => {
                let file = quoted(&path.to_string_lossy());
                let text = read_key_file(path).map_err(|error| {
                    let help = match error.kind() {
                        ErrorKind::NotFound => "check the path of the file",
                        ErrorKind::PermissionDenied => "make the file readable for this program",
                        _ => "use a UTF-8 file that contains only the key",
                    };
                    unreadable(&format_args!("{file}: {error}"), help)
                })?;
                if text.trim().is_empty() {
                    return Err(Error::config(
                        format!("the API key file {file} is empty"),
                        "write a key from Peaka Studio to it",
                    ));
                }
                ApiKey::new(&text)
            }
            Self::Callback(callback) => {
                let key = callback().map(Zeroizing::new).map_err(|error| {
                    Error::config(
                        format!("the function of `api_key_from` failed: {error}"),
                        "fix the source of the API key",
                    )
                })?;
                ApiKey::new(&key)
            }
        }
    }
}

fn unreadable(reason: &dyn Display, help: &'static str) -> Error {
    Error::config(format!("failed to read the API key file {reason}"), help)
}
