//! Draws the references between tables.
//!
//! The tables are stacked, so that the drawing fits on the screen of a phone. A vertical line at their right connects each
//! column with those that refer to it.

use std::collections::HashMap;

use maud::{Markup, html};
use peaka_runtime::__private::escaped;

use super::relations::{RelatedTable, Relations};

// All lengths are in pixels, at the size of the style sheet's font.
const CHARACTER_WIDTH: usize = 8;
const HEADER_HEIGHT: usize = 28;
const ROW_HEIGHT: usize = 22;
const TEXT_BASELINE: usize = 16;
const PADDING: usize = 12;
const GAP: usize = 16;
const LINE_DISTANCE: usize = 14;

/// A reference leaves a row below its middle and arrives above it, because a column can do both.
const END_OFFSET: usize = 4;

/// The largest number of characters of a name.
const MAX_NAME: usize = 28;

const TITLE: &str = ".relations-title";
const DESCRIPTION: &str = ".relations-description";

/// A table with a place in the drawing.
struct Drawn {
    top: usize,
    height: usize,
    name: String,
    columns: Vec<String>,
}

/// The line from all columns that refer to one column, to that column.
struct Line {
    sources: Vec<usize>,
    target: usize,
    /// The position of the vertical part, counted from the tables.
    lane: usize,
}

/// Returns the drawing with its caption.
pub(super) fn figure(relations: &Relations<'_>) -> Markup {
    let (tables, rows) = drawn_tables(&relations.tables);
    let lines = lines(relations, &rows);
    let names = tables
        .iter()
        .flat_map(|table| table.columns.iter().chain([&table.name]));
    let box_width = 2 * PADDING + names.map(|name| text_width(name)).max().unwrap_or(0);
    let lanes = lines.iter().map(|line| line.lane + 1).max().unwrap_or(0);
    let width = box_width + (lanes + 1) * LINE_DISTANCE;
    let height = tables.last().map_or(0, |table| table.top + table.height);
    html! {
        figure.relations {
            "\n" figcaption { "References between the tables" }
            "\n"
            svg role="img" aria-labelledby={ (TITLE) " " (DESCRIPTION) }
                width=(width + 2) height=(height + 2) viewBox={ "-1 -1 " (width + 2) " " (height + 2) } {
                "\n" title id=(TITLE) { "References between the tables" }
                "\n" desc id=(DESCRIPTION) { (description(relations)) }
                @for table in &tables {
                    "\n"
                    rect y=(table.top) width=(box_width) height=(table.height) rx="8" {}
                    text.name x=(PADDING) y=(table.top + TEXT_BASELINE + 2) { (table.name) }
                    @for (index, column) in table.columns.iter().enumerate() {
                        @let y = table.top + HEADER_HEIGHT + index * ROW_HEIGHT + TEXT_BASELINE;
                        text x=(PADDING) y=(y) { (column) }
                    }
                }
                @for line in &lines { "\n" path d=(line.path(box_width)) {} }
                "\n"
            }
            "\n"
        }
    }
}

/// Returns the references as text.
fn description(relations: &Relations<'_>) -> String {
    let name = |(table, column)| escaped(&format!("{table}.{column}"));
    let references: Vec<_> = relations
        .references
        .iter()
        .map(|relation| {
            format!(
                "{} references {}",
                name(relation.source),
                name(relation.target)
            )
        })
        .collect();
    references.join("; ")
}

/// Returns the tables, and the middle of the row of each column.
fn drawn_tables<'a>(
    tables: &[RelatedTable<'a>],
) -> (Vec<Drawn>, HashMap<(&'a str, &'a str), usize>) {
    let mut drawn = Vec::new();
    let mut rows = HashMap::new();
    let mut top = 0;
    for table in tables {
        for (index, column) in table.columns.iter().enumerate() {
            let middle = top + HEADER_HEIGHT + index * ROW_HEIGHT + ROW_HEIGHT / 2;
            rows.insert((table.name, *column), middle);
        }
        let height = HEADER_HEIGHT + table.columns.len() * ROW_HEIGHT + PADDING / 2;
        drawn.push(Drawn {
            top,
            height,
            name: short_name(table.name),
            columns: table.columns.iter().map(|name| short_name(name)).collect(),
        });
        top += height + GAP;
    }
    (drawn, rows)
}

