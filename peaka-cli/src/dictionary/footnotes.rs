//! Footnotes of doc comments, numbered and listed at the end, as rustdoc does.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// Replaces references with numbers, and moves the footnotes to a list at the end.
pub(super) fn with_footnotes_at_end(events: Vec<Event<'static>>) -> Vec<Event<'static>> {
    let mut footnotes = Footnotes::default();
    let mut text = Vec::with_capacity(events.len());
    // The footnotes that enclose the event.
    let mut open = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open.push(footnotes.index(&label)),
            Event::End(TagEnd::FootnoteDefinition) => {
                open.pop();
            }
            event => {
                let event = match event {
                    Event::FootnoteReference(label) => {
                        let number = footnotes.index(&label) + 1;
                        Event::InlineHtml(format!("<sup>{number}</sup>").into())
                    }
                    event => event,
                };
                match open.last() {
                    Some(&index) => footnotes.0[index].1.push(event),
                    None => text.push(event),
                }
            }
        }
    }
    text.extend(footnotes.into_list());
    text
}

/// The label and the content of each footnote, in the order in which they are first mentioned.
#[derive(Default)]
struct Footnotes(Vec<(CowStr<'static>, Vec<Event<'static>>)>);

impl Footnotes {
    fn index(&mut self, label: &CowStr<'static>) -> usize {
        let known = self.0.iter().position(|(known, _)| known == label);
        known.unwrap_or_else(|| {
            self.0.push((label.clone(), Vec::new()));
            self.0.len() - 1
        })
    }

    fn into_list(self) -> Vec<Event<'static>> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut list = vec![Event::Rule, Event::Start(Tag::List(Some(1)))];
        for (_, content) in self.0 {
            list.push(Event::Start(Tag::Item));
            list.extend(content);
            list.push(Event::End(TagEnd::Item));
        }
        list.push(Event::End(TagEnd::List(true)));
        list
    }
}
