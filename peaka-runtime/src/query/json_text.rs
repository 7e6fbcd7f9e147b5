//! Reads JSON from its text, so that no digit of a number is lost.
//!
//! `serde_json` reads what is nested in a cell, and unescapes strings. Its `RawValue` would scan each cell of a result
//! once more.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::client::ReadError;
use crate::row::Cell;

/// The rest of a JSON text.
#[derive(Clone)]
pub(super) struct JsonText<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> JsonText<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Skips white space, and returns the next byte.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Skips the bracket that opens an array or an object.
    ///
    /// # Errors
    ///
    /// Fails if the next value is another one.
    pub(super) fn open(&mut self, bracket: u8, expected: &str) -> Result<(), ReadError> {
        if self.peek() != Some(bracket) {
            // Text that is not JSON has another error.
            self.clone().parse::<IgnoredAny>()?;
            return Err(ReadError {
                detail: self.message(&format!("expected {expected}")),
                is_malformed: false,
            });
        }
        self.at += 1;
        Ok(())
    }

    /// Returns whether there is another value before the closing bracket, which is skipped.
    #[inline]
    pub(super) fn has_next(&mut self, close: u8, is_first: &mut bool) -> Result<bool, ReadError> {
        let next = self.peek();
        if next == Some(close) {
            self.at += 1;
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            if next != Some(b',') {
                return Err(self.malformed("expected `,` or a closing bracket"));
            }
            self.at += 1;
        }
        Ok(true)
    }

    /// Reads a key of an object, and the colon after it.
    pub(super) fn key(&mut self) -> Result<Cow<'t, str>, ReadError> {
        if self.peek() != Some(b'"') {
            return Err(self.malformed("expected a key in quotes"));
        }
        let key = self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.malformed("expected `:`"));
        }
        self.at += 1;
        Ok(key)
    }

    /// Reads a value.
    #[inline]
    pub(super) fn value(&mut self) -> Result<Cell<'t>, ReadError> {
        Ok(match self.peek() {
            Some(b'"') => Cell::Text(self.string()?),
            Some(b'0'..=b'9' | b'-') => Cell::Number(self.number()?),
            Some(b'n') => self.literal("null", Cell::Null)?,
            Some(b't') => self.literal("true", Cell::Boolean(true))?,
            Some(b'f') => self.literal("false", Cell::Boolean(false))?,
            _ => Cell::Json(self.parse::<&RawValue>()?.get()),
        })
    }

    /// Parses a value with serde.
    pub(super) fn parse<T: Deserialize<'t>>(&mut self) -> Result<T, ReadError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<T>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => Err(error.into()),
            None => Err(self.malformed("expected a value")),
        }
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.malformed("expected the end")),
        }
    }

    fn literal(&mut self, literal: &str, cell: Cell<'t>) -> Result<Cell<'t>, ReadError> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(literal.as_bytes()) {
            return Err(self.malformed(&format!("expected `{literal}`")));
        }
        self.at += literal.len();
        Ok(cell)
    }

    fn number(&mut self) -> Result<&'t str, ReadError> {
        let start = self.at;
        self.skip_if(|byte| byte == b'-');
        let has_leading_zero = self.skip_if(|byte| byte == b'0');
        let is_valid = (has_leading_zero || self.skip_digits())
            && (!self.skip_if(|byte| byte == b'.') || self.skip_digits())
            && (!self.skip_if(|byte| matches!(byte, b'e' | b'E')) || {
                self.skip_if(|byte| matches!(byte, b'+' | b'-'));
                self.skip_digits()
            });
        match self.text.get(start..self.at) {
            Some(number) if is_valid => Ok(number),
            _ => Err(self.malformed("expected a number")),
        }
    }

    #[inline]
    fn skip_if(&mut self, is_skipped: impl FnOnce(u8) -> bool) -> bool {
        let byte = self.text.as_bytes().get(self.at);
        let is_skipped = byte.is_some_and(|byte| is_skipped(*byte));
        self.at += usize::from(is_skipped);
        is_skipped
    }

    /// Skips digits, and returns whether there is any.
    #[inline]
    fn skip_digits(&mut self) -> bool {
        let start = self.at;
        while self.skip_if(|byte| byte.is_ascii_digit()) {}
        self.at > start
    }

    /// Reads a string, at whose opening quote the text is.
    #[inline]
    fn string(&mut self) -> Result<Cow<'t, str>, ReadError> {
        let start = self.at;
        self.at += 1;
        let mut has_escape = false;
        loop {
            self.at += plain_length(self.text.as_bytes().get(self.at..).unwrap_or_default());
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => {
                    has_escape = true;
                    self.at += 2;
                }
                Some(_) => return Err(self.malformed("expected no control character in a string")),
                None => return Err(self.malformed("expected the end of a string")),
            }
        }
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        if has_escape {
            return Ok(Cow::Owned(unescaped(quoted)?));
        }
        let end = quoted.len().saturating_sub(1);
        Ok(Cow::Borrowed(quoted.get(1..end).unwrap_or_default()))
    }

    fn malformed(&self, expected: &str) -> ReadError {
        ReadError {
            detail: self.message(expected),
            is_malformed: true,
        }
    }

    /// Returns a message with the position.
    fn message(&self, message: &str) -> String {
        let read = self.text.get(..self.at).unwrap_or(self.text);
        let line = read.matches('\n').count() + 1;
        let column = read.len() - read.rfind('\n').map_or(0, |at| at + 1) + 1;
        format!("{message} at line {line} column {column}")
    }
}

