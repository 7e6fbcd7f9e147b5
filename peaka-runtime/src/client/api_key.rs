//! The API key, which is never displayed.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::key_encodings::{self, decode_character};
use crate::report::{Error, Help};

/// Shorter keys are not redacted: real keys are longer, and the gaps would reveal a short one.
const MIN_KEY_LENGTH: usize = 6;

/// The length from which a part of a key is redacted too.
const PART_LENGTH: usize = 8;

/// Replaces a redacted key.
const PLACEHOLDER: &str = "[API key]";

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
        let invalid = key.chars().position(|c| !c.is_ascii_graphic());
        if let Some(index) = invalid {
            let what = match key.chars().nth(index) {
                Some(' ') => "a space",
                Some('\n' | '\r') => "a line break",
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

    /// Redacts the key in the body of a response, in any of its [encodings](key_encodings) and in any case.
    ///
    /// The service may repeat the key, and names and values in the response end up in reports.
    pub(crate) fn redact_body(&self, body: Vec<u8>) -> Vec<u8> {
        let key = self.0.as_bytes();
        if key.len() < MIN_KEY_LENGTH {
            return body;
        }
        let mut found = Vec::new();
        let mut at = 0;
        while at < body.len() {
            match match_key(&body[at..], key) {
                Some(length) => {
                    found.push(at..at + length);
                    at += length;
                }
                None => at += 1,
            }
        }
        let hex = key_encodings::hex(key);
        let upper = Zeroizing::new(hex.to_ascii_uppercase());
        let mut forms = key_encodings::base64(key);
        forms.extend([hex, upper]);
        for form in forms.iter().filter(|form| form.len() >= PART_LENGTH) {
            let starts = memmem::find_iter(&body, &***form);
            found.extend(starts.map(|start| start..start + form.len()));
        }
        if found.is_empty() {
            return body;
        }
        redact_ranges(&body, found)
    }

    /// Redacts the key and parts of it in the text of a message, in any of its [encodings](key_encodings)
    /// and in any case.
    ///
    /// Parts matter because the text may be truncated.
    pub(crate) fn redact(&self, text: &str) -> String {
        let key = self.0.as_bytes();
        if key.len() < MIN_KEY_LENGTH {
            return text.to_owned();
        }
        let lower_key = Zeroizing::new(key.to_ascii_lowercase());
        let lower_text = Zeroizing::new(text.to_ascii_lowercase().into_bytes());
        let mut found = parts(&lower_text, &lower_key);
        found.extend(parts(&lower_text, &key_encodings::hex(key)));
        found.extend(parts(&lower_text, &key_encodings::percent(key)));
        for form in key_encodings::base64(key) {
            found.extend(parts(text.as_bytes(), &form));
        }
        // The text without escapes, and the position of each of its characters in the text.
        let mut decoded = Zeroizing::new(Vec::new());
        let mut positions = Vec::new();
        let mut at = 0;
        while let Some((byte, length)) = decode_character(&lower_text[at..]) {
            decoded.push(byte.to_ascii_lowercase());
            positions.push(at);
            at += length;
        }
        positions.push(at);
        let in_decoded = parts(&decoded, &lower_key);
        found.extend(
            in_decoded
                .into_iter()
                .map(|part| positions[part.start]..positions[part.end]),
        );
        let redacted = redact_ranges(text.as_bytes(), found);
        String::from_utf8_lossy(&redacted).into_owned()
    }
}

/// Matches the key at the start of a body, whatever the case and the escapes of its characters, and returns the length
/// of the match.
fn match_key(body: &[u8], key: &[u8]) -> Option<usize> {
    let mut at = 0;
    for expected in key {
        let (byte, length) = decode_character(&body[at..])?;
        if !byte.eq_ignore_ascii_case(expected) {
            return None;
        }
        at += length;
    }
    Some(at)
}

/// Returns where a text contains a part of the key of at least [`PART_LENGTH`] characters.
fn parts(text: &[u8], key: &[u8]) -> Vec<Range<usize>> {
    let length = PART_LENGTH.min(key.len());
    let parts: HashSet<&[u8]> = key.windows(length).collect();
    let windows = text.windows(length).enumerate();
    windows
        .filter(|(_, window)| parts.contains(window))
        .map(|(at, _)| at..at + length)
        .collect()
}

/// Replaces ranges of a text, which may overlap, with the placeholder.
fn redact_ranges(text: &[u8], mut found: Vec<Range<usize>>) -> Vec<u8> {
    found.sort_by_key(|range| range.start);
    let mut redacted = Vec::with_capacity(text.len());
    let mut copied = 0;
    let mut is_redacted = false;
    for range in found {
        // Adjacent ranges are one part of the key.
        if range.start > copied || !is_redacted {
            redacted.extend_from_slice(&text[copied..range.start.max(copied)]);
            redacted.extend_from_slice(PLACEHOLDER.as_bytes());
            is_redacted = true;
        }
        copied = copied.max(range.end);
    }
    redacted.extend_from_slice(&text[copied..]);
    redacted
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
            assert_eq!(key.redact_body(body.into()), redacted.as_bytes());
        }
    }
}
