//! Suggests a known word for an unknown one.

/// What an attribute of another derive means here.
pub(crate) enum Synonym {
    /// It is called so.
    Attribute(&'static str),
    /// It is written in another way.
    Advice(&'static str),
}

/// Attributes of other derives, each with attributes of ours, of which the first known one is meant.
const SYNONYMS: &[(&[&str], &[&str])] = &[
    (
        &[
            "rename",
            "name",
            "column",
            "column_name",
            "field",
            "table_name",
        ],
        &["table", "name"],
    ),
    (
        &["default_value", "default_sql", "default_expr", "value"],
        &["default"],
    ),
    (
        &["type", "ty", "sql_type", "db_type", "column_type"],
        &["data_type"],
    ),
    (
        &[
            "ignore",
            "transient",
            "skip_serializing",
            "skip_deserializing",
            "exclude",
        ],
        &["skip"],
    ),
    (&["embed", "embedded", "nested", "inline"], &["flatten"]),
    (
        &["alias", "old_name", "previous_name", "was"],
        &["renamed_from"],
    ),
    (&["label", "title", "caption"], &["display_name"]),
    (
        &["foreign_key", "fk", "belongs_to", "relation", "refers_to"],
        &["references"],
    ),
    (&["use_with_ai", "ai_usage"], &["ai"]),
    (
        &["required", "notnull", "non_null", "nonnull"],
        &["not_null"],
    ),
    (
        &["rename_fields", "rename_all_fields", "case"],
        &["rename_all"],
    ),
];

/// Attributes of other derives that are written in another way, each with the attribute that is replaced.
const ADVICE: &[(&[&str], &str, &str)] = &[
    (
        &["description", "comment", "doc"],
        "",
        "write a doc comment, which becomes the description",
    ),
    (
        &["nullable", "optional"],
        "not_null",
        "columns can be NULL unless `not_null` is set; remove it",
    ),
    (
        &["prefix", "flatten_prefix"],
        "flatten",
        "write `flatten(prefix = \"…\")`",
    ),
    (
        &["golden", "golden_sql", "example"],
        "ai",
        "write `#[golden(question = \"…\", sql = \"…\")]` beside `#[bitable(…)]`",
    ),
    (
        &["primary_key", "pk", "id"],
        "unique",
        "BI tables have no primary keys; use `unique` and `not_null`",
    ),
];

/// Returns what an attribute of another derive means among the known ones.
pub(crate) fn synonym(unknown: &str, known: &[&str]) -> Option<Synonym> {
    let is_known = |word: &str| word.is_empty() || known.contains(&word);
    let advice = ADVICE
        .iter()
        .find(|(words, word, _)| words.contains(&unknown) && is_known(word));
    if let Some((_, _, advice)) = advice {
        return Some(Synonym::Advice(advice));
    }
    let (_, meant) = SYNONYMS
        .iter()
        .find(|(words, _)| words.contains(&unknown))?;
    let word = meant.iter().find(|word| known.contains(word))?;
    Some(Synonym::Attribute(word))
}

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
