use serde_json::{from_value, json};

use super::*;
use crate::plan::{DriftKind, DriftValue, Level, Policy};
use crate::schema::{DataType, DefaultValue};

fn live(columns: serde_json::Value) -> LiveTable {
    LiveTable {
        name: "t".to_owned(),
        columns: from_value(columns).unwrap(),
    }
}

fn bigint(name: &str) -> ColumnRequest<'_> {
    ColumnRequest::new(name, DataType::Bigint)
}

fn names<'a>(columns: &[ColumnRequest<'a>]) -> Vec<&'a str> {
    columns.iter().map(|column| column.name).collect()
}

#[test]
fn exact_name_wins_over_the_stored_name() {
    let table = live(json!([
        {"name": "userid", "dataType": "bigint"},
        {"name": "user_id", "dataType": "bigint", "displayName": "user_id"},
    ]));
    let columns = [bigint("user_id")];
    let plan = plan("t", &columns, Some(&table));
    assert_eq!(names(&plan.present), ["user_id"]);
    assert_eq!(plan.warned.len(), 1);
    assert_eq!(
        plan.warned[0].to_string(),
        "column `userid`: not declared, live type is bigint"
    );
}

#[test]
fn one_live_column_never_matches_two_declarations() {
    let table = live(json!([{"name": "userid", "dataType": "bigint"}]));
    for declared in [["user_id", "userid"], ["userid", "user_id"]] {
        let columns = declared.map(bigint);
        let plan = plan("t", &columns, Some(&table));
        assert_eq!(names(&plan.present), ["userid"], "{declared:?}");
        assert_eq!(names(&plan.to_add), ["user_id"], "{declared:?}");
    }
    let declared = ["user_id", "u_serid"].map(bigint);
    let plan = plan("t", &declared, Some(&table));
    assert_eq!(names(&plan.present), ["user_id"]);
    assert_eq!(names(&plan.to_add), ["u_serid"]);
}

#[test]
fn live_column_that_is_not_the_stored_name_is_undeclared() {
    let table = live(json!([{"name": "user_id", "dataType": "bigint"}]));
    for declared in ["userid", "u_serid"] {
        let columns = [bigint(declared)];
        let plan = plan("t", &columns, Some(&table));
        assert_eq!(names(&plan.to_add), [declared]);
        assert_eq!(plan.warned.len(), 1);
        assert_eq!(plan.warned[0].kind, DriftKind::Unmanaged);
    }
}

#[test]
fn system_columns_are_neither_matched_nor_reported() {
    let table = live(json!([{"name": "_id", "dataType": "bigint"}, {"name": "text"}]));
    let columns = [bigint("id")];
    let plan = plan("t", &columns, Some(&table));
    assert_eq!(names(&plan.to_add), ["id"]);
    assert_eq!((plan.denied, plan.warned), (vec![], vec![]));
}

#[test]
fn plan_is_displayed_as_a_table() {
    let declared = [
        bigint("id").not_null().unique(),
        bigint("user_id").display_name("Visitor"),
        bigint("clicks").default_value(DefaultValue::Bigint(0)),
    ];
    let table = live(json!([
        {"name": "id", "dataType": "varchar", "displayName": "id", "isNotNull": true},
        {"name": "userid", "dataType": "bigint", "displayName": "userid"},
        {"name": "old", "dataType": "timestamp(6)"},
    ]));
    assert_eq!(
        plan("events", &declared, Some(&table)).to_string(),
        "\
table `events` (stored as `t`)
  ! id       BIGINT NOT NULL UNIQUE
  ! user_id  BIGINT, shown as `Visitor`, stored as `userid`
  + clicks   BIGINT DEFAULT 0
  ? old      timestamp(6)
  denied:  column `id`: declared BIGINT, live type is varchar
  warning: column `id`: declared UNIQUE, live column does not report the UNIQUE flag
  warning: column `user_id`: declared display name `Visitor`, live display name `userid`
2 present, 1 to add, 1 undeclared; 1 difference denied, nothing will be written"
    );
    let mut spec = SyncSpec::new("events", &declared[..1]);
    assert_eq!(
        spec.plan(None).to_string(),
        "\
table `events`
the table does not exist, nothing will be written"
    );
    spec.policy = Policy::new().create_table(true);
    let plan = spec.plan(None);
    assert!(!plan.is_empty());
    assert_eq!(
        plan.to_string(),
        "\
table `events` (will be created)
  + id  BIGINT NOT NULL UNIQUE
0 present, 1 to add"
    );
}

