//! Characters that messages must not print.

/// Returns whether a character is invisible, breaks lines, controls a terminal, or changes the direction of the
/// text that follows.
///
/// Joiners are not among them, because some languages require them in text.
#[must_use]
pub const fn is_unprintable(c: char) -> bool {
    matches!(
        c,
        // The control characters C0, DEL and C1.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
