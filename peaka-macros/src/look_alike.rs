//! Names that look like another one, or like none. The runtime has the same definitions; a test compares them.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::printable::is_unprintable;

/// What makes a name look like another one, or like none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameFlaw {
    /// It has no visible character.
    Blank,
    /// It has a character that controls a terminal, or one of the C1 controls.
    Control(char),
    /// It has an invisible character.
    Invisible(char),
    /// It begins or ends with white space.
    Surrounded(char),
    /// It has white space that is not an ordinary space, such as a no-break space.
    WhiteSpace(char),
    /// It is not in Unicode normalization form C.
    NotComposed,
}

impl NameFlaw {
    /// Returns the first flaw of a name; `None` if it has none, or is empty.
    pub(crate) fn of(name: &str) -> Option<Self> {
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
            return Some(Self::Surrounded(c));
        }
        if let Some(c) = name.chars().find(|c| c.is_whitespace() && *c != ' ') {
            return Some(Self::WhiteSpace(c));
        }
        (!is_nfc(name)).then_some(Self::NotComposed)
    }

    /// Returns what is wrong with the name, as the second half of a message.
    pub(crate) fn reason(self) -> String {
        let of = |what: &str, c: char| format!("it contains the {what} U+{:04X}", u32::from(c));
        match self {
            Self::Blank => "it has no visible character".to_owned(),
            Self::Control(c) => of("control character", c),
            Self::Invisible(c) => of("invisible character", c),
            Self::Surrounded(c) => {
                format!("it begins or ends with whitespace (U+{:04X})", u32::from(c))
            }
            Self::WhiteSpace(c) => of("whitespace character", c),
            Self::NotComposed => {
                "it is not in Unicode normalization form C (NFC): another name can look the same"
                    .to_owned()
            }
        }
    }

    /// Returns how to fix the name.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Blank => "choose a name with at least one letter or digit",
            Self::Control(_) | Self::Invisible(_) | Self::Surrounded(_) => "remove the character",
            Self::WhiteSpace(_) => "use an ordinary space",
            Self::NotComposed => "write the name in NFC, with composed characters",
        }
    }
}

/// Returns whether a character of a name cannot be seen. Unlike in other text, that includes joiners and
/// variation selectors. White space is not among them, except line breaks.
pub(crate) fn is_invisible(c: char) -> bool {
    is_unprintable(c)
        || matches!(
            c,
            '\u{200c}'..='\u{200d}' | '\u{2800}' | '\u{fe00}'..='\u{fe0f}'
        )
}

/// Returns what a name looks like if letter case does not matter: in lower case, composed, and without invisible
/// characters and surrounding white space.
pub(crate) fn look(name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return name.to_ascii_lowercase();
    }
    // The two small sigmas are one letter. The methods of `char` do not depend on the letters around it.
    let lower = |c: char| c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c });
    visible(name).chars().flat_map(lower).nfc().collect()
}

/// Returns a name composed, without invisible characters and surrounding white space, and with ordinary spaces
/// alone.
pub(crate) fn visible(name: &str) -> String {
    let visible = name
        .chars()
        .filter(|c| c.is_whitespace() || !is_invisible(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c });
    let visible: String = visible.nfc().collect();
    visible.trim().to_owned()
}

/// Returns the letters and digits of what a name [looks](look) like. Names in which they are the same may be one
/// name to the service.
///
/// A name without letters and digits keeps its other characters, except underscores.
pub(crate) fn folded_name(name: &str) -> String {
    let look = look(name);
    let is_kept = |c: &char| c.is_alphanumeric() || is_combining_mark(*c);
    let folded: String = look.chars().filter(is_kept).collect();
    if folded.is_empty() {
        look.replace('_', "")
    } else {
        folded
    }
}

/// Returns what a live name looks like if the service made it of the declared one: with all characters, without
/// underscores, or with letters and digits alone.
pub(crate) fn stored_looks(declared: &str) -> [String; 3] {
    [
        look(declared),
        look(&declared.replace('_', "")),
        folded_name(declared),
    ]
}

/// Returns whether the service may have made the live name of the declared one.
pub(crate) fn is_stored_as(declared: &str, live: &str) -> bool {
    stored_looks(declared).contains(&look(live))
}
