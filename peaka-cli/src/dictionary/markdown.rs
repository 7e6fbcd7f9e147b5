//! The page as GitHub-flavoured Markdown.

use super::escape::{code, inline, words};
use super::page::{Column, Page, Table, Undeclared};
use super::prose::{Place, prose};
use super::state::{Mark, State};
use super::text::{Piece, line, pieces};

/// How every page begins.
pub(super) const HEADING: &str = "# Data dictionary";

pub(crate) fn page(page: &Page<'_>) -> String {
    let mut blocks = vec![
        HEADING.to_owned(),
        format!("{}. {}", page.summary, sentence(&page.note)),
    ];
    if page.tables.len() > 1 {
        blocks.push(contents(page));
    }
    for table in &page.tables {
        section(table, &mut blocks);
    }
    if page.is_compared {
        blocks.push(
            "**Denied** is what a sync of the table fails for, and writes nothing. **A warning** is what it reports, \
             and accepts."
                .to_owned(),
        );
    }
    blocks.join("\n\n") + "\n"
}

fn contents(page: &Page<'_>) -> String {
    let item = |table: &Table<'_>| {
        let link = format!("- [{}](#{})", words(table.name), table.anchor);
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
    blocks.push(format!("## {}", words(table.name)));
    blocks.push(format!(
        "{}: {}",
        code(&line(&table.sql)),
        sentence(&table.origin)
    ));
    if table.state != State::NotAsked {
        blocks.push(state(&table.state));
    }
    blocks.extend(table.description.map(|text| prose(text, Place::Section)));
    blocks.push(rows(
        [
            "Name",
            "Shown as",
            "Type",
            "Flags",
            "Default",
            "Description",
        ],
        table.columns.iter().map(row),
    ));
    if !table.undeclared.is_empty() {
        blocks.push("In the table, but not declared:".to_owned());
        let strangers = table.undeclared.iter().map(stranger);
        blocks.push(rows(["Name", "Type", "Remark"], strangers));
    }
    if let Some(query) = &table.query {
        blocks.push(format!("```sql\n{}\n```", line(query)));
    }
}

fn state(state: &State<'_>) -> String {
    match state.sentence() {
        Some(more) => format!("**{}**: {}", state.label(), sentence(more)),
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
    let name = code(&line(&column.sql));
    let default = column.default.as_deref().map(|text| match text {
        "" => "*empty text*".to_owned(),
        text => code(&line(text)),
    });
    [
        match column.declared_as {
            Some(declared) => format!("{name} (declared as {})", code(&line(declared))),
            None => name,
        },
        column.shown_as.map(words).unwrap_or_default(),
        code(column.data_type),
        column.flags.join(", "),
        default.unwrap_or_default(),
        explained(column.description, &column.marks),
    ]
}

fn explained(description: Option<&str>, marks: &[Mark]) -> String {
    let description = description.map(|text| prose(text, Place::Cell));
    let mark = |mark: &Mark| format!("**{}**: {}", mark.label, sentence(&mark.sentence));
    let told = description.into_iter().chain(marks.iter().map(mark));
    told.collect::<Vec<_>>().join("<br>")
}

fn stranger(column: &Undeclared) -> [String; 3] {
    let data_type = line(&column.data_type);
    [
        code(&line(&column.sql)),
        if data_type.is_empty() {
            data_type
        } else {
            code(&data_type)
        },
        explained(None, &column.marks),
    ]
}

/// A sentence with names in it.
fn sentence(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(text) => inline(&line(text)),
            Piece::Name(name) => code(&line(name)),
        })
        .collect()
}
