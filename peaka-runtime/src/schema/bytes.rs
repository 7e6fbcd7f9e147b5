//! Functions on bytes that the standard library does not offer in constants.

/// Returns whether both are equal.
pub(crate) const fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && {
        let mut i = 0;
        while i < a.len() && a[i] == b[i] {
            i += 1;
        }
        i == a.len()
    }
}

/// Splits at the first occurrence of one of these bytes.
pub(crate) const fn split<'t>(text: &'t [u8], at: &[u8]) -> (&'t [u8], Option<&'t [u8]>) {
    let mut i = 0;
    while i < text.len() {
        let mut j = 0;
        while j < at.len() {
            if text[i] == at[j] {
                let (before, rest) = text.split_at(i);
                return (before, Some(rest.split_at(1).1));
            }
            j += 1;
        }
        i += 1;
    }
    (text, None)
}

/// Removes a suffix, ignoring ASCII case.
pub(crate) const fn without_suffix<'t>(text: &'t [u8], suffix: &[u8]) -> Option<&'t [u8]> {
    match text.len().checked_sub(suffix.len()) {
        Some(start) => {
            let (before, end) = text.split_at(start);
            if end.eq_ignore_ascii_case(suffix) {
                Some(before)
            } else {
                None
            }
        }
        None => None,
    }
}

/// The number that the bytes spell; `None` unless all are digits, at least one, and it fits.
pub(crate) const fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || !all_digits(digits) {
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

pub(crate) const fn all_digits(text: &[u8]) -> bool {
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
    fn text_is_taken_apart_as_the_library_does() {
        assert!(same(b"", b"") && same(b"ab", b"ab"));
        assert!(!same(b"ab", b"a") && !same(b"ab", b"ac"));
        assert_eq!(split(b"a-b-c", b"-"), (&b"a"[..], Some(&b"b-c"[..])));
        assert_eq!(split(b"1E2", b"eE"), (&b"1"[..], Some(&b"2"[..])));
        assert_eq!(split(b"a-", b"-"), (&b"a"[..], Some(&b""[..])));
        assert_eq!(split(b"a", b"-"), (&b"a"[..], None));
        assert_eq!(without_suffix(b"time ZONE", b" zone"), Some(&b"time"[..]));
        assert_eq!(without_suffix(b"one", b" zone"), None);
        assert_eq!(without_suffix(b"time", b"zone"), None);
    }

    #[test]
    fn only_digits_are_a_number_and_only_as_many_as_fit() {
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
            assert_eq!(number(text.as_bytes()), value, "{text}");
        }
    }
}