#[test]
fn allowed_drift_is_not_marked() {
    let declared = [
        bigint("id").unique(),
        bigint("clicks").unique().not_null(),
        bigint("user_id"),
    ];
    let mut spec = SyncSpec::new("t", &declared);
    spec.policy = Policy::new()
        .on(DriftKind::Unique, Level::Allow)
        .on(DriftKind::StoredName, Level::Allow);
    let table = live(json!([
        {"name": "id", "dataType": "bigint"},
        {"name": "clicks", "dataType": "bigint"},
        {"name": "userid", "dataType": "bigint"},
    ]));
    assert_eq!(
        spec.plan(Some(&table)).to_string(),
        "\
table `t`
  = id       BIGINT UNIQUE
  ! clicks   BIGINT NOT NULL UNIQUE
  = user_id  BIGINT, stored as `userid`
  warning: column `clicks`: declared NOT NULL, live column does not report the NOT NULL flag
3 present; nothing to write"
    );
}

#[test]
fn plan_with_options_is_displayed_as_a_table() {
    let declared = [
        bigint("clicks").default_value(DefaultValue::Bigint(0)),
        bigint("browser").renamed_from(&["agent"]).not_null(),
    ];
    let mut spec = SyncSpec::new("t", &declared);
    spec.columns_to_delete = vec!["old".to_owned()];
    spec.policy = Policy::new()
        .fix_drift(true)
        .on(DriftKind::Unmanaged, Level::Deny);
    let table = live(json!([
        {"name": "clicks", "dataType": "bigint", "defaultValue": "1"},
        {"name": "agent", "dataType": "bigint"},
        {"name": "old", "dataType": "varchar"},
        {"name": "other"},
    ]));
    let plan = spec.plan(Some(&table));
    assert_eq!(
            plan.to_string(),
            "\
table `t`
  ~ clicks   BIGINT DEFAULT 0
  > browser  BIGINT NOT NULL, renamed from `agent` with a new NOT NULL flag
  - old      varchar
  ? other    type not reported
  to fix:  column `browser`: declared NOT NULL, live column does not report the NOT NULL flag
  to fix:  column `clicks`: declared default `0`, live default `1`
  denied:  column `other`: not declared, live type is not reported
1 present, 1 to rename, 1 to fix, 1 to delete, 1 undeclared; 1 difference denied, nothing will be written"
        );
}

/// Four times the columns take about four times as long; in proportion to the square it would
/// be sixteen times.
#[test]
fn planning_time_is_linear_in_the_number_of_columns() {
    let time = |count: usize| {
        let names: Vec<_> = (0..count).map(|n| format!("c_{n}")).collect();
        let declared: Vec<_> = names.iter().map(|name| bigint(name)).collect();
        // A third is live, a third is live under its stored name, and a third is missing; as many
        // live columns are undeclared.
        let there = names
            .iter()
            .enumerate()
            .filter_map(|(n, name)| match n % 3 {
                0 => Some(json!({"name": name, "dataType": "bigint"})),
                1 => Some(json!({"name": format!("c{n}"), "dataType": "bigint"})),
                _ => None,
            });
        let undeclared = (0..count).map(|n| json!({"name": format!("x{n}")}));
        let table = live(there.chain(undeclared).collect());
        let run = || {
            let begun = std::time::Instant::now();
            let plan = plan("t", &declared, Some(&table));
            assert_eq!(plan.to_add.len(), count / 3);
            assert_eq!(plan.unmanaged.len(), count);
            begun.elapsed()
        };
        (0..3).map(|_| run()).min().unwrap()
    };
    let (few, many) = (time(6_000), time(24_000));
    assert!(many < 12 * few, "{few:?}, {many:?}");
}

