//! Formats names, counts and other text for messages that are one line.

mod look_alike;
mod name_hash;
mod unprintable;

use std::borrow::Cow;

pub(crate) use look_alike::{
    FoldedName, NameDifference, NameFlaw, folded_name, is_invisible, lookalike_key,
    may_be_stored_as, possible_stored_keys, visible_chars,
};
pub(crate) use name_hash::{NameMap, NameSet};
pub use unprintable::is_unprintable;

/// The largest number of characters of one name, type or default in a message. JSON has the whole text.
const MAX_PRINTED: usize = 200;

/// Escapes the invisible characters of a name or value, and shortens a long one.
///
/// Unlike [`escaped`], it also escapes joiners, and white space other than ordinary spaces.
#[must_use]
pub fn printable(text: &str) -> String {
    escaped_where(&shortened(text, MAX_PRINTED), |c| {
        is_invisible(c) || (c.is_whitespace() && c != ' ')
    })
}

/// Returns the first characters of a text, and how many it has, if it has more than `max`.
#[must_use]
pub fn shortened(text: &str, max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let count = text.chars().count();
            Cow::Owned(format!("{}… ({count} characters)", &text[..end]))
        }
    }
}

/// Escapes the [unprintable](is_unprintable) characters of a text.
#[must_use]
pub fn escaped(text: &str) -> String {
    escaped_except(text, |_| false)
}

/// Escapes the [unprintable](is_unprintable) characters of a text, except some.
#[must_use]
pub fn escaped_except(text: &str, is_exempt: impl Fn(char) -> bool) -> String {
    escaped_where(text, |c| is_unprintable(c) && !is_exempt(c))
}

fn escaped_where(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_escaped(c) {
            out.push(c);
        } else if c.is_control() {
            out.extend(c.escape_debug());
        } else {
            out.extend(c.escape_unicode());
        }
    }
    out
}

/// Returns the text in backticks, with unprintable characters escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("`{}`", printable(text))
}

/// Returns a live name in backticks, followed by how it differs from the declared one if the two look alike.
pub(crate) fn describe_stored_name(declared: &str, live: &str) -> String {
    let is_same = |form: fn(&str) -> String| form(declared) == form(live);
    let name = quoted(live);
    if declared == live || !is_same(lookalike_key) {
        name
    } else if is_same(str::to_lowercase) {
        format!("{name}, which differs only in letter case")
    } else if !is_same(|name| visible_chars(name).collect()) {
        format!(
            "{name}, which differs only in letter case, white space, invisible characters or Unicode \
             normalization"
        )
    } else if NameFlaw::of(live) == Some(NameFlaw::NotNfc) {
        let [live, declared] = [live, declared].map(|name| {
            let name = shortened(name, MAX_PRINTED);
            escaped_where(&name, |c| !c.is_ascii() || is_unprintable(c))
        });
        format!("`{live}`, which differs from `{declared}` only in Unicode normalization")
    } else {
        format!("{name}, which differs only in white space or invisible characters")
    }
}

/// Returns names in backticks, separated by commas, with unprintable characters escaped.
#[must_use]
pub fn listed<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names = names.into_iter().map(|name| quoted(name.as_ref()));
    names.collect::<Vec<_>>().join(", ")
}

/// The largest number of names or clauses that a message lists.
pub(crate) const MAX_LISTED: usize = 10;

/// Lists the first few names, and counts the others.
pub(crate) fn list_truncated<S: AsRef<str>>(names: &[S]) -> String {
    let first = listed(names.iter().take(MAX_LISTED));
    match names.len().saturating_sub(MAX_LISTED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Returns a table's declared name, followed by its stored name if that differs.
pub(crate) fn table_label(declared: &str, stored: &str) -> String {
    let name = quoted(declared);
    if stored == declared {
        format!("table {name}")
    } else {
        format!(
            "table {name} (stored as {})",
            describe_stored_name(declared, stored)
        )
    }
}

/// Returns a count followed by its noun, such as `1 column` or `2 columns`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unprintable_characters_are_escaped() {
        assert_eq!(
            printable("it's \"größe\"\n\u{1b}[2J\u{7}"),
            r#"it's "größe"\n\u{1b}[2J\u{7}"#
        );
        assert_eq!(printable("a\u{202e}b\u{2028}"), r"a\u{202e}b\u{2028}");
        assert_eq!(listed(["a", "b\t"]), r"`a`, `b\t`");
        for c in [
            '\u{61c}',
            '\u{200b}',
            '\u{ad}',
            '\u{e0041}',
            '\u{9b}',
            '\u{2066}',
        ] {
            assert_eq!(
                printable(&c.to_string()),
                format!("\\u{{{:x}}}", u32::from(c))
            );
        }
    }

    #[test]
    fn difference_between_names_that_look_alike_is_visible() {
        for (declared, live, expected) in [
            ("user_id", "userid", "`userid`"),
            (
                "userId",
                "userid",
                "`userid`, which differs only in letter case",
            ),
            (
                "id",
                "id\u{200d}",
                r"`id\u{200d}`, which differs only in white space or invisible characters",
            ),
            (
                "id",
                "id\u{a0}",
                r"`id\u{a0}`, which differs only in white space or invisible characters",
            ),
            (
                "id",
                " id",
                "` id`, which differs only in white space or invisible characters",
            ),
            (
                "caf\u{e9}",
                "cafe\u{301}",
                r"`cafe\u{301}`, which differs from `caf\u{e9}` only in Unicode normalization",
            ),
            (
                "caf\u{e9}",
                "CAFE\u{301}\u{200b}",
                "`CAFE\u{301}\\u{200b}`, which differs only in letter case, white space, invisible \
                 characters or Unicode normalization",
            ),
        ] {
            assert_eq!(describe_stored_name(declared, live), expected);
        }
    }

    #[test]
    fn long_text_is_shortened() {
        let text = "ä".repeat(200);
        assert_eq!(printable(&text), text);
        let long = "ä".repeat(70_000);
        assert_eq!(printable(&long), format!("{text}… (70000 characters)"));
        assert_eq!(escaped(&long), long);
    }
}
