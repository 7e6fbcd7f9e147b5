//! Writes doc comments as Markdown for a section or a table cell.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::doc_comment::parse;
use super::markdown_escape::{code_span, escape_inline, escape_line_start};

/// Where a doc comment is written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// In a section, as blocks.
    Section,
    /// In a table cell, on one line.
    Cell,
}

pub(crate) fn prose(text: &str, place: Place) -> String {
    let mut writer = Writer::new(place);
    for event in parse(text) {
        writer.write_event(event);
    }
    writer.written
}

struct Writer {
    place: Place,
    written: String,
    /// What each line begins with, for each list and quote that encloses it.
    prefixes: Vec<String>,
    /// Whether the current line has no text yet.
    is_at_line_start: bool,
    /// The next number of each enclosing list.
    lists: Vec<Option<u64>>,
    links: Vec<String>,
    code: Option<String>,
    cells: usize,
}

impl Writer {
    fn new(place: Place) -> Self {
        Self {
            place,
            written: String::new(),
            prefixes: Vec::new(),
            is_at_line_start: true,
            lists: Vec::new(),
            links: Vec::new(),
            code: None,
            cells: 0,
        }
    }

    fn write_event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start_tag(tag),
            Event::End(tag) => self.end_tag(tag),
            Event::Text(text) => self.push_text(&text),
            Event::Code(text) => self.push(&code_span(&text)),
            Event::InlineHtml(html) => self.push(&html),
            Event::TaskListMarker(is_done) => self.push(match (self.place, is_done) {
                (Place::Section, true) => "[x] ",
                (Place::Section, false) => "[ ] ",
                (Place::Cell, true) => "☑ ",
                (Place::Cell, false) => "☐ ",
            }),
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.push("<br>"),
            Event::Rule if self.place == Place::Section => {
                self.begin_block();
                // Hyphens could underline a heading, or be a list item.
                self.push("***");
            }
            _ => {}
        }
    }

    fn start_tag(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.begin_block(),
            Tag::BlockQuote(_) => {
                self.begin_block();
                let marker = match self.place {
                    Place::Section => "> ",
                    Place::Cell => "",
                };
                self.begin_container(marker);
            }
            Tag::CodeBlock(_) => {
                self.begin_block();
                self.code = Some(String::new());
            }
            Tag::List(number) => {
                let needs_blank_line = self.place == Place::Section && !self.is_at_line_start;
                if needs_blank_line && self.lists.is_empty() {
                    self.break_line();
                }
                self.lists.push(number);
            }
            Tag::Item => self.begin_item(),
            Tag::Table(_) => self.begin_block(),
            Tag::TableHead => self.cells = 0,
            Tag::TableRow => {
                self.break_line();
                self.cells = 0;
            }
            Tag::TableCell => {
                self.cells += 1;
                match self.place {
                    Place::Section => self.push("| "),
                    Place::Cell if self.cells > 1 => self.push("; "),
                    Place::Cell => {}
                }
            }
            Tag::Emphasis => self.push_markup("*"),
            Tag::Strong => self.push_markup("**"),
            Tag::Strikethrough => self.push_markup("~~"),
            Tag::Link { dest_url, .. } => {
                self.links.push(target(&dest_url));
                self.push_markup("[");
            }
            _ => {}
        }
    }

    fn end_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.prefixes.pop();
                self.is_at_line_start = false;
            }
            TagEnd::CodeBlock => self.end_code_block(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableHead if self.place == Place::Section => {
                self.push("|");
                self.break_line();
                self.push(&"| --- ".repeat(self.cells));
                self.push("|");
            }
            TagEnd::TableRow if self.place == Place::Section => self.push("|"),
            TagEnd::TableCell if self.place == Place::Section => self.push(" "),
            TagEnd::Emphasis => self.push("*"),
            TagEnd::Strong => self.push("**"),
            TagEnd::Strikethrough => self.push("~~"),
            TagEnd::Link => {
                let target = self.links.pop().unwrap_or_default();
                self.push(&format!("]({target})"));
            }
            _ => {}
        }
    }

    fn push_text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
        } else if self.is_at_line_start {
            self.push(&escape_line_start(&escape_inline(text.trim_start())));
        } else {
            self.push(&escape_inline(text));
        }
    }

    fn push(&mut self, text: &str) {
        self.is_at_line_start &= text.is_empty();
        self.written.push_str(text);
    }

    /// Appends markup. The text after it is still at the start of the line.
    fn push_markup(&mut self, markup: &str) {
        self.written.push_str(markup);
    }

    /// Begins a block, separated from the one before.
    fn begin_block(&mut self) {
        if self.is_at_line_start {
            return;
        }
        if self.place == Place::Section {
            self.break_line();
        }
        self.break_line();
        self.is_at_line_start = true;
    }

    fn break_line(&mut self) {
        match self.place {
            Place::Cell => self.written.push_str("<br>"),
            Place::Section => {
                let end = self.written.trim_end_matches(' ').len();
                self.written.truncate(end);
                self.written.push('\n');
                self.written
                    .extend(self.prefixes.iter().map(String::as_str));
            }
        }
    }

    fn begin_item(&mut self) {
        if !self.is_at_line_start {
            self.break_line();
        }
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number += 1;
                marker
            }
            _ if self.place == Place::Section => "- ".to_owned(),
            _ => "• ".to_owned(),
        };
        self.begin_container(&marker);
    }

    /// Begins a list item or a quote: the first line begins with the marker, the others are indented.
    fn begin_container(&mut self, marker: &str) {
        self.written.push_str(marker);
        self.prefixes.push(match marker {
            "> " => marker.to_owned(),
            _ => " ".repeat(marker.len()),
        });
        self.is_at_line_start = true;
    }

    fn end_code_block(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let lines = code.trim_end_matches('\n').split('\n');
        if self.place == Place::Cell {
            let lines: Vec<_> = lines.map(code_span).collect();
            return self.push(&lines.join("<br>"));
        }
        let fence = fence(&code);
        self.push(&fence);
        for line in lines {
            self.break_line();
            self.push(line);
        }
        self.break_line();
        self.push(&fence);
    }
}