#[test]
fn live_name_that_looks_like_the_declared_one_is_matched_and_reported() {
    for (declared, stored, reported) in [
        (
            "userId",
            "userid",
            "`userid`, which differs only in letter case",
        ),
        ("user_id", "USERID", "`USERID`"),
        (
            "Größe",
            "GRÖßE",
            "`GRÖßE`, which differs only in letter case",
        ),
        ("Revenue Report", "revenuereport", "`revenuereport`"),
        (
            "id",
            "id\u{200b}",
            r"`id\u{200b}`, which differs only in white space or invisible characters",
        ),
        (
            "id",
            " id\u{a0}",
            r"` id\u{a0}`, which differs only in white space or invisible characters",
        ),
        (
            "caf\u{e9}",
            "cafe\u{301}",
            r"`cafe\u{301}`, which differs from `caf\u{e9}` only in Unicode normalization",
        ),
    ] {
        let table = live(json!([{"name": stored, "dataType": "bigint"}]));
        let columns = [bigint(declared)];
        let plan = plan("t", &columns, Some(&table));
        assert!(plan.is_empty(), "{plan}");
        assert_eq!(names(&plan.present), [declared]);
        let warned: Vec<_> = plan.warned.iter().map(ToString::to_string).collect();
        assert_eq!(
            warned,
            [format!("column `{declared}`: stored as {reported}")]
        );
    }
}

#[test]
fn several_look_alikes_are_denied_and_nothing_is_added() {
    let table = live(json!([
        {"name": "id\u{200b}", "dataType": "bigint"},
        {"name": "ID", "dataType": "bigint"},
        {"name": "note", "dataType": "bigint"},
    ]));
    let columns = [bigint("id"), bigint("note")];
    let plan = plan("t", &columns, Some(&table));
    assert_eq!(names(&plan.to_add), [""; 0]);
    assert_eq!(plan.denied.len(), 1);
    assert_eq!(
        serde_json::to_value(&plan.denied[0]).unwrap(),
        json!({"kind": "MultipleMatches", "column": "id", "declared": "BIGINT",
            "live": ["ID", "id\u{200b}"], "source": "list"})
    );
    assert_eq!(
        plan.to_string(),
        "table `t`\n  \
           = note        BIGINT\n  \
           ! id          BIGINT\n  \
           ? id\\u{200b}  bigint\n  \
           ? ID          bigint\n  \
           denied:  column `id`: declared BIGINT, but several live columns have names that look like it: `ID`, \
         `id\\u{200b}`\n\
         1 present, 2 undeclared; 1 difference denied, nothing will be written"
    );

    let exact = live(json!([
        {"name": "ID", "dataType": "bigint"},
        {"name": "id", "dataType": "bigint"},
    ]));
    let plan = super::plan("t", &columns[..1], Some(&exact));
    assert_eq!((names(&plan.present), plan.denied), (vec!["id"], vec![]));
}

#[test]
fn look_alike_that_is_deleted_is_no_candidate() {
    let table = live(json!([
        {"name": "ID", "dataType": "bigint"},
        {"name": "Id", "dataType": "bigint"},
        {"name": "iD", "dataType": "bigint"},
    ]));
    let columns = [bigint("id")];
    let plan = |delete: &[&str]| {
        let mut spec = SyncSpec::new("t", &columns);
        spec.columns_to_delete = delete.iter().map(ToString::to_string).collect();
        spec.validated_plan(Some(&(&table).into()))
    };
    let matched = plan(&["Id", "iD"]).unwrap();
    assert_eq!(names(&matched.present), ["id"]);
    assert_eq!(matched.denied, []);
    let deleted: Vec<_> = matched
        .to_delete
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(deleted, ["Id", "iD"]);

    let ambiguous = plan(&["Id"]).unwrap();
    let denied: Vec<_> = ambiguous.denied.iter().map(ToString::to_string).collect();
    assert_eq!(
        denied,
        [
            "column `id`: declared BIGINT, but several live columns have names that look like it: `ID`, `iD`"
        ]
    );

    // Without a candidate, the column would be added, and its data lost.
    let all = plan(&["ID", "Id", "iD"]).unwrap();
    assert_eq!(all.denied.len(), 1);
    assert_eq!(names(&all.to_add), [""; 0]);
}