/// Returns the value of a string with escapes.
fn unescaped(quoted: &str) -> serde_json::Result<String> {
    let mut rest = quoted.strip_prefix('"').unwrap_or(quoted);
    rest = rest.strip_suffix('"').unwrap_or(rest);
    let mut unescaped = String::with_capacity(rest.len());
    while let Some((plain, escaped)) = rest.split_once('\\') {
        unescaped.push_str(plain);
        unescaped.push(match escaped.as_bytes().first() {
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(&byte @ (b'"' | b'\\' | b'/')) => byte.into(),
            // The text of a code point may be a surrogate, and other escapes are invalid.
            _ => return serde_json::from_str(quoted),
        });
        rest = escaped.get(1..).unwrap_or_default();
    }
    unescaped.push_str(rest);
    Ok(unescaped)
}

/// Returns the number of bytes before the first quote, backslash or control character. Eight bytes are looked at at once.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH_BITS: u64 = ONES << 7;
    let mut length = 0;
    let mut rest = bytes;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        // The high bit of a byte is set if the byte is zero. A later byte may be set wrongly, but not an earlier one.
        let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
        let controls = word.wrapping_sub(ONES * 0x20) & !word;
        let quotes = zeros(word ^ (ONES * u64::from(b'"')));
        let backslashes = zeros(word ^ (ONES * u64::from(b'\\')));
        let found = (controls | quotes | backslashes) & HIGH_BITS;
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
        rest = after;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    length + rest.iter().position(is_special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads an array to the end of the text.
    fn values(text: &str) -> Result<Vec<Cell<'_>>, String> {
        let mut json = JsonText::new(text);
        let mut read = || {
            json.open(b'[', "an array")?;
            let mut values = Vec::new();
            let mut is_first = true;
            while json.has_next(b']', &mut is_first)? {
                values.push(json.value()?);
            }
            json.end()?;
            Ok(values)
        };
        read().map_err(|error: ReadError| error.detail)
    }

    #[test]
    fn values_of_an_array_are_read_in_order() {
        let text = r#"[ 1.50 ,"a\",\"b\\",null,true,false,{"x":["]",{}]} , [1,[2]],"","ä" ,-1e3]"#;
        assert_eq!(
            values(text).unwrap(),
            [
                Cell::Number("1.50"),
                Cell::Text("a\",\"b\\".into()),
                Cell::Null,
                Cell::Boolean(true),
                Cell::Boolean(false),
                Cell::Json(r#"{"x":["]",{}]}"#),
                Cell::Json("[1,[2]]"),
                Cell::Text("".into()),
                Cell::Text("ä".into()),
                Cell::Number("-1e3"),
            ]
        );
        assert_eq!(values("[]"), Ok(Vec::new()));
        assert_eq!(values(" [ ] "), Ok(Vec::new()));
    }

    #[test]
    fn text_that_is_not_json_is_an_error_with_its_position() {
        for (text, detail) in [
            ("", "expected a value at line 1 column 1"),
            ("[1", "expected `,` or a closing bracket at line 1 column 3"),
            (
                "[1\n,2 3]",
                "expected `,` or a closing bracket at line 2 column 4",
            ),
            (
                "[01]",
                "expected `,` or a closing bracket at line 1 column 3",
            ),
            ("[1.]", "expected a number at line 1 column 4"),
            ("[-]", "expected a number at line 1 column 3"),
            ("[1e+]", "expected a number at line 1 column 5"),
            ("[nul]", "expected `null` at line 1 column 2"),
            ("[\"a]", "expected the end of a string at line 1 column 5"),
            ("[\"a\\", "expected the end of a string at line 1 column 5"),
            (
                "[\"a\tb\"]",
                "expected no control character in a string at line 1 column 4",
            ),
            ("[1] 2", "expected the end at line 1 column 5"),
            ("{}", "expected an array at line 1 column 1"),
        ] {
            assert_eq!(values(text), Err(detail.to_owned()), "{text:?}");
        }
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::vec((any::<String>(), inner), 0..4)
                    .prop_map(|fields| fields.into_iter().collect()),
            ]
        })
    }

    proptest! {
        /// The values are those that serde_json reads, compact or with white space.
        #[test]
        fn any_array_is_read_like_by_serde_json(array in prop::collection::vec(json(), 0..6)) {
            for text in [
                serde_json::to_string(&array).unwrap(),
                serde_json::to_string_pretty(&array).unwrap(),
            ] {
                prop_assert_eq!(read(&text).unwrap(), serde_json::from_str(&text).ok());
            }
        }

        /// What serde_json rejects is rejected, too.
        #[test]
        fn any_text_is_accepted_like_by_serde_json(
            text in r#"\[([-+0-9.eE]{0,6}|"[a"\\\\u0-9\t]{0,6}"?|true|null|[\[\]{}:,]{0,3}|ä)(, ?[-0-9.e"\\]\[tn]{0,6}){0,3}\]?"#
        ) {
            prop_assert_eq!(read(&text).ok().flatten(), serde_json::from_str(&text).ok());
        }
    }

    /// Reads an array, and returns its values as serde_json does.
    fn read(text: &str) -> Result<Option<Vec<serde_json::Value>>, String> {
        let values = values(text)?;
        let values = values.iter().map(|cell| match cell {
            Cell::Null => Some(serde_json::Value::Null),
            Cell::Boolean(value) => Some((*value).into()),
            Cell::Text(text) => Some(text.as_ref().into()),
            // A number that no `f64` holds is an error of serde_json.
            Cell::Number(text) | Cell::Json(text) => serde_json::from_str(text).ok(),
        });
        Ok(values.collect())
    }
}
