//! Detects names that can be confused with another name, or that show nothing.
//!
//! A copy of the runtime's definitions, because the derive cannot depend on the runtime; a test compares them.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::printable::is_unprintable;

/// Why a name can be confused with another name, or shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameFlaw {
    /// It has no visible character.
    Blank,
    /// It has a control character.
    Control(char),
    /// It has an invisible character.
    Invisible(char),
    /// It begins or ends with white space.
    SurroundingWhiteSpace(char),
    /// It has white space that is not an ordinary space, such as a no-break space.
    UnusualWhiteSpace(char),
    /// It is not in Unicode normalization form C.
    NotNfc,
}

impl NameFlaw {
    /// Returns the first flaw of a name; `None` if it has none, or is empty.
    pub(crate) fn of(name: &str) -> Option<Self> {
        if is_ascii_graphic(name) {
            return None;
        }
        let is_blank = |c: char| c.is_whitespace() || is_invisible(c);
        if let Some(c) = name.chars().find(|c| c.is_control()) {
            return Some(Self::Control(c));
        }
        if !name.is_empty() && name.chars().all(is_blank) {
            return Some(Self::Blank);
        }
        if let Some(c) = name.chars().find(|c| is_invisible(*c)) {
            return Some(Self::Invisible(c));
        }
        let ends = [name.chars().next(), name.chars().next_back()];
        if let Some(c) = ends.into_iter().flatten().find(|c| c.is_whitespace()) {
            return Some(Self::SurroundingWhiteSpace(c));
        }
        if let Some(c) = name.chars().find(|c| c.is_whitespace() && *c != ' ') {
            return Some(Self::UnusualWhiteSpace(c));
        }
        (!is_nfc(name)).then_some(Self::NotNfc)
    }

    /// Returns what is wrong with the name, as the second half of a message.
    pub(crate) fn reason(self) -> String {
        let with_code_point = |what: &str, c: char| format!("it {what} U+{:04X}", u32::from(c));
        match self {
            Self::Blank => "it has no visible character".to_owned(),
            Self::Control(c) => with_code_point("contains the control character", c),
            Self::Invisible(c) => with_code_point("contains the invisible character", c),
            Self::SurroundingWhiteSpace(c) => {
                format!("it begins or ends with whitespace (U+{:04X})", u32::from(c))
            }
            Self::UnusualWhiteSpace(c) => with_code_point("contains the whitespace character", c),
            Self::NotNfc => {
                "it is not in Unicode normalization form C (NFC): another name can look the same"
                    .to_owned()
            }
        }
    }

    /// Returns how to fix the name.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Blank => "choose a name with at least one letter or digit",
            Self::Control(_) | Self::Invisible(_) | Self::SurroundingWhiteSpace(_) => {
                "remove the character"
            }
            Self::UnusualWhiteSpace(_) => "use an ordinary space",
            Self::NotNfc => "write the name in NFC, with composed characters",
        }
    }
}

/// Returns whether a character of a name is invisible: an [unprintable](is_unprintable) one, a joiner or a variation
/// selector. Of white space, only control characters and the separators U+2028 and U+2029 count as invisible.
pub(crate) fn is_invisible(c: char) -> bool {
    is_unprintable(c)
        || matches!(
            c,
            '\u{200c}'..='\u{200d}' | '\u{2800}' | '\u{fe00}'..='\u{fe0f}'
        )
}

/// Returns whether a name has only visible ASCII characters.
fn is_ascii_graphic(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns a key that is the same for names that look alike: the name in lower case and in NFC, without invisible
/// characters and surrounding white space.
pub(crate) fn lookalike_key(name: &str) -> String {
    if is_ascii_graphic(name) {
        return name.to_ascii_lowercase();
    }
    // The two small sigmas are one letter. `str::to_lowercase` would choose one by the letters around it.
    let lower = |c: char| c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c });
    let key = || visible_chars(name).flat_map(lower).nfc();
    // A growing string would take up three times the length of a long name.
    let mut text = String::with_capacity(key().map(char::len_utf8).sum());
    text.extend(key());
    text
}

