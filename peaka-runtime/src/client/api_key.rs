//! The API key, kept from everything that prints.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use reqwest::header::HeaderValue;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::report::{Error, Help};

/// No real key is shorter, and cutting one out of a text would tell it by the gaps.
const MIN_REDACTED: usize = 6;

/// So many characters of a key in a row give too much of it away.
const PIECE: usize = 8;

/// What stands where it was.
const REDACTED: &str = "[API key]";

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

    /// The value of the `Authorization` header, marked so that no log of headers shows it.
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

    /// An answer without the key: a service may repeat what it was sent, and names and values of an
    /// answer end up in reports.
    pub(crate) fn cut_out(&self, mut body: Vec<u8>) -> Vec<u8> {
        if self.0.len() < MIN_REDACTED {
            return body;
        }
        // What is escaped is seen for what it is only where it is read.
        if body.contains(&b'\\')
            && let Ok(mut answer) = serde_json::from_slice::<Value>(&body)
        {
            if self.cut_out_of(&mut answer) {
                body = answer.to_string().into_bytes();
            }
            return body;
        }
        let key = self.0.as_bytes();
        let mut rest = body.as_slice();
        let mut without = Vec::new();
        while let Some(at) = rest.windows(key.len()).position(|window| window == key) {
            without.extend_from_slice(&rest[..at]);
            without.extend_from_slice(REDACTED.as_bytes());
            rest = &rest[at + key.len()..];
        }
        if rest.len() == body.len() {
            return body;
        }
        without.extend_from_slice(rest);
        without
    }

    fn cut_out_of(&self, answer: &mut Value) -> bool {
        match answer {
            Value::String(text) if text.contains(self.0.as_str()) => {
                *text = text.replace(self.0.as_str(), REDACTED);
                true
            }
            // None is left out because another one was found.
            Value::Array(values) => values
                .iter_mut()
                .fold(false, |found, value| found | self.cut_out_of(value)),
            Value::Object(fields) => fields
                .values_mut()
                .fold(false, |found, value| found | self.cut_out_of(value)),
            _ => false,
        }
    }

    /// Text for a message without the key, and without any longer piece of it: the text may be cut,
    /// or a part of it be escaped in a way that is not known here.
    pub(crate) fn redact(&self, text: &str) -> String {
        let key = self.0.as_bytes();
        if key.len() < MIN_REDACTED {
            return text.to_owned();
        }
        let length = PIECE.min(key.len());
        let pieces: HashSet<&[u8]> = key.windows(length).collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, window) in text.as_bytes().windows(length).enumerate() {
            if !pieces.contains(window) {
                continue;
            }
            match found.last_mut() {
                Some(last) if at <= last.end => last.end = at + length,
                _ => found.push(at..at + length),
            }
        }
        // A key is ASCII, so a piece of it begins and ends between characters.
        let mut redacted = text.to_owned();
        for range in found.into_iter().rev() {
            redacted.replace_range(range, REDACTED);
        }
        redacted
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

    #[test]
    fn no_piece_of_a_key_is_left() {
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
    fn an_answer_is_read_without_the_key_however_it_is_escaped() {
        let key = ApiKey::new("canary-4711").unwrap();
        for (body, cut) in [
            ("[\"canary-4711\"]", "[\"[API key]\"]"),
            (
                "[\"canary-\\u0034711\", {\"a\": \"\\n\"}]",
                "[\"[API key]\",{\"a\":\"\\n\"}]",
            ),
            ("[\"a\\nb\"]", "[\"a\\nb\"]"),
            ("no \\ JSON canary-4711", "no \\ JSON [API key]"),
        ] {
            assert_eq!(key.cut_out(body.into()), cut.as_bytes());
        }
    }
}
