//! Writes the page as GitHub-flavored Markdown.

use super::markdown_escape::{code_span, escape_inline, escape_line};
use super::markdown_prose::{Place, prose};
use super::page::{Column, Page, Table, UndeclaredColumn};
use super::state::{Remark, State};
use super::text::{Piece, pieces};
use peaka_runtime::__private::escaped;

/// The beginning of every page, so that `schema --markdown` recognizes its own files.
pub(super) const HEADING: &str = "# Data dictionary";

pub(crate) fn page(page: &Page<'_>) -> String {
    let mut blocks = vec![
        HEADING.to_owned(),
        format!("{}. {}", page.summary, text(&page.note)),
    ];
    if page.tables.len() > 1 {
        blocks.push(contents(page));
    }
    for table in &page.tables {
        section(table, &mut blocks);
    }
    if page.is_compared {
        blocks.push(
            "**Denied**: the sync of the table fails, and writes nothing. **Warning**: the sync reports it and \
             succeeds."
                .to_owned(),
        );
    }
    blocks.join("\n\n") + "\n"
}

fn contents(page: &Page<'_>) -> String {
    let item = |table: &Table<'_>| {
        let link = format!("- [{}](#{})", escape_line(table.name), table.anchor);
        if page.is_compared {
            format!("{link}: {}", table.state.label())
        } else {
            link
        }
    };
    page.tables.iter().map(item).collect::<Vec<_>>().join("\n")
}

fn section(table: &Table<'_>, blocks: &mut Vec<String>) {
    blocks.push(format!("<a id=\"{}\"></a>", table.anchor));
    blocks.push(format!("## {}", escape_line(table.name)));
    blocks.push(format!(
        "{}: {}",
        code_span(&escaped(&table.sql)),
        text(&table.name_note)
    ));
    if table.state != State::NotCompared {
        blocks.push(state(&table.state));
    }
    blocks.extend(table.description.map(|text| prose(text, Place::Section)));
    blocks.push(rows(
        [
            "Name",
            "Display name",
            "Type",
            "Flags",
            "Default",
            "Description",
        ],
        table.columns.iter().map(row),
    ));
    if !table.undeclared.is_empty() {
        blocks.push("Undeclared columns:".to_owned());
        let undeclared = table.undeclared.iter().map(undeclared_row);
        blocks.push(rows(["Name", "Type", "Remark"], undeclared));
    }
    if let Some(query) = &table.query {
        blocks.push(format!("```sql\n{}\n```", escaped(query)));
    }
}

fn state(state: &State<'_>) -> String {
    match state.explanation() {
        Some(explanation) => format!("**{}**: {}", state.label(), text(explanation)),
        None => format!("**{}**", state.label()),
    }
}

fn rows<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: [String; N]| format!("| {} |", cells.join(" | "));
    let head = [heads.map(str::to_owned), heads.map(|_| "---".to_owned())];
    let lines: Vec<_> = head.into_iter().chain(rows).map(line).collect();
    lines.join("\n")
}

fn row(column: &Column<'_>) -> [String; 6] {
    let name = code_span(&escaped(&column.sql));
    let default = column.default.as_deref().map(|text| match text {
        "" => "*empty text*".to_owned(),
        text => code_span(&escaped(text)),
    });
    [
        match column.declared_as {
            Some(declared) => format!("{name} (declared as {})", code_span(&escaped(declared))),
            None => name,
        },
        column.display_name.map(escape_line).unwrap_or_default(),
        code_span(column.data_type),
        column.flags.join(", "),
        default.unwrap_or_default(),
        description(column.description, &column.remarks),
    ]
}

fn description(description: Option<&str>, remarks: &[Remark]) -> String {
    let description = description.map(|text| prose(text, Place::Cell));
    let remark = |remark: &Remark| format!("**{}**: {}", remark.label, text(&remark.text));
    let parts = description.into_iter().chain(remarks.iter().map(remark));
    parts.collect::<Vec<_>>().join("<br>")
}

fn undeclared_row(column: &UndeclaredColumn) -> [String; 3] {
    let data_type = escaped(&column.data_type);
    [
        code_span(&escaped(&column.sql)),
        if data_type.is_empty() {
            data_type
        } else {
            code_span(&data_type)
        },
        description(None, &column.remarks),
    ]
}

/// Writes a text with names in backticks.
fn text(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(text) => escape_inline(&escaped(text)),
            Piece::Name(name) => code_span(&escaped(name)),
        })
        .collect()
}
