//! Checks the default of an enum's column against the texts of its variants, at compile time.

use super::const_message::ConstMessage;
use crate::schema::{Variant, is_equal};

/// The largest number of variants that a message lists.
const MAX_LISTED: usize = 10;

/// Checks that the text is that of a variant.
///
/// # Panics
///
/// At compile time, if it is not.
#[track_caller]
pub(crate) const fn check_variant(variants: &[Variant<'_>], text: &str) {
    let mut nearest = None;
    let mut i = 0;
    while i < variants.len() {
        if is_equal(variants[i].text.as_bytes(), text.as_bytes()) {
            return;
        }
        if nearest.is_none() && is_near(variants[i].text.as_bytes(), text.as_bytes()) {
            nearest = Some(variants[i].text);
        }
        i += 1;
    }
    let mut message = ConstMessage::new().with("unknown variant ").quoted(text);
    if let Some(nearest) = nearest {
        message = message.with("; did you mean ").quoted(nearest).with("?");
    } else {
        message = message.with(";");
    }
    message = message.with(" expected one of ");
    let mut i = 0;
    while i < variants.len() && i < MAX_LISTED {
        if i > 0 {
            message = message.with(", ");
        }
        message = message.quoted(variants[i].text);
        i += 1;
    }
    if i < variants.len() {
        let rest = (variants.len() - i) as i128;
        message = message.with(" and ").with_integer(rest).with(" more");
    }
    message
        .with(
            "; help: use one of them, or declare the texts that the program stores with \
             `#[bitable(rename_all = \"…\")]` on the enum",
        )
        .fail()
}

/// Returns whether the texts differ only in case and separators, or by one character that is inserted, deleted,
/// replaced, or swapped with its neighbor.
pub(super) const fn is_near(a: &[u8], b: &[u8]) -> bool {
    if is_same_word(a, b) {
        return true;
    }
    let mut start = 0;
    while start < a.len() && start < b.len() && a[start] == b[start] {
        start += 1;
    }
    let (_, a) = a.split_at(start);
    let (_, b) = b.split_at(start);
    let mut end = 0;
    while end < a.len() && end < b.len() && a[a.len() - 1 - end] == b[b.len() - 1 - end] {
        end += 1;
    }
    match (a.len() - end, b.len() - end) {
        // One of two texts that are almost empty is not a misspelling of the other.
        (0 | 1, 0 | 1) => start + end > 1,
        (2, 2) => a[0] == b[1] && a[1] == b[0],
        _ => false,
    }
}

/// Returns whether the texts differ only in case and separators.
const fn is_same_word(a: &[u8], b: &[u8]) -> bool {
    let (mut i, mut j) = (0, 0);
    loop {
        while i < a.len() && is_separator(a[i]) {
            i += 1;
        }
        while j < b.len() && is_separator(b[j]) {
            j += 1;
        }
        if i == a.len() || j == b.len() {
            return i == a.len() && j == b.len();
        }
        if !a[i].eq_ignore_ascii_case(&b[j]) {
            return false;
        }
        i += 1;
        j += 1;
    }
}

const fn is_separator(byte: u8) -> bool {
    matches!(byte, b'_' | b'-' | b' ')
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn likely_misspellings_are_near() {
        for (a, b, expected) in [
            ("Click", "Clik", true),
            ("Click", "Clicks", true),
            ("Click", "Clock", true),
            ("Click", "Cilck", true),
            ("PageView", "page_view", true),
            ("PageView", "PAGE-VIEW", true),
            ("Click", "View", false),
            ("Click", "", false),
            ("A", "B", false),
            ("größe", "größen", true),
        ] {
            assert_eq!(is_near(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
            assert_eq!(is_near(b.as_bytes(), a.as_bytes()), expected, "{b} {a}");
        }
    }

    #[test]
    fn message_lists_some_variants() {
        let variants: Vec<_> = (0..12).map(|n| format!("v{n}")).collect();
        let variants: Vec<_> = variants.iter().map(|text| Variant::new(text)).collect();
        check_variant(&variants, "v11");
        let error = catch_unwind(|| check_variant(&variants, "x")).unwrap_err();
        let message = error.downcast_ref::<String>().unwrap();
        assert!(
            message.starts_with("unknown variant `x`; expected one of `v0`, `v1`, "),
            "{message}"
        );
        assert!(message.contains(", `v9` and 2 more; help: "), "{message}");
    }
}
