use serde_json::{from_value, json};

use super::*;
use crate::schema::{DataType, DefaultValue, LiveTable};

fn column(name: &str) -> ColumnRequest<'_> {
    ColumnRequest::new(name, DataType::Bigint)
}

fn error(columns: &[ColumnRequest<'_>], delete: &[&str]) -> String {
    let mut spec = SyncSpec::new("events", columns);
    spec.columns_to_delete = delete.iter().map(ToString::to_string).collect();
    match spec.validate() {
        Ok(()) => String::new(),
        Err(error) => format!("{error}; help: {}", error.help()),
    }
}

#[test]
fn declarations_that_the_derive_rejects_are_rejected_before_anything_is_sent() {
    let with_default = |data_type, default| {
        ColumnRequest::new("a", data_type).default_value(DefaultValue::Text(default))
    };
    for (columns, message) in [
        (&[column("a"), column("b")][..], ""),
        (
            &[column("user_id"), column("userid")],
            "columns `user_id` and `userid` of table `events` have the same stored name: the \
             service removes underscores; help: rename one of the columns",
        ),
        (
            &[column("ID"), column("id")],
            "columns `ID` and `id` of table `events` differ only in letter case, which SQL \
             ignores; help: rename one of the columns",
        ),
        (
            &[
                column("GRÖSSE"),
                column("größe"),
                column("a-b"),
                column("a b"),
            ],
            "columns `a-b` and `a b` of table `events` have the same letters and digits: the \
             service may remove all other characters; help: rename one of the columns",
        ),
        (
            &[column("id\u{200b}")],
            "invalid column name `id\\u{200b}`: it contains the invisible character U+200B; \
             help: remove the character",
        ),
        (
            &[column("text")],
            "invalid column name `text`: every BI table has a system column `text`; help: \
             choose another name",
        ),
        (
            &[column("te_xt")],
            "invalid column name `te_xt`: every BI table has a system column `text`; help: \
             choose another name",
        ),
        (
            &[column("")],
            "invalid column name: it is empty; help: enter a name",
        ),
        (
            &[column("__")],
            "invalid column name `__`: the service removes underscores, which leaves nothing; help: \
             use at least one other character",
        ),
        (
            &[column("a").renamed_from(&["B"]), column("b")],
            "column `a` of table `events` cannot be renamed from `B`: column `b` is declared, and SQL \
             ignores letter case; help: use the column's old name, or remove `renamed_from`",
        ),
        (
            &[column("a").renamed_from(&["b"]), column("b")],
            "column `a` of table `events` cannot be renamed from `b`: a declared column has \
             that name; help: use the column's old name, or remove `renamed_from`",
        ),
        (
            &[
                column("a").renamed_from(&["c"]),
                column("b").renamed_from(&["_c"]),
            ],
            "invalid column name `_c`: names that begin with an underscore are reserved for \
             system columns; help: remove the leading underscore",
        ),
        (
            &[
                column("a").renamed_from(&["c"]),
                column("b").renamed_from(&["c_"]),
            ],
            "columns `a` and `b` of table `events` are both renamed from `c_`; help: remove the name \
             from one of the two `renamed_from`",
        ),
        (
            &[with_default(DataType::Decimal, "0.1234567890123456789")],
            "default `0.1234567890123456789` of column `a` of table `events` has too many \
             digits: decimal(38,18) holds at most 18 fractional digits; help: round the value",
        ),
        (
            &[with_default(DataType::Decimal, "0.123456789012345678")],
            "",
        ),
        (
            &[with_default(
                DataType::Timestamp,
                "2024-01-31 08:30:00.1234567",
            )],
            "default `2024-01-31 08:30:00.1234567` of column `a` of table `events` has too \
             many digits: timestamp(6) holds at most 6 fractional digits; help: round the value",
        ),
    ] {
        assert_eq!(error(columns, &[]), message);
    }
    assert_eq!(
        SyncSpec::new("peaka.bitable/events", &[])
            .validate()
            .unwrap_err()
            .to_string(),
        "invalid table name `peaka.bitable/events`: it contains a slash"
    );
}

/// The error of a first plan that deletes a column of a live table.
fn first_plan_error(declared: &str, live: &[&str], delete: &[&str]) -> String {
    let columns = [column(declared)];
    let mut spec = SyncSpec::new("events", &columns);
    spec.columns_to_delete = delete.iter().map(|&name| name.to_owned()).collect();
    let columns = live.iter().map(|name| json!({ "name": name })).collect();
    let live = LiveTable {
        name: "events".to_owned(),
        columns: from_value(columns).unwrap(),
    };
    match spec.validated_plan(Some(&(&live).into())) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn columns_to_delete_are_checked_against_the_first_list() {
    let declared = |name| {
        format!(
            "cannot delete column `{name}`: it stores column `user_id`, which table `events` declares"
        )
    };
    let similar = |name| {
        format!(
            "cannot delete column `{name}`: the table has a column of this name without the \
             underscores"
        )
    };
    for (live, delete, message) in [
        (&["_id", "userid", "old"][..], &["old"][..], String::new()),
        (&["_id", "userid"], &["old"], String::new()),
        (&["_id", "userid"], &["userid"], declared("userid")),
        (&["user_id", "userid"], &["userid"], String::new()),
        (&["_id", "userid", "old"], &["o_ld"], similar("o_ld")),
        (&["_id", "userid"], &["o_ld"], String::new()),
        // Names with underscores: the service does not normalize, so a similar name is another column.
        (&["user_id", "old"], &["o_ld"], String::new()),
        (&["userid", "o_ld", "old"], &["o_ld"], String::new()),
        // After the first sync, only `userid` and `old` are left.
        (&["userid", "old", "a_b"], &["o_ld", "a_b"], similar("o_ld")),
    ] {
        assert_eq!(
            first_plan_error("user_id", live, delete),
            message,
            "{live:?} {delete:?}"
        );
    }
    let columns = [column("id")];
    let mut spec = SyncSpec::new("events", &columns);
    spec.columns_to_delete = vec!["old".to_owned()];
    assert!(spec.validated_plan(None).is_ok());
}

#[test]
fn only_undeclared_columns_can_be_deleted() {
    for (name, message) in [
        ("old", ""),
        ("id", ""),
        (
            "user_id",
            "cannot delete column `user_id`: table `events` declares it; help: remove it from the \
             declaration first",
        ),
        ("userid", ""),
        (
            "_id",
            "cannot delete column `_id`: it is a system column; help: remove it from the \
             columns to delete",
        ),
        (
            "",
            "cannot delete column ``: no column can have this name; help: use the column's \
             stored name",
        ),
    ] {
        assert_eq!(error(&[column("user_id")], &["other", name]), message);
    }
}
