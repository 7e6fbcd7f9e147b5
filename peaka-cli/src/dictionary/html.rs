//! Writes the page as HTML that loads nothing: no scripts, fonts or images.

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use peaka_runtime::__private::escaped;
use peaka_runtime::Variant;

use super::doc_comment;
use super::page::{Column, Link, Page, Table, UndeclaredColumn};
use super::relations_svg;
use super::state::{LEGEND, Remark, Severity, TableState};
use super::text::{Piece, escape_lines, split_at_backticks};

const STYLE: &str = include_str!("style.css");

/// Present in every page, so that `schema --html` recognizes its own files.
pub(super) const GENERATOR: &str =
    "<meta name=\"generator\" content=\"peaka-cli: data dictionary\">";
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Separates the parts of a page, so that two pages can be compared line by line.
const BREAK: &str = "\n";

// The anchor of a table never begins with a dot.
const TABLES: &str = ".tables";
const CONTENTS: &str = ".contents";

/// Untrusted text, escaped for HTML and with invisible characters made visible.
struct Escaped<'t>(&'t str);

impl Render for Escaped<'_> {
    fn render_to(&self, buffer: &mut String) {
        escaped(self.0).as_str().render_to(buffer);
    }
}

/// Escaped with names in backticks.
struct TextWithNames<'t>(&'t str);

impl Render for TextWithNames<'_> {
    fn render(&self) -> Markup {
        html! {
            @for piece in split_at_backticks(self.0) {
                @match piece {
                    Piece::Words(words) => (Escaped(words)),
                    Piece::Name(name) => code { (Escaped(name)) },
                }
            }
        }
    }
}

pub(crate) fn page(page: &Page<'_>) -> String {
    let markup = html! {
        (DOCTYPE) (BREAK)
        html lang="en" {
            (BREAK)
            head {
                (BREAK) meta charset="utf-8";
                (BREAK) (PreEscaped(GENERATOR))
                (BREAK) meta name="viewport" content="width=device-width, initial-scale=1";
                (BREAK) meta http-equiv="Content-Security-Policy" content=(POLICY);
                (BREAK) meta name="referrer" content="no-referrer";
                (BREAK) meta name="color-scheme" content="light dark";
                (BREAK) title { (title(page)) }
                (BREAK) style { (BREAK) (PreEscaped(STYLE)) }
                (BREAK)
            }
            (BREAK)
            body {
                (BREAK) a.skip href={ "#" (TABLES) } { "Skip to the tables" }
                (BREAK) (header(page))
                @if page.tables.len() > 1 { (BREAK) (contents(page)) }
                @if let Some(relations) = &page.relations { (BREAK) (relations_svg::figure(relations)) }
                (BREAK)
                main id=(TABLES) {
                    @for table in &page.tables { (BREAK) (section(table)) }
                    (BREAK)
                }
                @if page.is_compared { (BREAK) (legend()) }
                (BREAK)
            }
            (BREAK)
        }
        (BREAK)
    };
    markup.into_string()
}

fn title(page: &Page<'_>) -> String {
    match &page.tables[..] {
        [table] => format!("{}: {}", escaped(table.name), escaped(page.title)),
        _ => escaped(page.title),
    }
}

fn header(page: &Page<'_>) -> Markup {
    html! {
        header {
            h1 { (escaped(page.title)) }
            p { (page.summary) ". " (TextWithNames(&page.note)) }
        }
    }
}

fn contents(page: &Page<'_>) -> Markup {
    html! {
        nav aria-labelledby=(CONTENTS) {
            (BREAK) h2 id=(CONTENTS) { "Tables" }
            (BREAK)
            ul {
                @for table in &page.tables {
                    (BREAK)
                    li {
                        a href={ "#" (table.anchor) } { (Escaped(table.name)) }
                        @if page.is_compared { " " (badge(&table.state)) }
                    }
                }
                (BREAK)
            }
            (BREAK)
        }
    }
}

fn section(table: &Table<'_>) -> Markup {
    html! {
        section aria-labelledby=(table.anchor) {
            (BREAK)
            h2 id=(table.anchor) {
                (Escaped(table.name)) " "
                a.here href={ "#" (table.anchor) } aria-label={ "Link to " (Escaped(table.name)) } { "#" }
            }
            (BREAK)
            p.sql {
                code.copy { (Escaped(&table.sql)) } " "
                small { (TextWithNames(&table.name_note)) }
            }
            @if table.state != TableState::NotCompared { (BREAK) (state(&table.state)) }
            @if let Some(text) = table.description { (BREAK) (doc_comment(text)) }
            (remarks(&table.remarks))
            (BREAK) (columns(table))
            @if !table.undeclared.is_empty() { (BREAK) (undeclared(table)) }
            @if let Some(query) = &table.query {
                (BREAK)
                details {
                    summary { "Query of all columns" }
                    pre { code.copy { (Escaped(query)) } }
                }
            }
            @if !table.examples.is_empty() {
                (BREAK) h3 { "Example questions" }
                @for example in &table.examples {
                    (BREAK) p.question { (Escaped(example.question)) }
                    (BREAK) pre { code.copy { (escape_lines(&example.sql)) } }
                }
            }
            (BREAK)
        }
    }
}

fn state(state: &TableState<'_>) -> Markup {
    html! {
        p.state {
            (badge(state))
            @if let Some(explanation) = state.explanation() { " " (TextWithNames(explanation)) }
        }
    }
}

