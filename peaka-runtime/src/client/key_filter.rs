//! Rules out that a text contains an API key, without a look at most of its bytes.
//!
//! Nearly no response contains the key. So the exact and slow search in [`key_search`](super::key_search) is left to the
//! texts that this one cannot rule out.

use memchr::memchr2;
use zeroize::Zeroizing;

use super::key_encodings::{base64, hex, percent};
use super::key_search::{PART_LENGTH, Parts, number};

/// The length of the pieces of a text that are looked up.
const PIECE_LENGTH: usize = 4;

/// The number of bits of the hash of a piece.
const HASH_BITS: u32 = 15;

/// The number of words with one bit for each hash.
const HASH_WORDS: usize = 1 << (HASH_BITS - 6);

/// The pieces of the key and of its encodings, as far as a search for the key or for its parts finds them.
///
/// What is searched for is at least `stride + PIECE_LENGTH - 1` bytes long. So if a text contains it, then one of the
/// pieces that begin at a multiple of `stride` is a piece of it.
pub(crate) struct KeyFilter {
    /// The key in lower case.
    key: Zeroizing<Vec<u8>>,
    stride: usize,
    /// Two bits for each piece, at hashes that ignore case.
    hashes: Zeroizing<[u64; HASH_WORDS]>,
    /// The parts that are searched for in any case, in lower case.
    in_any_case: Parts,
    /// The parts that are searched for in their case.
    exact: Parts,
}

impl KeyFilter {
    /// Returns the filter for a search for the whole key, and for the unencoded parts that `is_secret`.
    pub(crate) fn new(key: &[u8], is_secret: impl Fn(&[u8]) -> bool) -> Self {
        let secret = key.windows(PART_LENGTH).filter(|part| is_secret(part));
        let mut in_any_case: Vec<_> = secret
            .map(|part| Zeroizing::new(part.to_ascii_lowercase()))
            .collect();
        in_any_case.extend([hex(key), percent(key)]);
        let exact = base64(key);
        let key = Zeroizing::new(key.to_ascii_lowercase());
        let mut filter = Self {
            stride: (key.len().min(PART_LENGTH) + 1)
                .saturating_sub(PIECE_LENGTH)
                .max(1),
            hashes: Zeroizing::new([0; HASH_WORDS]),
            in_any_case: Parts::of(&in_any_case),
            exact: Parts::of(&exact),
            key,
        };
        let forms = in_any_case.iter().chain(&exact).chain([&filter.key]);
        for form in forms {
            for piece in form.windows(PIECE_LENGTH) {
                if let Ok(piece) = piece.try_into() {
                    for (at, bit) in [place(piece), second_place(piece)] {
                        filter.hashes[at] |= bit;
                    }
                }
            }
        }
        filter
    }

    /// Returns whether a search would find nothing in this text.
    pub(crate) fn rules_out(&self, text: &[u8]) -> bool {
        // Escapes are left to the exact search.
        if memchr2(b'\\', b'%', text).is_some() {
            return false;
        }
        let hashes = &*self.hashes;
        let mut rest = text;
        while let [a, b, c, d, ..] = *rest {
            let (index, bit) = place([a, b, c, d]);
            if hashes[index] & bit != 0 {
                let (index, bit) = second_place([a, b, c, d]);
                let at = text.len() - rest.len();
                if hashes[index] & bit != 0 && self.is_found_around(text, at) {
                    return false;
                }
            }
            rest = rest.get(self.stride..).unwrap_or_default();
        }
        true
    }

    /// Returns whether the piece at this index is one of the key or of a part that is searched for.
    #[cold]
    fn is_found_around(&self, text: &[u8], at: usize) -> bool {
        let start = (at + PIECE_LENGTH).saturating_sub(PART_LENGTH);
        let end = text.len().min(at + PART_LENGTH);
        let is_part = |part: &[u8]| {
            let lower = part.iter().map(u8::to_ascii_lowercase);
            self.exact.contains(number(part.iter().copied()))
                || self.in_any_case.contains(number(lower))
        };
        text[start..end].windows(PART_LENGTH).any(is_part) || self.is_key_around(text, at)
    }

