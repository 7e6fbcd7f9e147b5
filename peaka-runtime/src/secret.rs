//! The API key, kept from everything that prints.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::error::Error;

/// No real key is shorter, and cutting one out of a text would tell it by the gaps.
const MIN_REDACTED: usize = 6;

/// An API key. It has no `Display` and no `Serialize`, its `Debug` does not tell it, and its memory
/// is overwritten when it goes.
#[derive(Clone)]
pub(crate) struct ApiKey(Arc<Zeroizing<String>>);

impl ApiKey {
    /// Takes a key as people paste it, with white space around it.
    pub(crate) fn new(key: &str) -> Result<Self, Error> {
        let key = key.trim();
        if key.is_empty() {
            return Err(Error::config(
                "the API key is empty: set PEAKA_API_KEY to a key from Peaka Studio",
            ));
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::config(
                "the API key has a character that no key has: copy it again, without quotes \
                 or line breaks",
            ));
        }
        Ok(Self(Arc::new(Zeroizing::new(key.to_owned()))))
    }

    /// The value of the `Authorization` header, marked so that no log of headers shows it.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, Error> {
        let bearer = Zeroizing::new(format!("Bearer {}", **self.0));
        let mut value = HeaderValue::try_from(bearer.as_str())
            .map_err(|_| Error::config("the API key does not fit into an HTTP header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The text without the key: an answer may repeat what it was sent.
    pub(crate) fn redact(&self, text: &str) -> String {
        if self.0.len() < MIN_REDACTED {
            return text.to_owned();
        }
        text.replace(self.0.as_str(), "[API key]")
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

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
                let text = text.map_err(|fault| {
                    Error::config(format!(
                        "the file with the API key cannot be read ({fault}): check {}",
                        crate::text::quoted(&path.to_string_lossy())
                    ))
                })?;
                ApiKey::new(&text)
            }
            Self::Callback(callback) => {
                let key = callback().map(Zeroizing::new).map_err(|fault| {
                    Error::config(format!("the API key cannot be had: {fault}"))
                })?;
                ApiKey::new(&key)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_as_it_is_pasted_and_never_shown() {
        let key = ApiKey::new(" s3cret\n").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(hidden)");
        let bearer = key.bearer().unwrap();
        assert_eq!(bearer, "Bearer s3cret");
        assert_eq!(format!("{bearer:?}"), "Sensitive");
        assert_eq!(key.redact("no s3cret here"), "no [API key] here");
    }

    #[test]
    fn what_cannot_be_a_key_is_refused_without_repeating_it() {
        for key in ["", " \n", "s3c ret", "s3c\nret", "s3crét"] {
            let fault = ApiKey::new(key).unwrap_err().to_string();
            assert!(fault.starts_with("the API key "), "{fault}");
            assert!(!fault.contains("s3c"), "{fault}");
        }
    }
}