/// Returns a fence that is longer than any run of backticks in the code.
fn fence(code: &str) -> String {
    let runs = code.split(|c| c != '`').map(str::len);
    "`".repeat(runs.max().unwrap_or(0).max(2) + 1)
}

/// Everything that is not part of a URL, or would end a link.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'%');

/// Returns a URL as the target of a link.
fn target(url: &str) -> String {
    let url = utf8_percent_encode(url, ENCODED).to_string();
    url.replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOC: &str = "# Title\nSome *very* **bold** text of [`Event`],\nsee [docs](https://a.b/c_(d)?e|f).\n\n\
        - one\n- two\n\n  more\n  1. deep\n\n> quoted\n> # not a title\n\n\
        ```\nlet a = 1 | 2;\n```\n\n| a | b |\n| - | - |\n| `1` | 2 |\n";

    #[test]
    fn section_keeps_its_blocks() {
        assert_eq!(
            prose(DOC, Place::Section),
            "**Title**\n\nSome *very* **bold** text of `Event`, see [docs](https://a.b/c_%28d%29?e%7Cf).\n\n\
             - one\n- two\n\n  more\n  1. deep\n\n> quoted\n>\n> **not a title**\n\n\
             ```\nlet a = 1 | 2;\n```\n\n| a | b |\n| --- | --- |\n| `1` | 2 |"
        );
    }

    #[test]
    fn cell_is_one_line() {
        assert_eq!(
            prose(DOC, Place::Cell),
            "**Title**<br>Some *very* **bold** text of `Event`, see \
             [docs](https://a.b/c_%28d%29?e%7Cf).<br>• one<br>• two<br>more<br>1. deep<br>quoted<br>\
             **not a title**<br><code>let&#32;a&#32;&#61;&#32;1&#32;&#124;&#32;2&#59;</code><br>a; b<br>`1`; 2"
        );
    }

    #[test]
    fn task_lists_and_footnotes_are_kept() {
        let doc = "- [x] done[^1]\n- [ ] open\n\n[^1]: The note.";
        assert_eq!(
            prose(doc, Place::Section),
            "- [x] done<sup>1</sup>\n- [ ] open\n\n***\n\n1. The note."
        );
        assert_eq!(
            prose(doc, Place::Cell),
            "• ☑ done<sup>1</sup><br>• ☐ open<br>1. The note."
        );
    }

    #[test]
    fn text_at_the_start_of_a_line_begins_no_block() {
        for (doc, section) in [
            ("\\# a", "\\# a"),
            ("*&#32;a*", "*a*"),
            ("- \\- a", "- \\- a"),
            ("&#32;&#32;&#32;&#32;a", "a"),
            ("<!-- a", "&lt;!-- a"),
            ("1\\. a", "1\\. a"),
        ] {
            assert_eq!(prose(doc, Place::Section), section);
        }
    }
}
