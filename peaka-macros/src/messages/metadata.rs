//! The messages about references, golden SQLs and the use of a table by AI.

pub(crate) const EXPECTED_BOOLEAN: &str = "`ai` expects `true` or `false`: `ai = false`";

pub(crate) const EXPECTED_FIELD_PATH: &str =
    "`references` expects a field of a struct: `references = Customer::id`";

pub(crate) const EXPECTED_GOLDEN: &str =
    "expected a question and its SQL: `#[golden(question = \"…\", sql = \"…\")]`";
pub(crate) const GOLDEN_ON_FIELD: &str =
    "`golden` is an attribute of the struct; help: move it before the struct";
pub(crate) const EMPTY_QUESTION: &str =
    "the question is empty; help: write the question that the SQL answers";
pub(crate) const SAME_QUESTION: &str =
    "duplicate question; help: remove one of the two, or word it differently";

pub(crate) const EMPTY_SQL: &str =
    "the SQL is empty; help: write the SELECT statement that answers the question";
pub(crate) fn not_a_select(found: &str) -> String {
    format!(
        "invalid SQL: expected a SELECT or WITH statement, found `{found}`; help: write one statement that reads"
    )
}
pub(crate) const SEMICOLON: &str =
    "invalid SQL: unexpected `;`; help: write one statement, without `;` at its end";
pub(crate) const UNTERMINATED_QUOTE: &str =
    "invalid SQL: a quote has no end; help: add the closing quote";
pub(crate) const UNTERMINATED_COMMENT: &str = "invalid SQL: a comment has no end; help: add `*/`";

pub(crate) const UNCLOSED_PLACEHOLDER: &str =
    "unclosed `{` in the SQL; help: add `}`, or write two for a literal brace";
pub(crate) const UNMATCHED_BRACE: &str =
    "unmatched `}` in the SQL; help: remove it, or write two for a literal brace";
pub(crate) const EMPTY_PLACEHOLDER: &str =
    "empty placeholder in the SQL; help: write the name of a field or a struct between the braces";
pub(crate) fn invalid_placeholder(placeholder: &str) -> String {
    format!(
        "invalid placeholder `{placeholder}` in the SQL: expected `table`, a field, a struct or `Struct::field`; \
         help: use one of them, or double the braces for literal ones"
    )
}
pub(crate) fn quoted_placeholder(placeholder: &str) -> String {
    format!(
        "placeholder in double quotes: `{placeholder}`; help: remove the quotes: the placeholder becomes a quoted name"
    )
}

pub(crate) fn unknown_field(field: &str, strukt: &str, meant: Option<&str>) -> String {
    let end = meant.map_or_else(
        || "help: use a field that declares a column".to_owned(),
        |meant| format!("did you mean `{meant}`?"),
    );
    format!("unknown field `{field}`: `{strukt}` declares no column for it; {end}")
}
