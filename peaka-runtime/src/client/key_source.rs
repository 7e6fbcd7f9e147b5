//! Where the API key comes from.

use std::path::PathBuf;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::api_key::ApiKey;
use crate::report::Error;
use crate::text::quoted;

/// A function that returns the current API key.
type Callback = dyn Fn() -> Result<String, Box<dyn std::error::Error + Send + Sync>> + Send + Sync;

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
    /// Returns the current API key, which is looked up again for each call unless it is fixed.
    pub(crate) fn current(&self) -> Result<ApiKey, Error> {
        match self {
            Self::Fixed(key) => Ok(key.clone()),
            Self::File(path) => {
                let text = std::fs::read_to_string(path).map(Zeroizing::new);
                let text = text.map_err(|error| {
                    Error::config(
                        format!(
                            "failed to read the API key file {}: {error}",
                            quoted(&path.to_string_lossy())
                        ),
                        "check that the file exists and that this program may read it",
                    )
                })?;
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
