//! The structure of a page does not depend on the names and descriptions in it.

use std::collections::{BTreeMap, HashSet};

use html5gum::{HtmlString, Token, Tokenizer};
use peaka_runtime::{ColumnRequest, DataType, DeclaredTable, DefaultValue, GoldenSql, Variant};
use proptest::prelude::*;
use proptest::sample::select;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use super::super::{Comparison, DEFAULT_TITLE, Dictionary, Entry, MetadataNotes};
use super::samples::{HOSTILE_REFERENCE, declared, leak, planned};
use peaka_runtime::__private::{SqlPart, escaped, sql_identifier};

const LAST: &str = "THE LAST WORD";

/// Generates text with characters that are special in HTML, Markdown, SQL or terminals.
fn text() -> impl Strategy<Value = String> {
    let fragments = select(vec![
        "<",
        ">",
        "</",
        "<script>",
        "</td>",
        "</style>",
        "<!--",
        "-->",
        "&",
        "&lt;",
        "&#124;",
        "\"",
        "'",
        "|",
        "\\|",
        "\\",
        "`",
        "``",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "\r\n",
        "\n- ",
        "\n1. ",
        "\n> ",
        "\n# ",
        "\n***\n",
        "\n===\n",
        "\n---\n",
        "    ",
        "\t",
        "*",
        "**",
        "_",
        "__",
        "~~",
        "[",
        "](",
        ")",
        "][",
        "]: ",
        "![",
        "[`A::b`]",
        "[^1]",
        "\n\n[^1]: ",
        "\n- [x] ",
        "\n```\n# a\n```\n",
        "<http://a.b>",
        "https://a.b/|",
        "javascript:",
        "$",
        "!",
        "#",
        "+",
        "1.",
        " ",
        "a",
        "b_c",
        "\u{202e}",
        "\u{0}",
        "\u{1b}[2J",
        "\u{feff}",
        "\u{a0}",
        "ä",
        "日本",
        "\n| a | b |\n| - | - |\n| c | d |\n",
    ]);
    let piece = prop_oneof![4 => fragments.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

type Texts = (String, String, Option<String>, String, Option<String>);

fn column((name, display_name, default, description, variant): Texts) -> ColumnRequest<'static> {
    let description = format!("{description}\n\n{LAST}");
    let mut column = ColumnRequest::new(name.leak(), DataType::Varchar)
        .display_name(display_name.leak())
        .description(description.leak());
    if let Some(text) = variant {
        let text = &*text.leak();
        column.variants = leak([Variant::new(text).description(text), Variant::new(text)]);
        column.references = Some(HOSTILE_REFERENCE);
    }
    match default {
        Some(text) => column.default_value(DefaultValue::Text(text.leak())),
        None => column,
    }
}

fn table() -> impl Strategy<Value = &'static DeclaredTable> {
    let optional = || prop::option::of(text());
    let texts = (text(), text(), optional(), text(), optional());
    let columns = prop::collection::vec(texts.prop_map(column), 1..4);
    (text(), text(), columns, text(), text()).prop_map(|(name, about, columns, question, sql)| {
        let mut table = *declared(name.leak(), Some(about.leak()), columns);
        let golden = GoldenSql::new(question.leak(), leak([SqlPart::Text(sql.leak())]));
        table.golden_sqls = leak([golden]);
        leak(table)
    })
}

/// Returns live columns with these names and with the declared names. `text` is the data type and the default of each.
fn listed(declared: &DeclaredTable, names: &[String], text: &str) -> Value {
    let declared = declared.columns.iter().map(|column| column.name);
    let names = declared.chain(names.iter().map(String::as_str));
    names
        .map(|name| json!({"name": name, "dataType": text, "displayName": name, "defaultValue": text}))
        .collect()
}

/// Counts the elements of a page, except those of doc comments, and checks that each is closed.
fn elements(page: &str) -> BTreeMap<String, usize> {
    let name = |name: &HtmlString| String::from_utf8(name.to_vec()).unwrap();
    let mut counts = BTreeMap::new();
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut ids = HashSet::new();
    for token in Tokenizer::new(page) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let within = open.last().is_some_and(|(_, is_described)| *is_described);
                let class = tag.attributes.get(&b"class"[..]);
                let is_described = within || class.is_some_and(|class| ***class == *b"described");
                for (key, value) in &tag.attributes {
                    let (key, value) = (name(key), name(value));
                    assert!(
                        !key.starts_with("on") && key != "style" && key != "src",
                        "{key}={value}"
                    );
                    let is_safe = ["#", "http://", "https://", "mailto:"]
                        .iter()
                        .any(|start| value.to_lowercase().starts_with(start));
                    assert!(key != "href" || is_safe, "{value}");
                    assert!(
                        key != "id" || ids.insert(value.clone()),
                        "duplicate id {value}"
                    );
                }
                let tag = name(&tag.name);
                let known = "html head meta title style body a header h1 h2 p code nav ul ol li main section small \
                             span div table caption thead tbody tr th td em strong del pre blockquote hr br details sup input \
                             summary footer h3 dl dt dd figure figcaption svg desc rect text path";
                assert!(known.split_whitespace().any(|known| known == tag), "{tag}");
                if !within {
                    *counts.entry(tag.clone()).or_default() += 1;
                }
                if !["meta", "br", "hr", "input"].contains(&&*tag) {
                    open.push((tag, is_described));
                }
            }
            Token::EndTag(tag) => {
                let (opened, _) = open.pop().expect("an open element");
                assert_eq!(name(&tag.name), opened);
            }
            Token::Comment(comment) => panic!("{comment:?}"),
            Token::Error(error) => panic!("{error:?}"),
            Token::String(_) | Token::Doctype(_) => {}
        }
    }
    assert_eq!(open, []);
    counts
}

