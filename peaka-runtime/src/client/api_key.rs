//! The API key, which is never displayed.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::report::{Error, Help};

/// Shorter keys are not redacted: real keys are longer, and the gaps would reveal a short one.
const MIN_REDACTED: usize = 6;

/// The length from which a part of a key is redacted too.
const PART_LENGTH: usize = 8;

/// Replaces a redacted key.
const REDACTED: &str = "[API key]";

/// An API key. It has no `Display` and no `Serialize`, its `Debug` hides it, and its memory is overwritten
/// when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct ApiKey(Arc<Zeroizing<String>>);

impl ApiKey {
    /// Validates a key. Leading and trailing white space is trimmed.
    pub(crate) fn new(key: &str) -> Result<Self, Error> {
        let key = key.trim();
        if key.is_empty() {
            return Err(Error::config(
                "the API key is empty",
                Help::Setting(|names| format!("set {} to a key from Peaka Studio", names.api_key)),
            ));
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::config(
                "the API key contains a character that API keys never contain",
                "copy the key again, without quotes or line breaks",
            ));
        }
        Ok(Self(Arc::new(Zeroizing::new(key.to_owned()))))
    }

    /// Returns the value of the `Authorization` header, marked as sensitive so that logs hide it.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, Error> {
        let bearer = Zeroizing::new(format!("Bearer {}", **self.0));
        let mut value = HeaderValue::try_from(bearer.as_str()).map_err(|_| {
            Error::config(
                "the API key cannot be sent in an HTTP header",
                "copy the key again, without quotes or line breaks",
            )
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Redacts the key in the body of a response, also if the body is JSON with escapes in the key.
    ///
    /// The service may repeat the key, and names and values in the response end up in reports.
    pub(crate) fn redact_body(&self, body: Vec<u8>) -> Vec<u8> {
        let key = self.0.as_bytes();
        if key.len() < MIN_REDACTED {
            return body;
        }
        let mut redacted = Vec::new();
        let mut copied = 0;
        let mut at = 0;
        while at < body.len() {
            match end_of_key(&body[at..], key) {
                Some(length) => {
                    redacted.extend_from_slice(&body[copied..at]);
                    redacted.extend_from_slice(REDACTED.as_bytes());
                    at += length;
                    copied = at;
                }
                None => at += 1,
            }
        }
        if copied == 0 {
            return body;
        }
        redacted.extend_from_slice(&body[copied..]);
        redacted
    }

    /// Redacts the key and parts of it in the text of a message.
    ///
    /// Parts matter because the text may be truncated, or escape some characters of the key.
    pub(crate) fn redact(&self, text: &str) -> String {
        let key = self.0.as_bytes();
        if key.len() < MIN_REDACTED {
            return text.to_owned();
        }
        let length = PART_LENGTH.min(key.len());
        let parts: HashSet<&[u8]> = key.windows(length).collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, window) in text.as_bytes().windows(length).enumerate() {
            if !parts.contains(window) {
                continue;
            }
            match found.last_mut() {
                Some(last) if at <= last.end => last.end = at + length,
                _ => found.push(at..at + length),
            }
        }
        // A key is ASCII, so a part of it begins and ends at a character boundary.
        let mut redacted = text.to_owned();
        for range in found.into_iter().rev() {
            redacted.replace_range(range, REDACTED);
        }
        redacted
    }
}

/// Returns the length of the key at the start of a body. Each of its characters may be a JSON escape.
fn end_of_key(body: &[u8], key: &[u8]) -> Option<usize> {
    let mut at = 0;
    for expected in key {
        at += match &body[at..] {
            [b'\\', b'u', digits @ ..] => {
                let digits = std::str::from_utf8(digits.get(..4)?).ok()?;
                let code = u32::from_str_radix(digits, 16).ok()?;
                (code == u32::from(*expected)).then_some(6)?
            }
            [b'\\', escaped, ..] => (escaped == expected).then_some(2)?,
            [byte, ..] => (byte == expected).then_some(1)?,
            [] => return None,
        };
    }
    Some(at)
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
    fn white_space_is_trimmed_and_debug_hides_the_key() {
        let key = ApiKey::new(" s3cret\n").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(hidden)");
        let bearer = key.bearer().unwrap();
        assert_eq!(bearer, "Bearer s3cret");
        assert_eq!(format!("{bearer:?}"), "Sensitive");
        assert_eq!(key.redact("no s3cret here"), "no [API key] here");
    }

    #[test]
    fn invalid_key_is_rejected_without_repeating_it() {
        for key in ["", " \n", "s3c ret", "s3c\nret", "s3crét"] {
            let error = ApiKey::new(key).unwrap_err().to_string();
            assert!(error.starts_with("the API key "), "{error}");
            assert!(!error.contains("s3c"), "{error}");
        }
    }

    #[test]
    fn parts_of_a_key_are_redacted() {
        let key = ApiKey::new("canary-4711-canary").unwrap();
        for (text, redacted) in [
            ("canary-4711-canary", "[API key]"),
            ("no canary-4711-canary!", "no [API key]!"),
            ("ä canary-4711-canarycanary-4711-canary ö", "ä [API key] ö"),
            ("cut: canary-4", "cut: [API key]"),
            ("711-canary, canary-", "[API key], canary-"),
            ("canary 4711", "canary 4711"),
            ("", ""),
        ] {
            assert_eq!(key.redact(text), redacted);
        }
    }

    #[test]
    fn key_is_redacted_in_bodies_with_escapes() {
        let key = ApiKey::new("canary-4711").unwrap();
        for (body, redacted) in [
            ("[\"canary-4711\"]", "[\"[API key]\"]"),
            (
                "[\"canary-\\u0034711\", {\"a\": \"\\n\"}]",
                "[\"[API key]\", {\"a\": \"\\n\"}]",
            ),
            ("\\u0063anary\\u002D4711canary-4711", "[API key][API key]"),
            ("canary-471", "canary-471"),
            ("[\"a\\nb\"]", "[\"a\\nb\"]"),
            ("no \\ JSON canary-4711", "no \\ JSON [API key]"),
        ] {
            assert_eq!(key.redact_body(body.into()), redacted.as_bytes());
        }
    }
}