#[test]
fn old_name_that_looks_like_the_declared_one_is_renamed() {
    let table = live(json!([{"name": "Agent", "dataType": "bigint"}]));
    let columns = [bigint("user_agent").renamed_from(&["agent"])];
    let plan = plan("t", &columns, Some(&table));
    assert_eq!(plan.to_rename.len(), 1);
    assert_eq!(plan.to_rename[0].live.name, "Agent");
    assert_eq!((plan.denied, plan.warned), (vec![], vec![]));
}

#[test]
fn several_old_names_are_denied_also_if_one_of_them_is_ambiguous() {
    let columns = [bigint("user_agent").renamed_from(&["agent", "ua"])];
    let denied = |live_names: &[&str]| {
        let live_columns = live_names
            .iter()
            .map(|name| json!({"name": name, "dataType": "bigint"}));
        let table = live(live_columns.collect());
        let plan = plan("t", &columns, Some(&table));
        let denied = plan
            .denied
            .iter()
            .map(|drift| (drift.kind, drift.live.clone()));
        denied.collect::<Vec<_>>()
    };
    let names = |names: &[&str]| DriftValue::Names(names.iter().map(ToString::to_string).collect());
    assert_eq!(
        denied(&["Agent", "UA"]),
        [(DriftKind::Renamed, names(&["Agent", "UA"]))]
    );
    assert_eq!(
        denied(&["UA", "Ua", "agent"]),
        [(DriftKind::MultipleMatches, names(&["UA", "Ua", "agent"]))]
    );
    // The column is live, so no old name is needed.
    assert_eq!(denied(&["user_agent", "UA", "Ua"]), []);
}

#[test]
fn default_that_the_service_rounded_is_denied_and_not_fixed() {
    let declared = [
        ColumnRequest::new("price", DataType::Decimal).default_value(DefaultValue::Text("1.239")),
        ColumnRequest::new("at", DataType::Timestamp)
            .default_value(DefaultValue::Text("2024-12-31 23:59:59.9996")),
        bigint("clicks").default_value(DefaultValue::Bigint(0)),
    ];
    let table = live(json!([
        {"name": "price", "dataType": "decimal(10,2)", "defaultValue": "1.24"},
        {"name": "at", "dataType": "timestamp(3)", "defaultValue": "2025-01-01 00:00:00.000"},
        {"name": "clicks", "dataType": "bigint", "defaultValue": "1"},
    ]));
    let mut spec = SyncSpec::new("t", &declared);
    spec.policy = spec.policy.fix_drift(true);
    let plan = spec.plan(Some(&table));
    let denied: Vec<_> = plan.denied.iter().map(ToString::to_string).collect();
    assert_eq!(
        denied,
        [
            "column `price`: declared default `1.239`, live default `1.24`, rounded by the \
             service to fit `decimal(10,2)`",
            "column `at`: declared default `2024-12-31 23:59:59.9996`, live default `2025-01-01 \
             00:00:00.000`, rounded by the service to fit `timestamp(3)`",
        ]
    );
    assert_eq!(
        serde_json::to_value(&plan.denied[0]).unwrap(),
        json!({"kind": "Default", "column": "price", "declared": "1.239", "live": "1.24",
            "source": "list"})
    );
    assert_eq!(plan.denied[0].live.as_text(), Some("1.24"));
    assert_eq!(plan.to_fix.len(), 1);
    assert_eq!(plan.to_fix[0].column.name, "clicks");
}
