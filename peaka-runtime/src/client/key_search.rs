//! Finds an API key and parts of it in a text, in any of its encodings and in any case.
//!
//! A response of many megabytes is searched in one pass per kind of encoding, and takes up one more bit per byte.

use std::ops::Range;

use memchr::memmem;
use zeroize::Zeroizing;

use super::key_encodings::{base64, decode_character, hex, percent};

/// The length from which a part of a key is secret.
pub(crate) const PART_LENGTH: usize = 8;

/// A text, and which of its bytes belong to the key.
pub(crate) struct Found<'t> {
    text: &'t [u8],
    /// One bit for each byte; empty as long as nothing is found.
    marks: Vec<u64>,
}

impl<'t> Found<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Self {
        let marks = Vec::new();
        Self { text, marks }
    }

    fn add(&mut self, range: Range<usize>) {
        self.marks.resize(self.text.len().div_ceil(64), 0);
        for at in range {
            self.marks[at / 64] |= 1 << (at % 64);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.marks
            .get(at / 64)
            .is_some_and(|marks| marks >> (at % 64) & 1 == 1)
    }

    /// Adds where a text contains the whole key.
    pub(crate) fn add_whole(&mut self, key: &[u8]) {
        let text = self.text;
        let mut at = 0;
        while at < text.len() {
            match length_of_key(&text[at..], key) {
                Some(length) => {
                    self.add(at..at + length);
                    at += length;
                }
                None => at += 1,
            }
        }
        let hex = hex(key);
        let upper_hex = Zeroizing::new(hex.to_ascii_uppercase());
        let mut forms = base64(key);
        forms.extend([hex, upper_hex]);
        for form in forms.iter().filter(|form| form.len() >= PART_LENGTH) {
            for start in memmem::find_iter(text, &***form) {
                self.add(start..start + form.len());
            }
        }
    }

    /// Adds where a text contains a part of the key, of at least [`PART_LENGTH`] characters. Of the unencoded parts,
    /// only those that `is_secret` are searched for.
    pub(crate) fn add_parts(&mut self, key: &[u8], is_secret: impl Fn(&[u8]) -> bool) {
        let text = self.text;
        let windows = key.windows(PART_LENGTH);
        let secret = windows.filter(|part| is_secret(part));
        let plain: Vec<_> = secret
            .map(|part| Zeroizing::new(part.to_ascii_lowercase()))
            .collect();
        let mut in_any_case = plain.clone();
        in_any_case.extend([hex(key), percent(key)]);
        let in_any_case = Parts::of(&in_any_case);
        let plain = Parts::of(&plain);
        let exact = Parts::of(&base64(key));

        let (mut last, mut last_in_lower_case) = (0, 0);
        for (at, byte) in text.iter().enumerate() {
            last = last << 8 | u64::from(*byte);
            last_in_lower_case = last_in_lower_case << 8 | u64::from(byte.to_ascii_lowercase());
            if exact.contains(last) || in_any_case.contains(last_in_lower_case) {
                self.add((at + 1).saturating_sub(PART_LENGTH)..at + 1);
            }
        }

        // The same without escapes. These are the positions of the last characters.
        let mut starts = [0; PART_LENGTH];
        let (mut decoded, mut count, mut at) = (0, 0, 0);
        while let Some((byte, length)) = decode_character(&text[at..]) {
            starts[count % PART_LENGTH] = at;
            count += 1;
            at += length;
            decoded = decoded << 8 | u64::from(byte.to_ascii_lowercase());
            if plain.contains(decoded) {
                self.add(starts[count % PART_LENGTH]..at);
            }
        }
    }

    /// Returns the text with a replacement for each run of bytes that were found; `None` if there are none.
    pub(crate) fn replaced(&self, replacement: &str) -> Option<Vec<u8>> {
        if self.marks.is_empty() {
            return None;
        }
        let mut replaced = Vec::with_capacity(self.text.len());
        let mut was_found = false;
        for (at, byte) in self.text.iter().enumerate() {
            let is_found = self.has(at);
            if !is_found {
                replaced.push(*byte);
            } else if !was_found {
                replaced.extend_from_slice(replacement.as_bytes());
            }
            was_found = is_found;
        }
        Some(replaced)
    }
}

/// Returns the length of the key at the start of a text, whatever the case and the escapes of its characters.
fn length_of_key(text: &[u8], key: &[u8]) -> Option<usize> {
    let mut at = 0;
    for expected in key {
        let (byte, length) = decode_character(&text[at..])?;
        if !byte.eq_ignore_ascii_case(expected) {
            return None;
        }
        at += length;
    }
    Some(at)
}

/// A set of parts of [`PART_LENGTH`] bytes, each as one number. It is searched once for each byte of a text.
pub(crate) struct Parts {
    sorted: Zeroizing<Vec<u64>>,
    /// Whether there is a part with these last 12 bits, which there seldom is.
    filter: [u64; 64],
}

impl Parts {
    /// Returns the parts of some forms of a key.
    pub(crate) fn of(forms: &[Zeroizing<Vec<u8>>]) -> Self {
        let count = forms.iter().map(|form| form.len()).sum();
        let mut parts = Self {
            sorted: Zeroizing::new(Vec::with_capacity(count)),
            filter: [0; 64],
        };
        for form in forms {
            for part in form.windows(PART_LENGTH) {
                let part = number(part.iter().copied());
                let (at, bit) = Self::place(part);
                parts.filter[at] |= bit;
                parts.sorted.push(part);
            }
        }
        parts.sorted.sort_unstable();
        parts
    }

    pub(crate) fn contains(&self, part: u64) -> bool {
        let (at, bit) = Self::place(part);
        self.filter[at] & bit != 0 && self.sorted.binary_search(&part).is_ok()
    }

    /// Returns the place of a part in the filter: an index, and a bit.
    fn place(part: u64) -> (usize, u64) {
        // Six bits are an index below 64.
        ((part >> 6 & 63) as usize, 1 << (part & 63))
    }
}

/// Returns a part as a number.
pub(crate) fn number(part: impl Iterator<Item = u8>) -> u64 {
    part.fold(0, |number, byte| number << 8 | u64::from(byte))
}