    /// Returns whether the piece at this index is one of the whole key.
    fn is_key_around(&self, text: &[u8], at: usize) -> bool {
        let offsets = 0..=self.key.len().saturating_sub(PIECE_LENGTH);
        offsets.into_iter().any(|offset| {
            let key = at
                .checked_sub(offset)
                .and_then(|start| text.get(start..start + self.key.len()));
            key.is_some_and(|text| text.eq_ignore_ascii_case(&self.key))
        })
    }
}

/// Returns the place of a piece among the hashes, whatever its case: an index, and a bit.
fn place(piece: [u8; PIECE_LENGTH]) -> (usize, u64) {
    place_with(piece, 0x9e37_79b1)
}

/// Returns another place of a piece. Few pieces that the key does not have share both places with one of its pieces.
fn second_place(piece: [u8; PIECE_LENGTH]) -> (usize, u64) {
    place_with(piece, 0x85eb_ca6b)
}

fn place_with(piece: [u8; PIECE_LENGTH], factor: u32) -> (usize, u64) {
    // In the bit that is set, the cases of a letter differ. Other bytes may become equal, too.
    let number = u32::from_le_bytes(piece) | 0x2020_2020;
    let hash = number.wrapping_mul(factor) >> (32 - HASH_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key_search::Found;
    use super::*;

    /// Returns whether the exact search finds nothing.
    fn finds_nothing(key: &[u8], text: &[u8], has_parts: bool) -> bool {
        let mut found = Found::new(text);
        found.add_whole(key);
        if has_parts {
            found.add_parts(key, |_| true);
        }
        found.replaced("").is_none()
    }

    /// Returns a spelling of the key in which a text may contain it.
    fn spelled(key: &str, spelling: usize) -> Vec<u8> {
        match spelling {
            0 => key.as_bytes().to_vec(),
            1 => key.to_ascii_uppercase().into_bytes(),
            2 => hex(key.as_bytes()).to_vec(),
            3 => hex(key.as_bytes()).to_ascii_uppercase(),
            4 => percent(key.as_bytes()).to_vec(),
            5 => key.replacen('e', "\\u0065", 1).into_bytes(),
            _ => base64(key.as_bytes())[spelling % 3].to_vec(),
        }
    }

    proptest! {
        #[test]
        fn text_that_is_ruled_out_has_no_key(
            key in "[!-~]{6,24}",
            before in "[a-z\":,{}]{0,20}",
            after in "[a-z\":,{}]{0,20}",
            spelling in 0_usize..9,
            cut in (0_usize..12, 0_usize..12),
            has_parts: bool,
        ) {
            let spelled = spelled(&key, spelling);
            let cut_end = spelled.len().saturating_sub(cut.1).max(cut.0.min(spelled.len()));
            let part = &spelled[cut.0.min(spelled.len())..cut_end];
            for part in [&spelled[..], part] {
                let text = [before.as_bytes(), part, after.as_bytes()].concat();
                let filter = KeyFilter::new(key.as_bytes(), |_| has_parts);
                let is_without = finds_nothing(key.as_bytes(), &text, has_parts);
                prop_assert!(is_without || !filter.rules_out(&text), "{}", String::from_utf8_lossy(&text));
            }
        }
    }

    #[test]
    fn columns_without_the_key_are_ruled_out() {
        let columns =
            br#"[{"id":"7","name":"user_id","dataType":"timestamp(6)","defaultValue":null},
            {"id":"8","name":"canary","dataType":"varchar","isNotNull":false,"isUnique":true}]"#;
        for key in ["canary-4711", "s3cret", "EMULATOR-canary-4711-canary"] {
            for has_parts in [false, true] {
                let filter = KeyFilter::new(key.as_bytes(), |_| has_parts);
                assert!(filter.rules_out(columns), "{key}");
                assert!(filter.rules_out(b""), "{key}");
                assert!(!filter.rules_out(key.as_bytes()), "{key}");
            }
        }
    }
}
