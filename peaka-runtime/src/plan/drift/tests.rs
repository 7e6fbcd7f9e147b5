use serde_json::{json, to_value};

use super::*;

const BIGINT: DriftValue = DriftValue::DataType(DataType::Bigint);

fn text(text: &str) -> DriftValue {
    DriftValue::Text(text.to_owned())
}

fn clause(kind: DriftKind, [declared, live]: [DriftValue; 2], source: DriftSource) -> String {
    let drift = Drift {
        kind,
        column: "a".to_owned(),
        declared,
        live,
        source,
    };
    let text = drift.to_string();
    text.strip_prefix("column `a`: ").unwrap().to_owned()
}

#[test]
fn updates_fix_attributes_only() {
    let fixed = DriftKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.can_be_fixed());
    assert_eq!(
        fixed.collect::<Vec<_>>(),
        [
            DriftKind::Default,
            DriftKind::NotNull,
            DriftKind::Unique,
            DriftKind::DisplayName
        ]
    );
}

#[test]
fn drift_that_makes_the_table_unusable_is_always_denied() {
    let denied = DriftKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.is_always_denied());
    assert_eq!(
        denied.collect::<Vec<_>>(),
        [
            DriftKind::Missing,
            DriftKind::DataType,
            DriftKind::Renamed,
            DriftKind::MultipleMatches,
        ]
    );
}

#[test]
fn drift_in_a_list_is_one_clause() {
    let [no, yes] = [false, true].map(DriftValue::Flag);
    let none = DriftValue::None;
    for (kind, declared, live, expected) in [
        (
            DriftKind::Missing,
            BIGINT,
            none.clone(),
            "declared BIGINT, but not in the live table",
        ),
        (
            DriftKind::Missing,
            BIGINT,
            text("old"),
            "declared BIGINT, but the live column still has its old name `old`",
        ),
        (
            DriftKind::DataType,
            BIGINT,
            text("varchar"),
            "declared BIGINT, live type is varchar",
        ),
        (
            DriftKind::DataType,
            BIGINT,
            none.clone(),
            "declared BIGINT, live type is not reported",
        ),
        (
            DriftKind::Default,
            text("1"),
            text("2"),
            "declared default `1`, live default `2`",
        ),
        (
            DriftKind::Default,
            none.clone(),
            text("2"),
            "declared without default, live default `2`",
        ),
        (
            DriftKind::DisplayName,
            text("A"),
            none.clone(),
            "declared display name `A`, live column has no display name",
        ),
        (
            DriftKind::NotNull,
            yes.clone(),
            no.clone(),
            "declared NOT NULL, live column is nullable",
        ),
        (
            DriftKind::NotNull,
            yes.clone(),
            none.clone(),
            "declared NOT NULL, live column does not report the NOT NULL flag",
        ),
        (
            DriftKind::Unique,
            no,
            yes,
            "declared not unique, live column is UNIQUE",
        ),
        (
            DriftKind::StoredName,
            text("a_b"),
            text("ab"),
            "stored as `ab`",
        ),
        (
            DriftKind::Unmanaged,
            none.clone(),
            text("date"),
            "not declared, live type is date",
        ),
        (
            DriftKind::Unmanaged,
            none.clone(),
            none,
            "not declared, live type is not reported",
        ),
        (
            DriftKind::Renamed,
            text("b_c"),
            text("b_c"),
            "declared as renamed from `b_c`, but both columns are live",
        ),
        (
            DriftKind::Renamed,
            text("b_c"),
            text("bc"),
            "declared as renamed from `b_c`, but both columns are live (`bc` is stored)",
        ),
    ] {
        assert_eq!(clause(kind, [declared, live], DriftSource::List), expected);
    }
}

#[test]
fn drift_in_an_echo_is_named_as_such() {
    let flags = [DriftValue::Flag(false), DriftValue::Flag(true)];
    for (kind, values, expected) in [
        (
            DriftKind::Missing,
            [BIGINT, DriftValue::None],
            "declared BIGINT, but not in the response to the add",
        ),
        (
            DriftKind::DataType,
            [BIGINT, text("varchar")],
            "declared BIGINT, returned type is varchar",
        ),
        (
            DriftKind::Default,
            [text("1"), DriftValue::None],
            "declared default `1`, returned column has no default",
        ),
        (
            DriftKind::NotNull,
            flags,
            "declared nullable, returned column is NOT NULL",
        ),
    ] {
        assert_eq!(clause(kind, values, DriftSource::AddResponse), expected);
    }
}

#[test]
fn value_serializes_as_itself() {
    for (value, expected) in [
        (DriftValue::None, json!(null)),
        (DriftValue::Flag(true), json!(true)),
        (BIGINT, json!("BIGINT")),
        (text("a\n"), json!("a\n")),
    ] {
        assert_eq!(to_value(value).unwrap(), expected);
    }
    assert_eq!(text("a").as_text(), Some("a"));
    assert_eq!(BIGINT.as_text(), None);
}
