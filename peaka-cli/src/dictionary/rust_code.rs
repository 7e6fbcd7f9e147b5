//! Code blocks of doc comments: lines that rustdoc hides.

use pulldown_cmark::CodeBlockKind;

/// Returns whether rustdoc takes a code block for Rust.
pub(super) fn is_rust(kind: &CodeBlockKind<'_>) -> bool {
    let CodeBlockKind::Fenced(info) = kind else {
        return true;
    };
    let words = || info.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    words().any(|word| word == "rust") || words().all(is_attribute)
}

/// Returns whether a word after a fence is an attribute of a doc test, not a language.
fn is_attribute(word: &str) -> bool {
    let is_error_code = || {
        let digits = word.strip_prefix('E').unwrap_or_default();
        digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    matches!(
        word,
        "should_panic" | "no_run" | "ignore" | "compile_fail" | "test_harness" | "standalone_crate"
    ) || word.starts_with("ignore-")
        || word.starts_with("edition")
        || is_error_code()
}

/// Returns the lines of Rust code that rustdoc shows.
pub(super) fn visible_lines(code: &str) -> String {
    let lines = code.split_inclusive('\n').filter_map(|line| {
        let trimmed = line.trim();
        if trimmed.starts_with("##") {
            Some(line.replacen("##", "#", 1))
        } else if trimmed == "#" || trimmed.starts_with("# ") {
            None
        } else {
            Some(line.to_owned())
        }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_blocks_without_a_language_are_rust() {
        for (info, expected) in [
            ("", true),
            ("rust", true),
            ("no_run", true),
            ("ignore-wasm, edition2024", true),
            ("compile_fail,E0080", true),
            ("text,rust", true),
            ("text", false),
            ("sh", false),
            ("E08", false),
            ("text,no_run", false),
        ] {
            assert_eq!(
                is_rust(&CodeBlockKind::Fenced(info.into())),
                expected,
                "{info}"
            );
        }
        assert!(is_rust(&CodeBlockKind::Indented));
    }

    #[test]
    fn hidden_lines_are_not_shown() {
        assert_eq!(
            visible_lines("# use a::b;\nlet a = 1;\n#\n  # c\n## d\n#[derive(E)]\n  ##[f]\n#g"),
            "let a = 1;\n# d\n#[derive(E)]\n  #[f]\n#g"
        );
    }
}
