//! Suggests a known word for an unknown one.

/// Returns the word nearest to an unknown one, if it is near enough to be a likely mistake.
pub(crate) fn nearest<'a>(unknown: &str, words: &[&'a str]) -> Option<&'a str> {
    let unknown: Vec<char> = unknown.chars().collect();
    words
        .iter()
        .map(|word| (distance(&unknown, &word.chars().collect::<Vec<_>>()), *word))
        .filter(|(distance, word)| *distance <= word.len().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Returns the Damerau-Levenshtein distance: how many characters to insert, delete, replace, or swap with
/// a neighbor.
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
    fn likely_mistakes_are_recognized_and_other_words_are_not() {
        let words = [
            "name",
            "display_name",
            "default",
            "unique",
            "not_null",
            "skip",
        ];
        for (unknown, word) in [
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
            assert_eq!(nearest(unknown, &words), word, "{unknown}");
        }
    }
}
