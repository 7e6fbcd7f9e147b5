//! Byte-string helpers that the standard library does not offer in constants.

/// Returns whether two byte strings are equal.
pub(crate) const fn is_equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && {
        let mut i = 0;
        while i < a.len() && a[i] == b[i] {
            i += 1;
        }
        i == a.len()
    }
}

/// Returns whether two byte strings are equal, ignoring ASCII case.
pub(crate) const fn is_equal_ignoring_case(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && {
        let mut i = 0;
        while i < a.len() && a[i].eq_ignore_ascii_case(&b[i]) {
            i += 1;
        }
        i == a.len()
    }
}

/// Splits a text at the first byte that is one of `separators`.
///
/// The second part is `None` if there is no separator.
pub(crate) const fn split_at_any<'t>(
    text: &'t [u8],
    separators: &[u8],
) -> (&'t [u8], Option<&'t [u8]>) {
    let mut i = 0;
    while i < text.len() {
        let mut j = 0;
        while j < separators.len() {
            if text[i] == separators[j] {
                let (before, rest) = text.split_at(i);
                return (before, Some(rest.split_at(1).1));
            }
            j += 1;
        }
        i += 1;
    }
    (text, None)
}

/// Removes a suffix, ignoring ASCII case. Returns `None` if the text does not end with it.
pub(crate) const fn strip_suffix_ignoring_case<'t>(
    text: &'t [u8],
    suffix: &[u8],
) -> Option<&'t [u8]> {
    match text.len().checked_sub(suffix.len()) {
        Some(start) => {
            let (before, end) = text.split_at(start);
            if is_equal_ignoring_case(end, suffix) {
                Some(before)
            } else {
                None
            }
        }
        None => None,
    }
}

/// Parses a number without a sign. Returns `None` for any other text, or if the number does not fit.
pub(crate) const fn parse_u32(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || !is_all_digits(digits) {
        return None;
    }
    let mut value = 0_u32;
    let mut i = 0;
    while i < digits.len() {
        value = match value.checked_mul(10) {
            Some(value) => match value.checked_add((digits[i] - b'0') as u32) {
                Some(value) => value,
                None => return None,
            },
            None => return None,
        };
        i += 1;
    }
    Some(value)
}

/// Returns whether every byte is an ASCII digit. An empty text has only digits.
pub(crate) const fn is_all_digits(text: &[u8]) -> bool {
    let mut i = 0;
    while i < text.len() {
        if !text[i].is_ascii_digit() {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_equal_compares_all_bytes() {
        assert!(is_equal(b"", b"") && is_equal(b"ab", b"ab"));
        assert!(!is_equal(b"ab", b"a") && !is_equal(b"ab", b"ac"));
    }

    #[test]
    fn is_equal_ignoring_case_compares_all_bytes() {
        assert!(is_equal_ignoring_case(b"", b"") && is_equal_ignoring_case(b"aB", b"Ab"));
        assert!(!is_equal_ignoring_case(b"ab", b"A") && !is_equal_ignoring_case(b"ab", b"AC"));
        // These differ by the bit that distinguishes the cases of a letter.
        assert!(!is_equal_ignoring_case(b"@", b"`"));
    }

    #[test]
    fn split_at_any_splits_at_the_first_separator() {
        assert_eq!(split_at_any(b"a-b-c", b"-"), (&b"a"[..], Some(&b"b-c"[..])));
        assert_eq!(split_at_any(b"1E2", b"eE"), (&b"1"[..], Some(&b"2"[..])));
        assert_eq!(split_at_any(b"a-", b"-"), (&b"a"[..], Some(&b""[..])));
        assert_eq!(split_at_any(b"a", b"-"), (&b"a"[..], None));
    }

    #[test]
    fn suffix_is_stripped_in_any_case() {
        for (text, suffix, stripped) in [
            ("time ZONE", " zone", Some("time")),
            ("one", " zone", None),
            ("time", "zone", None),
        ] {
            assert_eq!(
                strip_suffix_ignoring_case(text.as_bytes(), suffix.as_bytes()),
                stripped.map(str::as_bytes)
            );
        }
    }

    #[test]
    fn parse_u32_accepts_digits_that_fit() {
        for (text, value) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("4294967295", Some(u32::MAX)),
            ("4294967296", None),
            ("99999999999", None),
            ("", None),
            ("+1", None),
            ("1a", None),
        ] {
            assert_eq!(parse_u32(text.as_bytes()), value, "{text}");
        }
    }
}
