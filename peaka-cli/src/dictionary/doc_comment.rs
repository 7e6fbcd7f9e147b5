//! Doc comments: Markdown that was written for rustdoc, reduced to what any page can contain.

use peaka_runtime::__private::{escaped, shortened};
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
    TextMergeStream, html::push_html,
};

use super::footnotes::with_footnotes_at_end;
use super::rust_code;
use super::text::escape_lines;

/// The largest number of characters in a summary.
const MAX_SUMMARY: usize = 120;

/// Returns the first paragraph of a doc comment as text on one line.
pub(crate) fn summary(text: &str) -> String {
    let mut summary = String::new();
    for event in parse(text) {
        match event {
            Event::Text(text) => summary.push_str(&text),
            Event::Code(code) => summary.push_str(&format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak => summary.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableCell,
            ) if !summary.trim().is_empty() => break,
            _ => {}
        }
    }
    let words: Vec<_> = summary.split_whitespace().collect();
    shortened(&words.join(" "), MAX_SUMMARY).into_owned()
}

/// Returns a doc comment as HTML without headings, scripts and external resources.
pub(crate) fn to_html(text: &str) -> String {
    let mut html = String::new();
    push_html(&mut html, parse(text).into_iter());
    html
}

/// Parses a doc comment. Raw HTML becomes text, headings become bold, images become their descriptions, and only links
/// to web addresses are kept.
pub(crate) fn parse(text: &str) -> Vec<Event<'static>> {
    let text = text.replace("\r\n", "\n");
    let resolve_item_link =
        |link: BrokenLink<'_>| is_item(&link).then_some((CowStr::from(""), "".into()));
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let parser = Parser::new_with_broken_link_callback(&text, options, Some(resolve_item_link));
    // Whether each enclosing link is kept.
    let mut are_kept = Vec::new();
    let mut is_in_rust_code = false;
    let mut events = Vec::new();
    for event in TextMergeStream::new(parser) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                events.extend([Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)]);
            }
            Event::End(TagEnd::Heading(_)) => {
                events.extend([Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]);
            }
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::CodeBlock(kind)) => {
                is_in_rust_code = rust_code::is_rust(&kind);
                events.push(Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)));
            }
            Event::End(TagEnd::CodeBlock) => {
                is_in_rust_code = false;
                events.push(Event::End(TagEnd::CodeBlock));
            }
            Event::Text(code) if is_in_rust_code => {
                let code = rust_code::visible_lines(&code);
                events.push(Event::Text(escape_lines(&code).into()));
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                let url = web_address(link_type, &dest_url);
                are_kept.push(url.is_some());
                events.extend(url.map(link));
            }
            Event::End(TagEnd::Link) => {
                let is_kept = are_kept.pop().unwrap_or(false);
                events.extend(is_kept.then_some(Event::End(TagEnd::Link)));
            }
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Code(code) => events.push(Event::Code(escaped(&code).into())),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                events.push(Event::Text(escape_lines(&text).into()));
            }
            other => events.push(other.into_static()),
        }
    }
    let events = TextMergeStream::new(events.into_iter()).collect();
    with_footnotes_at_end(events)
}

/// Returns whether rustdoc would resolve a link to an item. A single word in brackets is one only if it looks like
/// code, because it may as well be text in brackets.
fn is_item(link: &BrokenLink<'_>) -> bool {
    let path = link.reference.trim_matches('`');
    let is_path = path
        .chars()
        .all(|c| c.is_alphanumeric() || "_:<>,()!@ ".contains(c))
        && path.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_code = path.len() < link.reference.len()
        || path.contains("::")
        || path.starts_with(char::is_uppercase);
    is_path && (is_code || link.link_type != LinkType::Shortcut)
}

fn web_address(link_type: LinkType, url: &str) -> Option<String> {
    if link_type == LinkType::Email {
        return Some(format!("mailto:{url}"));
    }
    let lower = url.to_ascii_lowercase();
    let is_web = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme));
    is_web.then(|| escaped(url))
}

