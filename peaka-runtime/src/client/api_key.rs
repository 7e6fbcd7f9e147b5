//! The API key, which is never displayed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::key_filter::KeyFilter;
use super::key_search::Found;
use crate::report::{Error, Help};

/// Shorter keys are not redacted: real keys are longer, and the gaps would reveal a short one.
const MIN_KEY_LENGTH: usize = 6;

/// Replaces a redacted key.
pub(crate) const REDACTED_KEY: &str = "[API key]";

/// An API key. It has no `Display` and no `Serialize`, its `Debug` hides it, and its memory is overwritten
/// when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct ApiKey(Arc<Secret>);

struct Secret {
    key: Zeroizing<String>,
    /// What rules out that the body of a response contains the key, and that a name contains a part of it.
    filter: OnceLock<Box<KeyFilter>>,
    filter_of_names: OnceLock<Box<KeyFilter>>,
}

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
        let mut characters = key.chars().enumerate();
        if let Some((index, invalid)) = characters.find(|(_, c)| !c.is_ascii_graphic()) {
            let what = match invalid {
                ' ' => "a space",
                '\n' | '\r' => "a line break",
                _ => "a character that is not printable ASCII",
            };
            return Err(Error::config(
                format!(
                    "invalid API key: it contains {what} (position {})",
                    index + 1
                ),
                "copy the key again, without quotes or line breaks",
            ));
        }
        Ok(Self(Arc::new(Secret {
            key: Zeroizing::new(key.to_owned()),
            filter: OnceLock::new(),
            filter_of_names: OnceLock::new(),
        })))
    }

    /// Returns the value of the `Authorization` header, marked as sensitive so that logs hide it.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, Error> {
        let bearer = Zeroizing::new(format!("Bearer {}", *self.0.key));
        let mut value = HeaderValue::try_from(bearer.as_str()).map_err(|_| {
            Error::config(
                "the API key cannot be sent in an HTTP header",
                "copy the key again, without quotes or line breaks",
            )
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Redacts the key in the body of a response, in any of its [encodings](super::key_encodings) and in any case.
    ///
    /// The service may repeat the key, and names and values in the response end up in reports. With `has_names`, parts
    /// of the key are redacted too, except parts that are words: a column may be named so. In the rows of a query, a
    /// part would match other data by chance.
    pub(crate) fn redact_body(&self, body: Vec<u8>, has_names: bool) -> Vec<u8> {
        let Secret {
            key,
            filter,
            filter_of_names,
        } = &*self.0;
        let key = key.as_bytes();
        if key.len() < MIN_KEY_LENGTH {
            return body;
        }
        let filter = if has_names {
            filter_of_names.get_or_init(|| Box::new(KeyFilter::new(key, |part| !is_word(part))))
        } else {
            filter.get_or_init(|| Box::new(KeyFilter::new(key, |_| false)))
        };
        if filter.rules_out(&body) {
            return body;
        }
        let mut found = Found::new(&body);
        found.add_whole(key);
        if has_names {
            found.add_parts(key, |part| !is_word(part));
        }
        found.replaced(REDACTED_KEY).unwrap_or(body)
    }

    /// Redacts the key and parts of it in the text of a message, in any of its [encodings](super::key_encodings)
    /// and in any case.
    ///
    /// Parts matter because the text may be truncated.
    pub(crate) fn redact(&self, text: &str) -> String {
        let key = self.0.key.as_bytes();
        if key.len() < MIN_KEY_LENGTH {
            return text.to_owned();
        }
        let mut found = Found::new(text.as_bytes());
        found.add_whole(key);
        found.add_parts(key, |_| true);
        match found.replaced(REDACTED_KEY) {
            Some(redacted) => String::from_utf8_lossy(&redacted).into_owned(),
            None => text.to_owned(),
        }
    }
}

/// Returns whether a part of a key is made of letters in one case and separators.
fn is_word(part: &[u8]) -> bool {
    let is_separator = |byte: u8| matches!(byte, b'-' | b'_');
    part.iter()
        .all(|byte| byte.is_ascii_lowercase() || is_separator(*byte))
        || part
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || is_separator(*byte))
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // With an implementation of `Display` or `Serialize`, the key would have two of this trait, so that the call is
    // ambiguous and does not compile.
    const _: fn() = || {
        trait IsNeitherDisplayedNorSerialized<A> {
            fn check() {}
        }
        impl<T> IsNeitherDisplayedNorSerialized<()> for T {}
        impl<T: fmt::Display> IsNeitherDisplayedNorSerialized<u8> for T {}
        impl<T: serde::Serialize> IsNeitherDisplayedNorSerialized<u16> for T {}
        <ApiKey as IsNeitherDisplayedNorSerialized<_>>::check();
    };

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
    fn key_shorter_than_six_characters_is_not_redacted() {
        for (key, redacted) in [("short", "no short here"), ("longer", "no [API key] here")] {
            let text = format!("no {key} here");
            let key = ApiKey::new(key).unwrap();
            assert_eq!(key.redact(&text), redacted);
            for has_names in [false, true] {
                let body = key.redact_body(text.clone().into(), has_names);
                assert_eq!(body, redacted.as_bytes());
            }
        }
    }

    #[test]
    fn invalid_key_is_rejected_without_repeating_it() {
        for (key, expected) in [
            ("", "the API key is empty"),
            (" \n", "the API key is empty"),
            (
                "s3c ret",
                "invalid API key: it contains a space (position 4)",
            ),
            (
                "s3c\nret",
                "invalid API key: it contains a line break (position 4)",
            ),
            (
                "s3crét",
                "invalid API key: it contains a character that is not printable ASCII (position 5)",
            ),
        ] {
            assert_eq!(ApiKey::new(key).unwrap_err().message(), expected);
        }
    }

    #[test]
    fn parts_of_a_key_are_redacted() {
        let key = ApiKey::new("canary-4711-canary").unwrap();
        for (text, redacted) in [
            ("canary-4711-canary", "[API key]"),
            ("no canary-4711-canary!", "no [API key]!"),
            // An invalid escape does not end the search for escaped parts.
            (
                r"\u00zz \u0063\u0061nary-4711 \u00",
                r"\u00zz [API key] \u00",
            ),
            ("ä canary-4711-canarycanary-4711-canary ö", "ä [API key] ö"),
            ("cut: canary-4", "cut: [API key]"),
            ("711-canary, canary-", "[API key], canary-"),
            ("canary 4711", "canary 4711"),
            ("CANARY-4711 cut", "[API key] cut"),
            ("%63anary%2D47%31%31", "[API key]"),
            ("hex 63616e6172792d34", "hex [API key]"),
            ("HEX 63616E6172792D34 ä", "HEX [API key] ä"),
            ("base64 Y2FuYXJ5LTQ3MTEtY2FuYXJ5", "base64 [API key]"),
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
            ("\\u0063anary\\u002D4711 CANARY-4711", "[API key] [API key]"),
            ("[\"canary%2d4711\"]", "[\"[API key]\"]"),
            (
                "63616e6172792d34373131 Y2FuYXJ5LTQ3MTE=",
                "[API key] [API key]E=",
            ),
            ("canary-471", "canary-471"),
            ("[\"a\\nb\"]", "[\"a\\nb\"]"),
            ("no \\ JSON canary-4711", "no \\ JSON [API key]"),
        ] {
            assert_eq!(key.redact_body(body.into(), false), redacted.as_bytes());
        }
    }

    #[test]
    fn parts_of_a_key_are_redacted_in_names_unless_they_are_words() {
        let key = ApiKey::new("EMULATOR-canary-4711-canary").unwrap();
        for (body, redacted) in [
            ("[\"canary-4711-ca\"]", "[\"[API key]\"]"),
            ("[\"4711-CANA\"]", "[\"[API key]\"]"),
            ("[\"c\\u0061nary-47\"]", "[\"[API key]\"]"),
            ("hex 63616e61", "hex [API key]"),
            (
                "[\"emulator\", \"-canary-\"]",
                "[\"emulator\", \"-canary-\"]",
            ),
            ("11-canar", "[API key]"),
        ] {
            assert_eq!(key.redact_body(body.into(), true), redacted.as_bytes());
            assert_eq!(key.redact_body(body.into(), false), body.as_bytes());
        }
        let whole = "emulator-CANARY-4711-canary";
        assert_eq!(key.redact_body(whole.into(), true), b"[API key]");
    }
}
