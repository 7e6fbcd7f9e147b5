//! Rows under each other for people, without lines between them.

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use peaka_runtime::__private::printable;

/// The rows with a head above them, each with a line break. Nothing is wrapped or cut, so that a line is a row
/// wherever it goes. Whatever could steer a terminal is escaped.
pub(crate) fn text_table<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(head);
    for row in rows {
        table.add_row(row.map(|cell| printable(&cell)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let bold = Style::new().bold();
    let mut lines = table.lines();
    let head = lines.next().unwrap_or_default();
    let mut text = format!("{bold}{}{bold:#}\n", head.trim_end());
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line_whatever_is_in_it() {
        let rows = [
            ["größe", "a\nb"],
            ["名", ""],
            [&"x".repeat(300), "\u{1b}[2J"],
        ];
        let rows = rows.map(|row| row.map(str::to_owned));
        let wide = "x".repeat(300);
        let pad = " ".repeat(300 - 4);
        assert_eq!(
            text_table(["NAME", "TEXT"], rows),
            format!(
                "\u{1b}[1mNAME{pad}  TEXT\u{1b}[0m\n\
                 größe{}  a\\nb\n\
                 名\n\
                 {wide}  \\u{{1b}}[2J\n",
                " ".repeat(295)
            )
        );
    }
}