/// Returns the cells of each table row outside of doc comments, and the levels of all headings.
fn cells_and_headings(page: &str) -> (Vec<Vec<Vec<String>>>, Vec<HeadingLevel>) {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut headings = Vec::new();
    let mut depth = 0;
    let mut is_in_cell = false;
    for event in Parser::new_ext(page, options) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => headings.push(level),
            Event::Start(Tag::List(_) | Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => depth -= 1,
            Event::Start(Tag::Table(_)) if depth == 0 => tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) if depth == 0 => {
                tables.last_mut().unwrap().push(Vec::new());
            }
            Event::Start(Tag::TableCell) if depth == 0 => {
                is_in_cell = true;
                tables
                    .last_mut()
                    .unwrap()
                    .last_mut()
                    .unwrap()
                    .push(String::new());
            }
            Event::End(TagEnd::TableCell) => is_in_cell = false,
            Event::Text(text) | Event::Code(text) if is_in_cell => {
                let row = tables.last_mut().unwrap().last_mut().unwrap();
                row.last_mut().unwrap().push_str(&text);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let known = ["<br>", "<code>", "</code>", "</a>", "<sup>", "</sup>"];
                let html = html.trim_end();
                let is_known = known.contains(&html)
                    || html.starts_with("<a id=\"")
                    || html.starts_with("<!-- @generated");
                assert!(is_known, "{html}");
            }
            Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_))
            | Event::FootnoteReference(_) => {
                panic!("{event:?}")
            }
            _ => {}
        }
    }
    tables.retain(|rows| rows[0][0] == "Name");
    (tables, headings)
}

proptest! {
    #[test]
    fn html_elements_do_not_depend_on_content(
        tables in prop::collection::vec(table(), 1..3),
        names in prop::collection::vec(text(), 0..3),
        other in text(),
    ) {
        let entry = |declared: &&'static DeclaredTable| {
            let live = (other.as_str(), listed(declared, &names, &other));
            let plan = leak(planned(declared, Some(live)));
            (Entry { declared, live: Comparison::Planned(plan), notes: MetadataNotes::none() }, plan.unmanaged.len())
        };
        let (mut entries, undeclared): (Vec<_>, Vec<_>) = tables.iter().map(entry).unzip();
        entries.push(Entry { declared: tables[0], live: Comparison::Failed(&other), notes: MetadataNotes::none() });
        let columns: usize = entries.iter().map(|entry| entry.declared.columns.len()).sum();
        let count = entries.len();
        let with_undeclared = undeclared.iter().filter(|count| **count > 0).count();
        let undeclared: usize = undeclared.iter().sum();

        let found = elements(&Dictionary { title: DEFAULT_TITLE, entries }.html());
        for (tag, expected) in [
            ("h1", 1),
            ("h2", count + 1),
            ("h3", count),
            ("section", count),
            ("li", count),
            ("table", count + with_undeclared),
            ("tr", count + columns + with_undeclared + undeclared),
            ("th", 6 * count + columns + 3 * with_undeclared + undeclared),
            ("td", 5 * columns + 2 * undeclared),
        ] {
            prop_assert_eq!(found.get(tag).copied().unwrap_or(0), expected, "{}", tag);
        }
    }

    #[test]
    fn markdown_cells_do_not_depend_on_content(table in table(), error in text()) {
        let entry = Entry { declared: table, live: Comparison::Failed(&error), notes: MetadataNotes::none() };
        let (tables, headings) = cells_and_headings(&Dictionary { title: DEFAULT_TITLE, entries: vec![entry] }.markdown());
        prop_assert_eq!(headings, [HeadingLevel::H1, HeadingLevel::H2]);
        prop_assert_eq!(tables.len(), 1);
        prop_assert_eq!(tables[0].len(), 1 + table.columns.len());
        for (cells, column) in tables[0][1..].iter().zip(table.columns) {
            let name = escaped(&sql_identifier(&peaka_runtime::stored_name(column.name)));
            prop_assert!(cells[0].starts_with(&name), "{} in {}", name, cells[0]);
            if column.display_name != column.name {
                let display_name = escaped(column.display_name);
                prop_assert_eq!(cells[1].trim(), display_name.trim());
            }
            prop_assert_eq!(&cells[2], "VARCHAR");
            let default = column.default_value.map(|default| match escaped(&default.to_string()) {
                text if text.is_empty() => "empty text".to_owned(),
                text => text,
            });
            let default = default.unwrap_or_default();
            prop_assert_eq!(cells[4].trim(), default.trim());
            // Only footnotes follow.
            prop_assert!(cells[5].contains(LAST), "{}", cells[5]);
        }
    }

    /// Checks that no description swallows the text after it.
    #[test]
    fn text_after_any_description_is_rendered_once(about in text()) {
        let about = format!("{about}\n\n{LAST}");
        let table = declared("t", Some(leak(about)), vec![ColumnRequest::new("a", DataType::Date)]);
        let dictionary = Dictionary { title: DEFAULT_TITLE, entries: vec![Entry { declared: table, live: Comparison::NotRun, notes: MetadataNotes::none() }] };
        for page in [dictionary.html(), dictionary.markdown()] {
            prop_assert_eq!(page.matches(LAST).count(), 1);
        }
    }
}
