//! Writes plain text as a doc comment that rustdoc renders as the same text.

use peaka_runtime::__private::escaped;

/// Returns the lines of a doc comment for a description. White space is collapsed, and web addresses become links,
/// because rustdoc warns about bare URLs.
pub(crate) fn doc_lines(description: &str) -> Vec<String> {
    let lines = description.trim().lines().map(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        let text = escaped(&words.join(" "));
        let mut doc = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((start, url)) = first_url(rest) {
            escape_inline(&rest[..start], &mut doc);
            doc.push_str(&format!("<{url}>"));
            rest = &rest[start + url.len()..];
        }
        escape_inline(rest, &mut doc);
        escaped_line_start(doc)
    });
    lines.collect()
}

/// Returns the first web address, and where it starts.
fn first_url(text: &str) -> Option<(usize, &str)> {
    let schemes = ["https://", "http://"];
    let (start, scheme) = schemes
        .iter()
        .filter_map(|scheme| Some((text.find(scheme)?, scheme)))
        .min()?;
    let url = &text[start..];
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-@:%_+.~#?&/=".contains(c);
    let end = url.find(|c| !is_part(c)).unwrap_or(url.len());
    let url = url[..end].trim_end_matches(['.', ':', '?', '~', '_']);
    if url.len() > scheme.len() {
        return Some((start, url));
    }
    let skipped = start + scheme.len();
    let (next, url) = first_url(&text[skipped..])?;
    Some((skipped + next, url))
}

/// Escapes what would be markup anywhere in a line.
fn escape_inline(text: &str, doc: &mut String) {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    for (start, c) in text.char_indices() {
        let after = &text[start + c.len_utf8()..];
        let is_markup = match c {
            '\\' | '`' | '[' | ']' | '<' | '~' | '*' | '|' => true,
            '&' => after
                .trim_start_matches(|c: char| c == '#' || c.is_ascii_alphanumeric())
                .starts_with(';'),
            '_' => !is_word(text[..start].chars().next_back()) || !is_word(after.chars().next()),
            _ => false,
        };
        if is_markup {
            doc.push('\\');
        }
        doc.push(c);
    }
}

/// Escapes what would begin a block at the start of a line.
fn escaped_line_start(mut line: String) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_block = match digits {
        0 => line.starts_with(['#', '+', '-', '=', '>', ':']),
        _ => line[digits..].starts_with(['.', ')']),
    };
    if is_block {
        line.insert(digits, '\\');
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

    use super::*;

    /// Returns the text that rustdoc renders. Panics if it contains markup.
    fn rendered(doc: &[String]) -> String {
        let doc = doc.join("\n");
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_FOOTNOTES;
        let mut text = String::new();
        for event in Parser::new_ext(&doc, options) {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::SoftBreak | Event::End(TagEnd::Paragraph) => text.push(' '),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Link) => {}
                Event::Start(Tag::Link {
                    link_type: LinkType::Autolink,
                    ..
                }) => {}
                other => panic!("{other:?} in {doc:?}"),
            }
        }
        text.trim().to_owned()
    }

    #[test]
    fn markup_is_escaped() {
        for (description, lines) in [
            (
                "uses __init__ and _this_ thing, user_id",
                &[r"uses \_\_init\_\_ and \_this\_ thing, user_id"][..],
            ),
            (
                "see (https://example.com/docs?a=1&b_c#d).",
                &["see (<https://example.com/docs?a=1&b_c#d>)."],
            ),
            ("http:// or https://", &["http:// or https://"]),
            (
                "&lt;b&gt; &copy; &#60; AT&T, a & b",
                &[r"\&lt;b\&gt; \&copy; \&#60; AT&T, a & b"],
            ),
            (
                "- one\n- two\ncontinued",
                &[r"\- one", r"\- two", "continued"],
            ),
            ("Title\n===", &["Title", r"\==="]),
            (
                "a | b\n--- | ---\n1 | 2",
                &[r"a \| b", r"\--- \| ---", r"1 \| 2"],
            ),
            ("a\n:-", &["a", r"\:-"]),
            ("---", &[r"\---"]),
            ("1) one\n12. two", &[r"1\) one", r"12\. two"]),
            (
                "> quote\n+ plus\n# issue #3",
                &[r"\> quote", r"\+ plus", r"\# issue #3"],
            ),
            (
                "[^1]: note\n\n\t- [x] done",
                &[r"\[^1\]: note", "", r"\- \[x\] done"],
            ),
            (
                "![a](b) <br> a\\b `c` ~~d~~",
                &[r"!\[a\](b) \<br> a\\b \`c\` \~\~d\~\~"],
            ),
        ] {
            let doc = doc_lines(description);
            assert_eq!(doc, lines, "{description}");
            let words: Vec<_> = description.split_whitespace().collect();
            assert_eq!(rendered(&doc), words.join(" "));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_rendered_unchanged(pieces in prop::collection::vec(prop_oneof![
            select(vec![
                "\n", "\n\n", "\t", "    ", "- ", "* ", "+ ", "1. ", "2) ", "# ", "> ", "===", "---", "***", "|",
                ":-", "_", "__", "*", "**", "`", "```", "~~", "[", "]", "(", ")", "![", "]: ", "[^1]", "<", ">", "</b>",
                "<!--", "&", "&amp;", "&#60;", ";", "\\", "https://", "http://a.b", "a_b", "a", "é", "\u{202e}", " ",
            ]).prop_map(str::to_owned),
            "\\PC{0,4}",
        ], 0..12)) {
            let description = pieces.concat();
            let lines = description.trim().lines().map(|line| {
                escaped(&line.split_whitespace().collect::<Vec<_>>().join(" "))
            });
            let words = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(rendered(&doc_lines(&description)), words);
        }
    }
}
