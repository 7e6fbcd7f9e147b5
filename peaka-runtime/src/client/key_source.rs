//! Where the API key comes from.

use std::path::PathBuf;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::api_key::ApiKey;
use crate::report::Error;
use crate::text::quoted;

/// Gives a key whenever one is needed.
type Callback = dyn Fn() -> Result<String, Box<dyn std::error::Error + Send + Sync>> + Send + Sync;

/// Where the key comes from.
#[derive(Clone)]
pub(crate) enum KeySource {
    Fixed(ApiKey),
    /// Read for each request, so that a key can be put in the place of another.
    File(PathBuf),
    /// Called for each request.
    Callback(Arc<Callback>),
}

impl KeySource {
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
