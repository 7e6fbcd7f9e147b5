//! Quotes paths, lists of names and commands in messages.

use std::borrow::Cow;
use std::path::Path;

use peaka_runtime::__private::{listed, quoted};

/// Returns a path in backticks.
pub(crate) fn quoted_path(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

/// Returns a command in backticks, in which a shell reads each argument as one word.
pub(crate) fn quoted_command<'w>(
    command: &str,
    arguments: impl IntoIterator<Item = &'w str>,
) -> String {
    let words = arguments.into_iter().map(shell_word);
    quoted(&words.fold(command.to_owned(), |command, word| command + " " + &*word))
}

/// Quotes a word, unless a shell reads it as it is.
pub(crate) fn shell_word(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@%+,=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
    }
}

/// Returns the first names in backticks, and the number of the others.
pub(crate) fn listed_up_to(max: usize, names: &[&str]) -> String {
    let listed = listed(names.iter().take(max));
    match names.len().saturating_sub(max) {
        0 => listed,
        others => format!("{listed}, and {others} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_a_command_are_single_words_of_a_shell() {
        for (argument, command) in [
            ("page_views", "`peaka columns page_views`"),
            ("größe", "`peaka columns größe`"),
            ("plans/a-1.json", "`peaka columns plans/a-1.json`"),
            ("two words", "`peaka columns 'two words'`"),
            ("it's", r"`peaka columns 'it'\''s'`"),
            ("$HOME;*", "`peaka columns '$HOME;*'`"),
            ("~", "`peaka columns '~'`"),
            ("", "`peaka columns ''`"),
        ] {
            assert_eq!(quoted_command("peaka columns", [argument]), command);
        }
    }
}
