//! The forms in which a response can repeat an API key.

use zeroize::Zeroizing;

/// The base64 alphabets: the standard one and that for URLs.
const ALPHABETS: [&[u8; 64]; 2] = [
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
];

/// Returns the hexadecimal form of a key, in lower case.
pub(crate) fn hex(key: &[u8]) -> Zeroizing<Vec<u8>> {
    let digit = |value: u8| b"0123456789abcdef"[usize::from(value)];
    let digits = key
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    Zeroizing::new(digits.collect())
}

/// Returns the form of a key in which every byte is a percent escape, in lower case.
pub(crate) fn percent(key: &[u8]) -> Zeroizing<Vec<u8>> {
    let hex = hex(key);
    let escapes = hex
        .chunks(2)
        .flat_map(|digits| [b'%', digits[0], digits[1]]);
    Zeroizing::new(escapes.collect())
}

/// Returns the base64 forms of a key in the middle of any text: one for each offset of its first byte modulo three,
/// and for each alphabet. The characters that also depend on the text around the key are left out.
pub(crate) fn base64(key: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut forms = Vec::new();
    for alphabet in ALPHABETS {
        for offset in 0..3 {
            forms.push(base64_at(key, offset, alphabet));
        }
    }
    forms.dedup();
    forms
}

fn base64_at(key: &[u8], offset: usize, alphabet: &[u8; 64]) -> Zeroizing<Vec<u8>> {
    let bit_at = |at: usize| -> u8 {
        // `at` counts bits from the start of a text in which the key begins at byte `offset`.
        let byte = key[at / 8 - offset];
        byte >> (7 - at % 8) & 1
    };
    let first = (offset * 8).div_ceil(6);
    let end = (offset + key.len()) * 8 / 6;
    let characters = (first..end).map(|character| {
        let value = (0..6).fold(0, |value, bit| value << 1 | bit_at(character * 6 + bit));
        alphabet[usize::from(value)]
    });
    Zeroizing::new(characters.collect())
}

/// Decodes the character at the start of a text: a JSON escape, a percent escape or a byte. Returns it with
/// the length of its form.
pub(crate) fn decode_character(text: &[u8]) -> Option<(u8, usize)> {
    let hexadecimal = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        u8::from_str_radix(digits, 16).ok()
    };
    match text {
        [b'\\', b'u', b'0', b'0', high, low, ..] => hexadecimal(&[*high, *low])
            .map(|byte| (byte, 6))
            .or(Some((b'\\', 1))),
        [b'\\', byte, ..] => Some((*byte, 2)),
        [b'%', high, low, ..] => hexadecimal(&[*high, *low])
            .map(|byte| (byte, 3))
            .or(Some((b'%', 1))),
        [byte, ..] => Some((*byte, 1)),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_in_lower_case() {
        assert_eq!(**hex(b"k\xff0"), *b"6bff30");
        assert_eq!(**percent(b"k\xff0"), *b"%6b%ff%30");
    }

    #[test]
    fn base64_forms_occur_in_the_encoding_of_any_text_with_the_key() {
        let forms = base64(b"canary?>");
        let forms: Vec<_> = forms
            .iter()
            .map(|form| std::str::from_utf8(form).unwrap())
            .collect();
        // The encodings of `canary?>`, `x canary?>` and `xy canary?>` contain one of these each.
        assert_eq!(
            forms,
            [
                "Y2FuYXJ5Pz",
                "NhbmFyeT8+",
                "jYW5hcnk/P",
                "Y2FuYXJ5Pz",
                "NhbmFyeT8-",
                "jYW5hcnk_P",
            ]
        );
    }

    #[test]
    fn escapes_are_decoded() {
        for (text, decoded) in [
            (&b"ab"[..], Some((b'a', 1))),
            (b"\\u0061b", Some((b'a', 6))),
            (b"\\/", Some((b'/', 2))),
            (b"%2Fx", Some((b'/', 3))),
            (b"%zz", Some((b'%', 1))),
            (b"", None),
        ] {
            assert_eq!(decode_character(text), decoded);
        }
    }
}
