//! What a sync of metadata is given.

use std::borrow::Cow;
use std::time::Duration;

use super::relation::RelationType;
use crate::plan::{DeclaredTable, DriftKind, Policy};
use crate::schema::{ColumnRequest, GoldenSql};

/// The declared metadata of a table, and how to sync it.
#[derive(Clone, Debug)]
pub(crate) struct MetadataSpec<'a> {
    pub(crate) table: &'a str,
    /// The table's name in the declaration, which `table` may replace. References to it mean `table`.
    pub(crate) declared_table: &'a str,
    /// The table's stored name, if a sync of its columns has found it.
    pub(crate) stored_table: Option<String>,
    pub(crate) description: Option<&'a str>,
    pub(crate) columns: &'a [ColumnRequest<'a>],
    pub(crate) use_with_ai: Option<bool>,
    pub(crate) golden_sqls: &'a [GoldenSql],
    pub(crate) policy: Policy,
    pub(crate) timeout: Option<Duration>,
}

impl<'a> MetadataSpec<'a> {
    /// Returns the metadata of a table whose columns no struct declares.
    pub(crate) fn of_columns(
        table: &'a str,
        columns: &'a [ColumnRequest<'a>],
        policy: Policy,
    ) -> Self {
        Self {
            table,
            declared_table: table,
            stored_table: None,
            description: None,
            columns,
            use_with_ai: None,
            golden_sqls: &[],
            policy,
            timeout: None,
        }
    }

    /// Returns whether there is anything to compare.
    pub(crate) fn declares_anything(&self) -> bool {
        let is_compared = |kind| !self.policy.allows(kind);
        let describes = self.description.is_some()
            || self
                .columns
                .iter()
                .any(|column| declared_description(column).is_some());
        let has_values = self
            .columns
            .iter()
            .any(|column| !column.variants.is_empty());
        (describes && is_compared(DriftKind::Description))
            || (has_values && is_compared(DriftKind::CategoricalValues))
            || (self.use_with_ai.is_some() && is_compared(DriftKind::AiUsage))
            || self.has_relations()
            || self.has_golden_sqls()
    }

    /// Returns whether relations are compared.
    pub(crate) fn has_relations(&self) -> bool {
        !self.policy.allows(DriftKind::Relation)
            && self
                .columns
                .iter()
                .any(|column| column.references.is_some())
    }

    /// Returns whether golden SQLs are compared.
    pub(crate) fn has_golden_sqls(&self) -> bool {
        !self.policy.allows(DriftKind::GoldenSql) && !self.golden_sqls.is_empty()
    }

    /// Returns the table that a declared name stands for.
    pub(crate) fn table_of<'n>(&'n self, declared: &'n str) -> &'n str {
        if declared == self.declared_table {
            self.table
        } else {
            declared
        }
    }
}

impl MetadataSpec<'static> {
    pub(crate) fn of(declared: &DeclaredTable, policy: &Policy) -> Self {
        Self {
            description: declared.description,
            use_with_ai: declared.use_with_ai,
            golden_sqls: declared.golden_sqls,
            ..Self::of_columns(
                declared.table,
                declared.columns,
                policy.clone().with_levels(declared.levels),
            )
        }
    }
}

/// Returns the text that describes a column: its description, then the meanings of its values. The service has no
/// field for the meaning of a value.
pub(crate) fn declared_description<'a>(column: &ColumnRequest<'a>) -> Option<Cow<'a, str>> {
    let description = column.description.map(plain_text);
    let has_meanings = column
        .variants
        .iter()
        .any(|variant| variant.description.is_some());
    if !has_meanings {
        return description;
    }
    let mut text = description.unwrap_or_default().into_owned();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str("Values:");
    for variant in column.variants {
        text.push_str("\n- `");
        text.push_str(variant.text);
        text.push('`');
        if let Some(meaning) = variant.description {
            text.push_str(": ");
            text.push_str(
                &plain_text(meaning)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
    }
    Some(text.into())
}

/// Returns the text of a doc comment without the escapes that Markdown needs: backslashes before punctuation, and angle
/// brackets around web addresses. Code between backticks is left as it is.
pub(crate) fn plain_text(doc: &str) -> Cow<'_, str> {
    if !doc.contains(['\\', '<']) {
        return Cow::Borrowed(doc);
    }
    let mut text = String::with_capacity(doc.len());
    let mut rest = doc;
    while let Some(c) = rest.chars().next() {
        let (plain, length) = match c {
            '`' => {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                let after = &rest[ticks..];
                let code = after.find(&rest[..ticks]).map_or(0, |end| end + ticks);
                (&rest[..ticks + code], ticks + code)
            }
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => (&rest[1..2], 2),
            '<' => match autolink(rest) {
                Some(url) => (url, url.len() + 2),
                None => (&rest[..1], 1),
            },
            c => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        text.push_str(plain);
        rest = &rest[length..];
    }
    Cow::Owned(text)
}

/// Returns the web address in the angle brackets at the beginning of a text.
fn autolink(text: &str) -> Option<&str> {
    let (url, _) = text.strip_prefix('<')?.split_once('>')?;
    let is_url = url.starts_with("http://") || url.starts_with("https://");
    (is_url && !url.contains(char::is_whitespace)).then_some(url)
}

/// Returns the type of the relation that a column declares.
pub(crate) fn declared_relation_type(column: &ColumnRequest<'_>) -> RelationType {
    if column.is_unique {
        RelationType::OneToOne
    } else {
        RelationType::ManyToOne
    }
}

/// Returns whether two texts differ at most in white space, which an editor may change.
pub(crate) fn is_same_text(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Returns whether two statements differ at most in white space and a final semicolon.
pub(crate) fn is_same_sql(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|sql| sql.trim_end().trim_end_matches(';'));
    is_same_text(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{DataType, Variant};

    const KINDS: [Variant<'static>; 2] = [
        Variant::new("view").description("The page\nwas shown."),
        Variant::new("click"),
    ];

    #[test]
    fn meanings_of_values_are_part_of_the_description() {
        let mut column = ColumnRequest::new("kind", DataType::Varchar);
        assert_eq!(declared_description(&column), None);
        column.variants = &KINDS;
        let values = "Values:\n- `view`: The page was shown.\n- `click`";
        assert_eq!(declared_description(&column).as_deref(), Some(values));
        let described = column.description("What happened.");
        let expected = format!("What happened.\n\n{values}");
        assert_eq!(declared_description(&described), Some(expected.into()));
        column.variants = &KINDS[1..];
        let described = column.description("What happened.");
        assert_eq!(
            declared_description(&described).as_deref(),
            Some("What happened.")
        );
    }

    #[test]
    fn escapes_of_markdown_are_not_part_of_the_text() {
        for (doc, expected) in [
            ("plain `code`", "plain `code`"),
            (r"a \* b \_c\_ \\ d\e", r"a * b _c_ \ d\e"),
            (r"`\*` and ``a`\*`` and \*", r"`\*` and ``a`\*`` and *"),
            (r"open ` \*", r"open ` *"),
            (
                "see <https://a.b/c>, <b> and <",
                "see https://a.b/c, <b> and <",
            ),
            (r"größe\!", "größe!"),
        ] {
            assert_eq!(plain_text(doc), expected);
        }
    }

    #[test]
    fn white_space_does_not_make_a_difference() {
        assert!(is_same_text("a  b\n", " a\r\nb"));
        assert!(!is_same_text("a b", "ab"));
        assert!(is_same_sql("SELECT 1;\n", "SELECT  1"));
        assert!(!is_same_sql("SELECT 1", "SELECT 2"));
    }
}