/// Returns the characters of a name in NFC, without invisible characters and surrounding white space, and with an
/// ordinary space in place of every other white space.
pub(crate) fn visible_chars(name: &str) -> impl Iterator<Item = char> {
    name.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
        .chars()
        .filter(|c| c.is_whitespace() || !is_invisible(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .nfc()
}

/// Returns the letters and digits of a name's [`lookalike_key`]. The service may treat two names with the same result
/// as one.
///
/// A name without letters and digits keeps its other characters, except underscores.
pub(crate) fn folded_name(name: &str) -> Cow<'_, str> {
    if name
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
    {
        return Cow::Borrowed(name);
    }
    if has_ascii_word(name) {
        let mut folded = String::with_capacity(name.len());
        folded.extend(folded_ascii(name).map(char::from));
        return Cow::Owned(folded);
    }
    let key = lookalike_key(name);
    let is_in_word = |c: &char| c.is_alphanumeric() || is_combining_mark(*c);
    let folded: String = key.chars().filter(is_in_word).collect();
    Cow::Owned(if folded.is_empty() {
        key.replace('_', "")
    } else {
        folded
    })
}

/// A name that equals all names with the same [`folded_name`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct FoldedName<'a>(pub(crate) &'a str);

impl PartialEq for FoldedName<'_> {
    fn eq(&self, other: &Self) -> bool {
        if has_ascii_word(self.0) && has_ascii_word(other.0) {
            return folded_ascii(self.0).eq(folded_ascii(other.0));
        }
        folded_name(self.0) == folded_name(other.0)
    }
}

impl Eq for FoldedName<'_> {}

impl Hash for FoldedName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if has_ascii_word(self.0) {
            hash_bytes(folded_ascii(self.0), state);
        } else {
            hash_bytes(folded_name(self.0).bytes(), state);
        }
    }
}

/// Hashes bytes without a copy of them, eight at a time.
fn hash_bytes(bytes: impl Iterator<Item = u8>, state: &mut impl Hasher) {
    let (mut word, mut length) = (0, 0_u64);
    for byte in bytes {
        word = word << 8 | u64::from(byte);
        length += 1;
        if length % 8 == 0 {
            state.write_u64(word);
            word = 0;
        }
    }
    state.write_u64(word);
    state.write_u64(length);
}

/// Returns the letters and digits of an ASCII name in lower case.
fn folded_ascii(name: &str) -> impl Iterator<Item = u8> {
    let bytes = name.bytes().filter(u8::is_ascii_alphanumeric);
    bytes.map(|byte| byte.to_ascii_lowercase())
}

/// Returns whether a name has only ASCII characters, and at least one letter or digit.
fn has_ascii_word(name: &str) -> bool {
    name.is_ascii() && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// How two names differ that have the same [`folded_name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameDifference {
    /// Only in underscores, which the service removes.
    Underscores,
    /// Only in letter case, which SQL ignores.
    LetterCase,
    /// In other characters than letters and digits, which the service may remove.
    OtherCharacters,
}

impl NameDifference {
    /// Returns the difference between two names without a [`NameFlaw`].
    pub(crate) fn between(one: &str, other: &str) -> Self {
        let is_same = |form: fn(&str) -> String| form(one) == form(other);
        if is_same(|name| name.replace('_', "")) {
            Self::Underscores
        } else if is_same(lookalike_key) {
            Self::LetterCase
        } else {
            Self::OtherCharacters
        }
    }
}

/// Returns the [keys](lookalike_key) of the names under which the service may store a declared name: unchanged,
/// without underscores, or with only its letters and digits.
pub(crate) fn possible_stored_keys(declared: &str) -> [String; 3] {
    [
        lookalike_key(declared),
        lookalike_key(&declared.replace('_', "")),
        folded_name(declared).into_owned(),
    ]
}

/// Returns whether the service may store the declared name under the live one.
pub(crate) fn may_be_stored_as(declared: &str, live: &str) -> bool {
    possible_stored_keys(declared).contains(&lookalike_key(live))
}