fn badge(state: &TableState<'_>) -> Markup {
    html! { span class={ "badge " (class(state.severity())) } { (state.label()) } }
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Neutral => "quiet",
        Severity::Good => "good",
        Severity::Warning => "warning",
        Severity::Bad => "bad",
    }
}

fn doc_comment(text: &str) -> Markup {
    html! { div.described { (PreEscaped(doc_comment::to_html(text))) } }
}

fn columns(table: &Table<'_>) -> Markup {
    html! {
        table.columns {
            (BREAK) caption { "Columns of " (Escaped(table.name)) }
            (BREAK)
            thead {
                tr {
                    @for head in ["Name", "Display name", "Type", "Flags", "Default", "Description"] {
                        th scope="col" { (head) }
                    }
                }
            }
            (BREAK)
            tbody {
                @for column in &table.columns { (BREAK) (row(column)) }
                (BREAK)
            }
            (BREAK)
        }
    }
}

fn row(column: &Column<'_>) -> Markup {
    html! {
        tr id=(column.anchor) {
            (BREAK)
            th scope="row" {
                code.copy { (Escaped(&column.sql)) }
                @if let Some(name) = column.declared_as {
                    " " small { "declared as " code { (Escaped(name)) } }
                }
            }
            (BREAK) (cell("Display name", column.display_name.map(|name| html! { (Escaped(name)) })))
            (BREAK) (cell("Type", Some(html! { code { (column.data_type) } })))
            (BREAK) (cell("Flags", flags(&column.flags)))
            (BREAK) (cell("Default", column.default.as_deref().map(value)))
            (BREAK) (cell("Description", description_cell(column)))
            (BREAK)
        }
    }
}

/// Returns a cell. On a narrow screen, it is shown with its label on a line of its own.
fn cell(label: &str, content: Option<Markup>) -> Markup {
    html! {
        @match content {
            Some(content) => td data-label=(label) { (content) },
            None => td.none {},
        }
    }
}

fn flags(flags: &[&str]) -> Option<Markup> {
    let list = html! {
        @for (index, flag) in flags.iter().enumerate() {
            @if index > 0 { ", " }
            span.flag { (flag) }
        }
    };
    (!flags.is_empty()).then_some(list)
}

/// Writes a default or the text of a variant.
fn value(text: &str) -> Markup {
    html! {
        @if text.is_empty() { em { "empty text" } } @else { code { (Escaped(text)) } }
    }
}

fn description_cell(column: &Column<'_>) -> Option<Markup> {
    let Column {
        description,
        variants,
        references,
        remarks,
        ..
    } = column;
    let cell = html! {
        @if let Some(text) = description { (doc_comment(text)) }
        @if !variants.is_empty() { (BREAK) (values(variants)) }
        @if let Some(link) = references { (BREAK) (reference(link)) }
        (self::remarks(remarks))
    };
    let has_text = description.is_some() || references.is_some();
    (has_text || !variants.is_empty() || !remarks.is_empty()).then_some(cell)
}

/// Writes the values of a column: in one line, or each with its description.
fn values(variants: &[Variant<'_>]) -> Markup {
    if variants.iter().all(|variant| variant.description.is_none()) {
        return html! {
            p.values {
                "Values: "
                @for (index, variant) in variants.iter().enumerate() {
                    @if index > 0 { ", " }
                    (value(variant.text))
                }
            }
        };
    }
    html! {
        p.values { "Values:" }
        dl.values {
            @for variant in variants {
                (BREAK) dt { (value(variant.text)) }
                @if let Some(text) = variant.description { dd { (doc_comment(text)) } }
            }
        }
    }
}

fn reference(link: &Link) -> Markup {
    let name = html! { code { (Escaped(&link.text)) } };
    html! {
        p.reference {
            "references "
            @match &link.anchor {
                Some(anchor) => a href={ "#" (anchor) } { (name) },
                None => (name),
            }
        }
    }
}

fn remarks(remarks: &[Remark]) -> Markup {
    html! {
        @for Remark { severity, label, text } in remarks {
            (BREAK)
            p class={ "mark " (class(*severity)) } { strong { (label) } ": " (TextWithNames(text)) }
        }
    }
}

fn undeclared(table: &Table<'_>) -> Markup {
    html! {
        table.columns.undeclared {
            (BREAK) caption { "Undeclared columns" }
            (BREAK)
            thead {
                tr {
                    @for head in ["Name", "Type", "Remark"] { th scope="col" { (head) } }
                }
            }
            (BREAK)
            tbody {
                @for column in &table.undeclared { (BREAK) (undeclared_row(column)) }
                (BREAK)
            }
            (BREAK)
        }
    }
}

fn undeclared_row(column: &UndeclaredColumn) -> Markup {
    let remark = (!column.remarks.is_empty()).then(|| remarks(&column.remarks));
    let data_type = (!column.data_type.is_empty()).then_some(column.data_type.as_str());
    html! {
        tr {
            (BREAK) th scope="row" { code.copy { (Escaped(&column.sql)) } }
            (BREAK) (cell("Type", data_type.map(|name| html! { code { (Escaped(name)) } })))
            (BREAK) (cell("Remark", remark))
            (BREAK)
        }
    }
}

fn legend() -> Markup {
    html! {
        footer {
            @for (label, meaning) in LEGEND { p { strong { (label) } ": " (meaning) "." } }
        }
    }
}
