//! Which of several words was meant.

/// The word that is nearest to what was written, if one is near enough to be meant.
pub(crate) fn nearest<'a>(written: &str, words: &[&'a str]) -> Option<&'a str> {
    let written: Vec<char> = written.chars().collect();
    words
        .iter()
        .map(|word| (distance(&written, &word.chars().collect::<Vec<_>>()), *word))
        .filter(|(distance, word)| *distance <= word.len().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// How many characters to insert, delete, replace or swap with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let keys = [
            "name",
            "display_name",
            "default",
            "unique",
            "not_null",
            "skip",
        ];
        for (written, meant) in [
            ("nmae", Some("name")),
            ("Name", Some("name")),
            ("displayName", Some("display_name")),
            ("defualt", Some("default")),
            ("uniqe", Some("unique")),
            ("notnull", Some("not_null")),
            ("skipped", None),
            ("rename", Some("name")),
            ("größe", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, &keys), meant, "{written}");
        }
    }
}
