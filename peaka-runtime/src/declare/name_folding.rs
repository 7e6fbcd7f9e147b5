//! Compares names at compile time as the service may compare them: by their letters and digits, or by what it stores.

/// Returns whether two names have the same letters and digits, and so may be one name to the service.
///
/// It is [`folded_name`](crate::schema::folded_name) as far as constants can compute it: for names in Unicode
/// normalization form C without invisible characters, which the derive ensures, and in the scripts of
/// [`lower_case`]. A sync checks the rest before it sends anything.
pub(super) const fn is_same_folded_name(a: &str, b: &str) -> bool {
    let [text, other] = [a.as_bytes(), b.as_bytes()];
    if next_folded(text, 0).is_none() || next_folded(other, 0).is_none() {
        return is_same_stored_name(a, b);
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (next_folded(text, i), next_folded(other, j)) {
            (None, None) => return true,
            (Some((c, next)), Some((d, next_of_other))) if c == d => {
                i = next;
                j = next_of_other;
            }
            _ => return false,
        }
    }
}

/// Returns whether two names have the same stored name.
pub(super) const fn is_same_stored_name(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        while i < a.len() && a[i] == b'_' {
            i += 1;
        }
        while j < b.len() && b[j] == b'_' {
            j += 1;
        }
        if i == a.len() || j == b.len() {
            return i == a.len() && j == b.len();
        }
        if a[i] != b[j] {
            return false;
        }
        i += 1;
        j += 1;
    }
}

/// Returns whether the service may store the declared name under a live name with this lookalike key. It is the
/// `const` form of [`may_be_stored_as`](crate::text::may_be_stored_as).
pub(crate) const fn is_possible_stored_key(key: &str, declared: &str) -> bool {
    let (key, declared) = (key.as_bytes(), declared.as_bytes());
    let (mut whole_end, mut stored_end, mut folded_end) = (Some(0), Some(0), Some(0));
    let mut i = 0;
    while i < declared.len() {
        let byte = declared[i];
        let (c, next) = if byte.is_ascii() {
            (byte.to_ascii_lowercase() as u32, i + 1)
        } else {
            let (c, next) = decode(declared, i);
            (lower_case(c), next)
        };
        whole_end = skip_char(key, whole_end, c);
        if byte != b'_' {
            stored_end = skip_char(key, stored_end, c);
        }
        if !byte.is_ascii() || byte.is_ascii_alphanumeric() {
            folded_end = skip_char(key, folded_end, c);
        }
        i = next;
    }
    is_end(key, whole_end) || is_end(key, stored_end) || is_end(key, folded_end)
}

/// Returns the index after the character `c`, or `None` if `c` is not at `index`.
const fn skip_char(text: &[u8], index: Option<usize>, c: u32) -> Option<usize> {
    match index {
        Some(i) if i < text.len() => {
            let (found, next) = if text[i].is_ascii() {
                (text[i] as u32, i + 1)
            } else {
                decode(text, i)
            };
            if lower_case(found) == c {
                Some(next)
            } else {
                None
            }
        }
        _ => None,
    }
}

const fn is_end(text: &[u8], index: Option<usize>) -> bool {
    matches!(index, Some(i) if i == text.len() && i > 0)
}

/// Returns the next letter or digit in lower case, and the index after it. Characters beyond ASCII count as letters.
pub(super) const fn next_folded(text: &[u8], mut i: usize) -> Option<(u32, usize)> {
    while i < text.len() {
        if !text[i].is_ascii() {
            let (c, next) = decode(text, i);
            return Some((lower_case(c), next));
        }
        if text[i].is_ascii_alphanumeric() {
            return Some((text[i].to_ascii_lowercase() as u32, i + 1));
        }
        i += 1;
    }
    None
}

/// Decodes the multi-byte UTF-8 character at `start`, and returns it with the index after it.
pub(super) const fn decode(text: &[u8], start: usize) -> (u32, usize) {
    let first = text[start] as u32;
    let length = if first < 0xe0 {
        2
    } else if first < 0xf0 {
        3
    } else {
        4
    };
    let mut c = first & (0x7f >> length);
    let mut i = start + 1;
    while i < text.len() && i < start + length {
        c = c << 6 | (text[i] & 0x3f) as u32;
        i += 1;
    }
    (c, i)
}

/// Returns the lower-case form of a non-ASCII letter of the Latin, Greek, Cyrillic or Armenian script, and any other
/// character unchanged.
const fn lower_case(c: u32) -> u32 {
    let is_even = c % 2 == 0;
    match c {
        0xd7 | 0x130 => c,
        0xc0..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => c + 32,
        0x100..=0x137 | 0x14a..=0x177 | 0x1e00..=0x1e95 | 0x1ea0..=0x1eff if is_even => c + 1,
        0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f if is_even => c + 1,
        0x139..=0x148 | 0x179..=0x17e | 0x4c1..=0x4ce if !is_even => c + 1,
        0x178 => 0xff,
        0x386 => 0x3ac,
        0x388..=0x38a => c + 37,
        0x38c => 0x3cc,
        0x38e..=0x38f => c + 63,
        // Both small sigmas are one letter.
        0x3c2 => 0x3c3,
        0x400..=0x40f => c + 80,
        0x4c0 => 0x4cf,
        0x531..=0x556 => c + 48,
        0x1e9e => 0xdf,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schema::folded_name;

    #[test]
    fn names_with_the_same_letters_and_digits_are_the_same() {
        for (a, b, is_same) in [
            ("user_id", "userid", true),
            ("user_id", "u_serid_", true),
            ("user_id", "user_ids", false),
            ("userId", "USER ID", true),
            ("__a", "a", true),
            ("a", "b", false),
            ("größe", "GR_ÖßE", true),
            ("größe", "große", false),
            ("ŞEHİR", "şehİr", true),
            ("ÜRÜN-ADI", "ürün adi", true),
            ("ΛΌΓΟΣ", "λόγος", true),
            ("Дата", "ДАТА", true),
            ("名前", "名_前", true),
            ("$", "_$", true),
            ("$", "%", false),
            ("$", "a", false),
        ] {
            assert_eq!(is_same_folded_name(a, b), is_same, "{a} {b}");
            assert_eq!(
                is_same_folded_name(a, b),
                folded_name(a) == folded_name(b),
                "{a} {b}"
            );
        }
    }

    #[test]
    fn lower_case_is_that_of_the_standard_library() {
        let of_std = |c: char| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some('ς'), None) => 'σ',
                (Some(lower), None) => lower,
                _ => c,
            }
        };
        let is_complete = |c: char| matches!(c, '\u{80}'..'\u{180}' | '\u{400}'..'\u{588}' | '\u{1e00}'..='\u{1eff}');
        for c in '\u{80}'..=char::MAX {
            let lower = lower_case(c.into());
            assert!(
                lower == u32::from(of_std(c)) || lower == u32::from(c),
                "{c}"
            );
            assert!(!is_complete(c) || lower == u32::from(of_std(c)), "{c}");
        }
    }

    proptest! {
        /// A name that the constants refuse is also refused by a sync.
        #[test]
        fn constants_are_no_stricter_than_a_sync(a in "[a-cA-C_ öÖşŞσςΣ1-]{1,4}", b in "[a-cA-C_ öÖşŞσςΣ1-]{1,4}") {
            // Names with white space at an end are refused on their own.
            prop_assume!(a.trim() == a && b.trim() == b);
            prop_assert_eq!(is_same_folded_name(&a, &b), folded_name(&a) == folded_name(&b));
        }
    }
}
