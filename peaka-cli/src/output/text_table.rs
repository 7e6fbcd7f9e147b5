//! Text tables without borders.

use std::io::{IsTerminal, stdout};

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use peaka_runtime::__private::{escaped, shortened};

/// The largest number of characters in a cell.
const MAX_CELL: usize = 2000;

/// Returns a table with a header. Cells wrap at the width of the terminal; if standard output is not a
/// terminal, every row is one line. All text is escaped.
pub(crate) fn text_table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let rows = rows.into_iter().map(Vec::from);
    wide_text_table(&header, rows)
}

/// Returns a table like [`text_table`], whose number of columns is known only at run time.
pub(crate) fn wide_text_table(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let width = terminal_size::terminal_size()
        .filter(|_| stdout().is_terminal())
        .map(|(width, _)| width.0);
    table_of_width(header, rows, width)
}

fn table_of_width(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    width: Option<u16>,
) -> String {
    let mut table = Table::new();
    table.load_preset(NOTHING);
    match width {
        Some(width) => table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(
        header
            .iter()
            .map(|name| escaped(&shortened(name, MAX_CELL))),
    );
    for row in rows {
        table.add_row(row.iter().map(|cell| escaped(&shortened(cell, MAX_CELL))));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let bold = Style::new().bold();
    let mut lines = table.lines();
    let header = lines.next().unwrap_or_default();
    let mut text = format!("{bold}{}{bold:#}\n", header.trim_end());
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows<const N: usize, const M: usize>(rows: [[&str; N]; M]) -> [Vec<String>; M] {
        rows.map(|row| row.map(str::to_owned).into())
    }

    #[test]
    fn without_a_terminal_every_row_is_one_line() {
        let wide = "x".repeat(300);
        let pad = " ".repeat(300 - 4);
        assert_eq!(
            table_of_width(
                &["NAME", "TEXT"],
                rows([["größe", "a\nb"], ["名", ""], [&wide, "\u{1b}[2J"]]),
                None
            ),
            format!(
                "\u{1b}[1mNAME{pad}  TEXT\u{1b}[0m\n\
                 größe{}  a\\nb\n\
                 名\n\
                 {wide}  \\u{{1b}}[2J\n",
                " ".repeat(295)
            )
        );
    }

    #[test]
    fn cells_wrap_at_the_width_of_the_terminal() {
        let detail = "column `clicks`: declared BIGINT, live type is varchar";
        assert_eq!(
            table_of_width(
                &["TABLE", "STATUS", "DETAIL"],
                rows([["events", "drift", detail], ["users", "in sync", ""]]),
                Some(50)
            ),
            "\u{1b}[1mTABLE   STATUS   DETAIL\u{1b}[0m\n\
             events  drift    column `clicks`: declared\n                 \
             BIGINT, live type is varchar\n\
             users   in sync\n"
        );
    }
}