fn link(url: String) -> Event<'static> {
    Event::Start(Tag::Link {
        link_type: LinkType::Inline,
        dest_url: url.into(),
        title: "".into(),
        id: "".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_items_become_text() {
        for (doc, html) in [
            ("See [`Event`].", "<p>See <code>Event</code>.</p>\n"),
            ("See [Event].", "<p>See Event.</p>\n"),
            ("See [an event](Event).", "<p>See an event.</p>\n"),
            ("See [an event][crate::Event].", "<p>See an event.</p>\n"),
            ("See [it].\n\n[it]: super::It", "<p>See it.</p>\n"),
            ("As he said [so], [0].", "<p>As he said [so], [0].</p>\n"),
            (
                "[docs](https://example.com/?a&b \"title\")",
                "<p><a href=\"https://example.com/?a&amp;b\">docs</a></p>\n",
            ),
            (
                "<me@example.com>",
                "<p><a href=\"mailto:me@example.com\">me@example.com</a></p>\n",
            ),
        ] {
            assert_eq!(to_html(doc), html);
        }
    }

    #[test]
    fn code_is_shown_as_in_rustdoc() {
        for (doc, html) in [
            (
                "```\n# use hidden::stuff;\nlet a = 1;\n## shown\n```",
                "<pre><code>let a = 1;\n# shown\n</code></pre>\n",
            ),
            ("    # hidden\n    a();", "<pre><code>a();</code></pre>\n"),
            (
                "```sh\n# a comment\n```",
                "<pre><code># a comment\n</code></pre>\n",
            ),
            (
                "```\na();\n```\n\n## Title",
                "<pre><code>a();\n</code></pre>\n<p><strong>Title</strong></p>\n",
            ),
        ] {
            assert_eq!(to_html(doc), html);
        }
    }

    #[test]
    fn task_lists_and_footnotes_are_rendered() {
        for (doc, html) in [
            (
                "- [x] done\n- [ ] open",
                "<ul>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\"/>\ndone</li>\n\
                 <li><input disabled=\"\" type=\"checkbox\"/>\nopen</li>\n</ul>\n",
            ),
            (
                "A[^b] and[^a] b[^b].\n\n[^a]: One.\n\n[^b]: Two.\n\nMore.",
                "<p>A<sup>1</sup> and<sup>2</sup> b<sup>1</sup>.</p>\n<p>More.</p>\n<hr />\n\
                 <ol>\n<li>\n<p>Two.</p>\n</li>\n<li>\n<p>One.</p>\n</li>\n</ol>\n",
            ),
            ("No note[^1].", "<p>No note[^1].</p>\n"),
        ] {
            assert_eq!(to_html(doc), html);
        }
    }

    #[test]
    fn summary_is_the_first_paragraph() {
        for (doc, expected) in [
            (
                "Who *came*,\nand [`when`].\n\nMore.",
                "Who came, and `when`.",
            ),
            ("# Title\ntext", "Title"),
            ("- one\n- two", "one"),
            ("```\n# hidden\na();\n```", "a();"),
            ("Note[^1].\n\n[^1]: The note.", "Note."),
            ("\n", ""),
        ] {
            assert_eq!(summary(doc), expected);
        }
        let long = "ä".repeat(200);
        let expected = format!("{}… (200 characters)", "ä".repeat(120));
        assert_eq!(summary(&long), expected);
    }

    #[test]
    fn html_has_no_headings_scripts_or_resources() {
        for (doc, html) in [
            (
                "# Title\ntext",
                "<p><strong>Title</strong></p>\n<p>text</p>\n",
            ),
            ("a <b onclick=x>", "<p>a &lt;b onclick=x&gt;</p>\n"),
            (
                "<script>\nalert(1)\n</script>",
                "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>\n",
            ),
            (
                "![a *cat*](https://example.com/cat.png)",
                "<p>a <em>cat</em></p>\n",
            ),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("[x](JavaScript&colon;alert(1))", "<p>x</p>\n"),
            (
                "a\u{202e}b `c\u{202e}`",
                "<p>a\\u{202e}b <code>c\\u{202e}</code></p>\n",
            ),
            (
                "```rust\" onclick=\"x\nfn f() {}\n```",
                "<pre><code>fn f() {}\n</code></pre>\n",
            ),
        ] {
            assert_eq!(to_html(doc), html);
        }
    }
}
