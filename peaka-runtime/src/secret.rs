//! The API key, kept from everything that prints.

use std::fmt;

use reqwest::header::HeaderValue;

use crate::error::Error;

/// No real key is shorter, and cutting one out of a text would tell it by the gaps.
const MIN_REDACTED: usize = 6;

/// An API key. It has no `Display` and no `Serialize`, and its `Debug` does not tell it.
#[derive(Clone)]
pub(crate) struct ApiKey(String);

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
        Ok(Self(key.to_owned()))
    }

    /// The value of the `Authorization` header, marked so that no log of headers shows it.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, Error> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0))
            .map_err(|_| Error::config("the API key does not fit into an HTTP header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The text without the key: an answer may repeat what it was sent.
    pub(crate) fn redact(&self, text: &str) -> String {
        if self.0.len() < MIN_REDACTED {
            return text.to_owned();
        }
        text.replace(&self.0, "[API key]")
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
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