/// Returns one line for each column that others refer to. No two lines are above each other.
fn lines(relations: &Relations<'_>, rows: &HashMap<(&str, &str), usize>) -> Vec<Line> {
    let row = |column: (&str, &str)| rows.get(&column).copied().unwrap_or_default();
    let mut lines = Vec::<Line>::new();
    for relation in &relations.references {
        let source = row(relation.source) + END_OFFSET;
        let target = row(relation.target) - END_OFFSET;
        match lines.iter_mut().find(|line| line.target == target) {
            Some(line) => line.sources.push(source),
            None => lines.push(Line {
                sources: vec![source],
                target,
                lane: 0,
            }),
        }
    }
    // Short lines are nearer to the tables, so that they cross fewer others.
    lines.sort_by_key(|line| (line.bottom() - line.top(), line.top()));
    for index in 0..lines.len() {
        let (placed, rest) = lines.split_at_mut(index);
        let line = &mut rest[0];
        while placed
            .iter()
            .any(|other| other.lane == line.lane && other.overlaps(line))
        {
            line.lane += 1;
        }
    }
    lines
}

impl Line {
    fn ends(&self) -> impl Iterator<Item = usize> {
        self.sources.iter().copied().chain([self.target])
    }

    fn top(&self) -> usize {
        self.ends().min().unwrap_or_default()
    }

    fn bottom(&self) -> usize {
        self.ends().max().unwrap_or_default()
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.top() <= other.bottom() && other.top() <= self.bottom()
    }

    /// Returns the line as the data of a path, with an arrow at the target.
    fn path(&self, left: usize) -> String {
        let x = left + (self.lane + 1) * LINE_DISTANCE;
        let y = self.target;
        let sources = self.sources.iter();
        let sources: String = sources
            .map(|source| format!("M{left} {source}H{x}V{y}"))
            .collect();
        format!("{sources}H{left}m6 -4l-6 4l6 4")
    }
}

fn short_name(name: &str) -> String {
    let name = escaped(name);
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

/// Returns the width of a text, at most. Characters of other scripts may be twice as wide.
fn text_width(text: &str) -> usize {
    let widths = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 });
    CHARACTER_WIDTH * widths.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::super::relations::Relation;
    use super::*;

    fn table<'a>(name: &'a str, columns: &[&'a str]) -> RelatedTable<'a> {
        RelatedTable {
            name,
            columns: columns.to_vec(),
        }
    }

    #[test]
    fn lines_to_one_column_are_joined_and_others_do_not_overlap() {
        let reference = |source, target| Relation { source, target };
        let relations = Relations {
            tables: vec![
                table("a", &["id", "parent"]),
                table("b", &["a_id"]),
                table("c", &["a_id", "self"]),
                table("d", &["c_id"]),
            ],
            references: vec![
                reference(("a", "parent"), ("a", "id")),
                reference(("b", "a_id"), ("a", "id")),
                reference(("c", "a_id"), ("a", "id")),
                reference(("c", "self"), ("c", "self")),
                reference(("d", "c_id"), ("c", "a_id")),
            ],
        };
        let (tables, rows) = drawn_tables(&relations.tables);
        let tops: Vec<_> = tables.iter().map(|table| table.top).collect();
        assert_eq!(tops, [0, 94, 166, 260]);
        let lines: Vec<_> = lines(&relations, &rows)
            .iter()
            .map(|line| (line.lane, line.path(100)))
            .collect();
        let expected = [
            (0, "M100 231H114V223H100m6 -4l-6 4l6 4"),
            (1, "M100 303H128V201H100m6 -4l-6 4l6 4"),
            (
                0,
                "M100 65H114V35M100 137H114V35M100 209H114V35H100m6 -4l-6 4l6 4",
            ),
        ];
        assert_eq!(lines, expected.map(|(lane, path)| (lane, path.to_owned())));
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(short_name(&"ß".repeat(28)), "ß".repeat(28));
        assert_eq!(short_name(&"ß".repeat(29)), format!("{}…", "ß".repeat(28)));
        assert_eq!(text_width("aß"), 24);
    }
}
