//! Excerpts of responses for messages: short, on one line, and without the API key.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::api_key::ApiKey;
use super::response_shape::Object;
use crate::text::escaped;

/// The largest number of characters in an excerpt.
const MAX_EXCERPT: usize = 200;

/// The number of characters at the start of a text from which an excerpt is taken.
const MAX_READ: usize = 16 * 1024;

/// The size of a body, in bytes, from which it is no longer parsed.
const MAX_PARSED: usize = 64 * 1024;

/// Returns the message in the body of a response, or `None` if the body is empty.
pub(crate) fn message(body: &[u8], key: &ApiKey) -> Option<String> {
    let message = excerpt(&error_message(body), key);
    (!message.is_empty()).then_some(message)
}

/// Returns the start of a text on one line, with the API key redacted.
pub(crate) fn excerpt(text: &str, key: &ApiKey) -> String {
    // The key is redacted before the text is shortened, because a short part of it would not be recognized.
    let start: String = text.chars().take(MAX_READ).collect();
    let text = key.redact(&start);
    let mut words = String::new();
    for word in text.split_whitespace() {
        if words.len() > 4 * MAX_EXCERPT {
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    let mut excerpt: String = words.chars().take(MAX_EXCERPT).collect();
    if excerpt.len() < words.len() {
        excerpt.push('…');
    }
    escaped(&excerpt)
}

/// The fields of an error that hold its message in one of the known shapes.
#[derive(Deserialize)]
struct ErrorBody<'b> {
    #[serde(borrow)]
    message: Option<&'b RawValue>,
    #[serde(borrow)]
    error: Option<&'b RawValue>,
}

/// Returns the message of a JSON error, or the whole body if there is none. JSON strings are unescaped.
fn error_message(body: &[u8]) -> Cow<'_, str> {
    // An excerpt only needs the start of a large body.
    if let Some(start) = body.get(..MAX_PARSED) {
        return String::from_utf8_lossy(start);
    }
    let text = match serde_json::from_slice::<Object<ErrorBody<'_>>>(body) {
        Ok(Object(ErrorBody { message, error })) => {
            let text = |value: &RawValue| serde_json::from_str(value.get()).ok();
            message.and_then(text).or_else(|| error.and_then(text))
        }
        Err(_) => serde_json::from_slice::<String>(body).ok(),
    };
    text.map_or_else(|| String::from_utf8_lossy(body), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> ApiKey {
        ApiKey::new("s3cret").unwrap()
    }

    #[test]
    fn message_is_short_and_on_one_line() {
        let message = |body: &[u8]| message(body, &key()).unwrap_or_default();
        assert_eq!(message(b""), "");
        assert_eq!(
            message(br#"{"errorCode":100,"message":"no\n such   table"}"#),
            "no such table"
        );
        assert_eq!(
            message(br#"{"status":404,"error":"Not Found"}"#),
            "Not Found"
        );
        for (body, excerpt) in [
            (r#"{"message":null,"error":"a\u00e4"}"#, "aä"),
            (r#"{"message":{"b":1},"error":"a"}"#, "a"),
            (r#"{"n":1e400,"message":"a"}"#, "a"),
            (r#"{"b": 1.50,  "a": [1]}"#, r#"{"b": 1.50, "a": [1]}"#),
            (r#""a\nb""#, "a b"),
            ("[\"a\", 1]", "[\"a\", 1]"),
        ] {
            assert_eq!(message(body.as_bytes()), excerpt);
        }
        assert_eq!(
            message(b"<html>\n<b>Bad\x1b[2J Gateway"),
            r"<html> <b>Bad\u{1b}[2J Gateway"
        );
        let long = message("ä".repeat(3000).as_bytes());
        assert_eq!(long, format!("{}…", "ä".repeat(200)));
        assert_eq!(message(b"\xff{"), "\u{fffd}{");
    }

    #[test]
    fn api_key_is_redacted() {
        let long = message(format!("{} s3cret", "x".repeat(195)).as_bytes(), &key()).unwrap();
        assert_eq!(long, format!("{} [API…", "x".repeat(195)));
        assert_eq!(
            message(br#"{"message":"bad key s3cret"}"#, &key()).unwrap(),
            "bad key [API key]"
        );
    }

    proptest! {
        #[test]
        fn any_body_gives_a_short_message_on_one_line(
            mut body: Vec<u8>,
            at in 0_usize..64,
            json: bool,
        ) {
            let at = at.min(body.len());
            body.splice(at..at, *b"s3cret");
            if json {
                let text = String::from_utf8_lossy(&body).into_owned();
                body = serde_json::to_vec(&serde_json::json!({ "message": text })).unwrap();
            }
            let message = message(&body, &key()).unwrap_or_default();
            prop_assert!(!message.contains("s3cret"), "{message}");
            prop_assert!(!message.contains(char::is_control), "{message}");
            // An escaped character takes up to ten characters.
            prop_assert!(message.chars().count() <= 10 * MAX_EXCERPT + 3);
        }
    }
}
