//! Markdown tables.

use std::fmt::{self, Display, Formatter};

/// A Markdown table. The first column is aligned to the left, all others to the right.
#[derive(Debug, Clone)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Creates a table with the titles of its columns.
    #[must_use]
    pub fn new(titles: &[&str]) -> Self {
        let titles = titles.iter().map(|title| (*title).to_owned()).collect();
        Self { rows: vec![titles] }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, row) in self.rows.iter().enumerate() {
            writeln!(f, "| {} |", row.join(" | "))?;
            if index == 0 {
                writeln!(
                    f,
                    "| --- |{}",
                    " ---: |".repeat(row.len().saturating_sub(1))
                )?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_a_line_below_its_titles() {
        let mut table = Table::new(&["", "time"]);
        table.row(["a".to_owned(), "1 s".to_owned()]);
        assert_eq!(
            table.to_string(),
            "|  | time |\n| --- | ---: |\n| a | 1 s |\n"
        );
    }
}
